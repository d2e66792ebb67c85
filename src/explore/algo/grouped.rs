//! Many short lists in one: what belongs to each of a number of owners, without an allocation for each.
//!
//! Goes in: items with the numbers of their owners, in any order. Comes out: the items of each owner, in the order in which
//! they came. Deliberately knows nothing of what the items are.

/// Items by owner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::explore) struct Grouped<T> {
    /// Where the items of each owner begin; one more at the end.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T: Copy> Grouped<T> {
    /// Puts items together by owner. Costs two passes over the items, and no sort; owners beyond the last are left out.
    pub(in crate::explore) fn new(owners: usize, items: impl Iterator<Item = (usize, T)> + Clone) -> Self {
        let items = items.filter(|(owner, _)| *owner < owners);
        let mut starts = vec![0u32; owners + 1];
        for (owner, _) in items.clone() {
            starts[owner + 1] += 1;
        }
        for owner in 0..owners {
            starts[owner + 1] += starts[owner];
        }
        let Some((_, any)) = items.clone().next() else { return Self { starts, items: Vec::new() } };
        let mut places = starts.clone();
        let mut sorted = vec![any; starts[owners] as usize];
        for (owner, item) in items {
            sorted[places[owner] as usize] = item;
            places[owner] += 1;
        }
        Self { starts, items: sorted }
    }

    /// The lists of owners, in their order. Costs one pass over the items.
    pub(in crate::explore) fn of_each<L: IntoIterator<Item = T>>(lists: impl Iterator<Item = L>) -> Self {
        let (mut starts, mut items) = (vec![0], Vec::new());
        for list in lists {
            items.extend(list);
            starts.push(items.len() as u32);
        }
        Self { starts, items }
    }

    /// How many owners there are.
    pub(in crate::explore) fn owners(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// All items with their owners, in the order of owners.
    pub(in crate::explore) fn each(&self) -> impl Iterator<Item = (usize, T)> + Clone + '_ {
        (0..self.owners()).flat_map(move |owner| self.of(owner).iter().map(move |item| (owner, *item)))
    }

    /// The items of an owner; none of one that there is not.
    pub(in crate::explore) fn of(&self, owner: usize) -> &[T] {
        match (self.starts.get(owner), self.starts.get(owner + 1)) {
            (Some(start), Some(end)) => &self.items[*start as usize..*end as usize],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stand_with_their_owners_in_order() {
        let lists = Grouped::new(3, [(2, 'a'), (0, 'b'), (2, 'c'), (7, 'd')].into_iter());
        assert_eq!(
            (lists.of(0), lists.of(1), lists.of(2), lists.of(3)),
            (&['b'][..], &[][..], &['a', 'c'][..], &[][..])
        );
        assert_eq!(Grouped::of_each([vec!['b'], vec![], vec!['a', 'c']].into_iter()), lists);
        assert_eq!(lists.each().collect::<Vec<_>>(), [(0, 'b'), (2, 'a'), (2, 'c')]);
        assert!(Grouped::<u8>::new(0, std::iter::empty()).of(0).is_empty());
    }
}

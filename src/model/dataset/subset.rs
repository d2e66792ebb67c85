//! A dataset of some of its sources, and what renumbering its parts takes.

use super::{Dataset, DatasetBuilder};
use crate::model::claim::{ClaimId, EntityId, PassageId, SectionId, Thing, Value};

impl DatasetBuilder {
    /// Gives every reference to an entity or claim its new id.
    pub(super) fn renumber(
        &mut self,
        entity: impl Fn(EntityId) -> EntityId,
        claim: impl Fn(ClaimId) -> ClaimId,
    ) {
        let thing = |thing: Thing| match thing {
            Thing::Entity(id) => Thing::Entity(entity(id)),
            Thing::Claim(id) => Thing::Claim(claim(id)),
        };
        for of_source in &mut self.entities {
            of_source.voice = of_source.voice.map(&entity);
            of_source.different.iter_mut().for_each(|other| *other = entity(*other));
        }
        for section in &mut self.sections {
            section.source = entity(section.source);
            section.voice = section.voice.map(&entity);
        }
        for passage in &mut self.passages {
            passage.source = entity(passage.source);
        }
        for claim in &mut self.claims {
            claim.subject = thing(claim.subject);
            claim.source = entity(claim.source);
            claim.speaker = entity(claim.speaker);
            if let Value::Thing(object) = &mut claim.value {
                *object = thing(*object);
            }
        }
        for details in &mut self.details {
            details.reported_by = details.reported_by.map(&entity);
        }
        for resolution in &mut self.resolutions {
            for id in resolution.claims.iter_mut().chain(&mut resolution.holds) {
                *id = claim(*id);
            }
            resolution.claims.sort_unstable();
            resolution.claims.dedup();
        }
        for (source, _) in &mut self.digests {
            *source = entity(*source);
        }
    }
}

impl Dataset {
    /// The dataset as it would be without some sources: without their claims, sections and passages, and without the entities
    /// that nothing else mentions; `stays` is true of those that are mentioned outside of the claims.
    ///
    /// Costs a copy of the dataset.
    #[must_use]
    pub fn without_sources(
        &self,
        left_out: impl Fn(EntityId) -> bool,
        stays: impl Fn(EntityId) -> bool,
    ) -> Self {
        let mut draft = self.without(|id| left_out(self.claim(id).source)).draft;
        let section_ids = kept(draft.sections.iter().map(|s| !left_out(s.source)));
        retain(&mut draft.sections, &section_ids);
        let passage_ids = kept(draft.passages.iter().map(|p| !left_out(p.source)));
        retain(&mut draft.passages, &passage_ids);
        draft.digests.retain(|(source, _)| !left_out(*source));
        for passage in &mut draft.passages {
            passage.section = passage.section.and_then(|id| section_ids[id.index()].map(SectionId));
        }
        for claim in &mut draft.claims {
            claim.passage = claim.passage.and_then(|id| passage_ids[id.index()].map(PassageId));
        }
        let (before, after) = (mentioned(&self.draft, |_| false), mentioned(&draft, &left_out));
        let is_kept = |i: usize| {
            let id = EntityId(i as u32);
            after[i] || !left_out(id) && (!before[i] || stays(id))
        };
        let entity_ids = kept((0..draft.entities.len()).map(is_kept));
        retain(&mut draft.entities, &entity_ids);
        for entity in &mut draft.entities {
            entity.voice = entity.voice.filter(|voice| entity_ids[voice.index()].is_some());
            let different = entity.different.iter().copied();
            entity.different = different.filter(|other| entity_ids[other.index()].is_some()).collect();
        }
        // What only a claim that was left out names has no new id, and is not looked up.
        draft.renumber(|id| EntityId(entity_ids[id.index()].unwrap_or_default()), |id| id);
        Self::of(draft)
    }
}

/// Which entities a claim mentions, or the voice of a source or section that stays.
fn mentioned(draft: &DatasetBuilder, left_out: impl Fn(EntityId) -> bool) -> Vec<bool> {
    let mut found = vec![false; draft.entities.len()];
    let mut mention = |id: EntityId| found[id.index()] = true;
    for claim in &draft.claims {
        let object = if let Value::Thing(object) = claim.value { Some(object) } else { None };
        for thing in [Some(claim.subject), object].into_iter().flatten() {
            if let Thing::Entity(id) = thing {
                mention(id);
            }
        }
        mention(claim.source);
        mention(claim.speaker);
        claim.details.and_then(|d| draft.details[d.index()].reported_by).into_iter().for_each(&mut mention);
    }
    let sources = draft.entities.iter().enumerate().filter(|(i, _)| !left_out(EntityId(*i as u32)));
    sources
        .filter_map(|(_, e)| e.voice)
        .chain(draft.sections.iter().filter_map(|s| s.voice))
        .for_each(mention);
    found
}

/// The new number of each row that is kept.
fn kept(rows: impl Iterator<Item = bool>) -> Vec<Option<u32>> {
    let mut next = 0;
    rows.map(|is_kept| {
        let number = is_kept.then_some(next);
        next += u32::from(is_kept);
        number
    })
    .collect()
}

fn retain<T>(rows: &mut Vec<T>, ids: &[Option<u32>]) {
    let mut ids = ids.iter();
    rows.retain(|_| ids.next().is_some_and(Option::is_some));
}

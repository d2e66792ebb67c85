//! The compact protocol of Thrift, as far as the metadata of Parquet needs it
//! (<https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>).

/// What a value is on the wire.
#[derive(Clone, Copy)]
pub(super) enum Wire {
    I32 = 5,
    I64 = 6,
    Text = 8,
    List = 9,
    Structure = 12,
}

/// Writes a structure, its fields in the order of their ids.
#[derive(Default)]
pub(super) struct Thrift {
    out: Vec<u8>,
    last: u8,
}

impl Thrift {
    /// The bytes of a structure whose fields the function writes.
    pub(super) fn structure(fields: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut thrift = Self::default();
        fields(&mut thrift);
        thrift.out.push(0);
        thrift.out
    }

    /// A field; ids lie less than 16 apart in all that Parquet needs.
    pub(super) fn field(&mut self, id: u8, kind: Wire, value: &[u8]) {
        self.out.push((id - self.last) << 4 | kind as u8);
        self.last = id;
        self.out.extend(value);
    }

    /// A field that is a number of 32 bits.
    pub(super) fn i32(&mut self, id: u8, value: i32) {
        self.field(id, Wire::I32, &number(value.into()));
    }

    /// A field that is a number of 64 bits.
    pub(super) fn i64(&mut self, id: u8, value: u64) {
        self.field(id, Wire::I64, &number(value.cast_signed()));
    }

    /// A field that is a list.
    pub(super) fn list(&mut self, id: u8, kind: Wire, items: &[Vec<u8>]) {
        let mut head = vec![0xf0 | kind as u8];
        match items.len() {
            short @ 0..15 => head = vec![(short as u8) << 4 | kind as u8],
            long => head.extend(varint(long as u64)),
        }
        self.field(id, Wire::List, &[head, items.concat()].concat());
    }
}

/// A text with its length.
pub(super) fn text(text: &str) -> Vec<u8> {
    [varint(text.len() as u64).as_slice(), text.as_bytes()].concat()
}

/// A number whose sign is its lowest bit.
pub(super) fn number(number: i64) -> Vec<u8> {
    varint(((number << 1) ^ (number >> 63)).cast_unsigned())
}

/// Seven bits a byte, the lowest first.
pub(super) fn varint(mut number: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while number >= 0x80 {
        out.push((number as u8) | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
    out
}

//! The base protocol: messages of JSON-RPC behind headers with their length, read from bytes that may be anything.
//!
//! A library for this ends at the first message that is not JSON; an editor that sends one would lose its server.

use std::io::{self, BufRead, Read, Write};

use serde_json::{Value, json};

/// The longest message, in bytes.
const LONGEST: usize = 64 << 20;
/// The longest line of a header, in bytes.
const LONGEST_LINE: u64 = 1 << 10;

/// Why a request has no answer: a code of the protocol, and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) code: i32,
    pub(super) message: String,
}

impl Refused {
    pub(super) const PARSE: i32 = -32_700;
    pub(super) const REQUEST: i32 = -32_600;
    pub(super) const METHOD: i32 = -32_601;
    pub(super) const PARAMS: i32 = -32_602;
    pub(super) const INTERNAL: i32 = -32_603;
    pub(super) const NOT_INITIALIZED: i32 = -32_002;
    pub(super) const FAILED: i32 = -32_803;

    pub(super) fn new(code: i32, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    pub(super) fn params(message: impl Into<String>) -> Self {
        Self::new(Self::PARAMS, message)
    }
}

/// A message, or what is wrong with it.
pub(super) type Incoming = Result<Value, Refused>;

/// Reads the next message; none at the end. What stands between messages is passed over.
pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = Some(value.trim().parse::<usize>());
        } else if line.is_empty() && length.is_some() {
            break;
        }
    }
    let refused = |message: &str| Ok(Some(Err(Refused::new(Refused::PARSE, message))));
    let Some(Ok(length)) = length else { return refused("Content-Length is not a number") };
    if length > LONGEST {
        io::copy(&mut input.by_ref().take(length as u64), &mut io::sink())?;
        return refused("the message is longer than 64 MiB");
    }
    let mut body = Vec::new();
    if input.by_ref().take(length as u64).read_to_end(&mut body)? < length {
        return Ok(None);
    }
    match serde_json::from_slice(&body) {
        Ok(message) => Ok(Some(Ok(message))),
        Err(error) => refused(&format!("the message is not JSON: {error}")),
    }
}

/// Writes a message.
pub(super) fn write(output: &mut impl Write, message: &Value) -> io::Result<()> {
    let body = message.to_string();
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

/// The answer to a request.
pub(super) fn response(id: &Value, answer: Result<Value, Refused>) -> Value {
    match answer {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(Refused { code, message }) => {
            json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_again_behind_anything_else() {
        let mut bytes: &[u8] = b"rubbish\n\r\n\xff\xfe\nContent-Length: 2\r\n\r\n{}Content-Length: x\r\n\r\n\
            content-length: 3\r\nContent-Type: a\r\n\r\n{\"aContent-Length: 4\r\n\r\nnullContent-Length: 9\r\n\r\n{}";
        let code = |found: Option<Incoming>| found.map(|m| m.map_err(|refused| refused.code));
        let mut next = || code(read(&mut bytes).unwrap());
        assert_eq!(next(), Some(Ok(json!({}))));
        assert_eq!(next(), Some(Err(Refused::PARSE)));
        assert_eq!(next(), Some(Err(Refused::PARSE)));
        assert_eq!(next(), Some(Ok(Value::Null)));
        assert_eq!(next(), None, "a message that ends too early is none");
    }
}

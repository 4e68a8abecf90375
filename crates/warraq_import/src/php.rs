//! PHP's `serialize` format, read as data.
//!
//! WordPress keeps structures in it: the sizes of a picture, the settings of a plug-in. Nothing is
//! ever made of it but a [`Value`]; an object stays a name with fields. Depth, number of values and
//! length are bounded, since the format nests for free.

use thiserror::Error;

/// The deepest nesting that is read.
const DEEPEST: usize = 32;

/// No more values than this are read.
const MOST_VALUES: usize = 100_000;

/// Nothing longer than this is read.
const LONGEST: usize = 16 << 20;

/// A value of PHP.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `N;`
    Null,
    /// `b:1;`
    Bool(bool),
    /// `i:7;`
    Int(i64),
    /// `d:0.5;`
    Float(f64),
    /// `s:3:"abc";`, what is not UTF-8 in it replaced.
    Str(String),
    /// `a:1:{…}`, in order.
    Array(Vec<(Key, Value)>),
    /// `O:8:"stdClass":1:{…}`: the class is a name and nothing else.
    Object {
        /// Name of the class.
        class: String,
        /// Its fields, names as stored.
        fields: Vec<(Key, Value)>,
    },
    /// `C:…` or `E:…`: a class's own notation, or a case of an enumeration, uninterpreted.
    Opaque {
        /// Name of the class, or class and case.
        class: String,
        /// What follows the name.
        data: String,
    },
    /// `R:2;` or `r:2;`: the same as an earlier value, which is not followed.
    Reference(i64),
}

/// A key of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A number.
    Int(i64),
    /// A word.
    Str(String),
}

/// Why something could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// It ends inside a value.
    #[error("the data ends inside a value")]
    Truncated,
    /// It is not of the format, from this byte on.
    #[error("byte {0} is not what PHP would have written there")]
    Malformed(usize),
    /// It nests deeper or holds more than anything real.
    #[error("the data exceeds the limits of depth, number or length")]
    TooLarge,
}

/// Reads one value.
///
/// A string whose length is wrong, as search-and-replace over a database leaves it, ends at the
/// first `";` behind which the data goes on as it must.
pub fn parse(source: impl AsRef<[u8]>) -> Result<Value, Error> {
    let source = source.as_ref();
    if source.len() > LONGEST {
        return Err(Error::TooLarge);
    }
    let mut parser = Parser {
        source,
        at: 0,
        values: 0,
    };
    let value = parser.value(0)?;
    match source[parser.at..]
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
    {
        Some(more) => Err(Error::Malformed(parser.at + more)),
        None => Ok(value),
    }
}

impl Value {
    /// The value under a word in an array or among an object's fields.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let found = self
            .entries()
            .iter()
            .find(|(name, _)| matches!(name, Key::Str(n) if n == key));
        found.map(|(_, value)| value)
    }

    /// Keys and values of an array or an object; nothing for anything else.
    pub fn entries(&self) -> &[(Key, Value)] {
        match self {
            Value::Array(entries)
            | Value::Object {
                fields: entries, ..
            } => entries,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The number that the value is or spells.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Value::Int(number) => Some(*number),
            Value::Str(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

struct Parser<'a> {
    source: &'a [u8],
    at: usize,
    values: usize,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, Error> {
        self.values += 1;
        if depth > DEEPEST || self.values > MOST_VALUES {
            return Err(Error::TooLarge);
        }
        let kind = self.next()?;
        if kind == b'N' {
            self.expect(b";")?;
            return Ok(Value::Null);
        }
        self.expect(b":")?;
        match kind {
            b'b' => Ok(Value::Bool(self.number::<u8>(b';')? != 0)),
            b'i' => Ok(Value::Int(self.number(b';')?)),
            b'd' => self.float(),
            b'R' | b'r' => Ok(Value::Reference(self.number(b';')?)),
            b's' | b'S' => Ok(Value::Str(self.string(b"\";")?)),
            b'a' => Ok(Value::Array(self.entries(depth)?)),
            b'O' => {
                let class = self.string(b"\":")?;
                Ok(Value::Object {
                    class,
                    fields: self.entries(depth)?,
                })
            }
            b'E' => Ok(Value::Opaque {
                class: self.string(b"\";")?,
                data: String::new(),
            }),
            b'C' => self.opaque(),
            _ => Err(Error::Malformed(self.at - 2)),
        }
    }

    /// `2:{key value key value}`. The number before may be wrong; the braces count.
    fn entries(&mut self, depth: usize) -> Result<Vec<(Key, Value)>, Error> {
        let _: usize = self.number(b':')?;
        self.expect(b"{")?;
        let mut entries = Vec::new();
        while self.peek()? != b'}' {
            let start = self.at;
            let key = match self.value(depth + 1)? {
                Value::Int(number) => Key::Int(number),
                Value::Str(text) => Key::Str(text),
                _ => return Err(Error::Malformed(start)),
            };
            entries.push((key, self.value(depth + 1)?));
        }
        self.expect(b"}")?;
        Ok(entries)
    }

    /// `3:"abc` and what must close it.
    fn string(&mut self, close: &[u8]) -> Result<String, Error> {
        let length: usize = self.number(b':')?;
        self.expect(b"\"")?;
        let start = self.at;
        let told = start
            .checked_add(length)
            .filter(|end| self.closes_at(*end, close));
        let end = match told {
            Some(end) => end,
            None => self.true_end(start, close)?,
        };
        self.at = end + close.len();
        Ok(String::from_utf8_lossy(&self.source[start..end]).into_owned())
    }

    fn closes_at(&self, end: usize, close: &[u8]) -> bool {
        self.source
            .get(end..)
            .is_some_and(|rest| rest.starts_with(close))
    }

    /// Where a string of the wrong length ends.
    fn true_end(&self, start: usize, close: &[u8]) -> Result<usize, Error> {
        let ends = memchr::memmem::find_iter(&self.source[start..], close);
        let goes_on = |end: &usize| {
            let rest = &self.source[end + close.len()..];
            match rest {
                [] | [b'}', ..] => true,
                [b'N', b';', ..] => close == b"\";",
                [kind, b':', ..] => close == b"\";" && b"bidsSaOCERr".contains(kind),
                [digit, ..] => close == b"\":" && digit.is_ascii_digit(),
            }
        };
        ends.map(|end| start + end)
            .find(goes_on)
            .ok_or(Error::Truncated)
    }

    /// `C:5:"Class":3:{abc}`.
    fn opaque(&mut self) -> Result<Value, Error> {
        let class = self.string(b"\":")?;
        let length: usize = self.number(b':')?;
        self.expect(b"{")?;
        let end = self.at.checked_add(length).ok_or(Error::Truncated)?;
        let data = self.source.get(self.at..end).ok_or(Error::Truncated)?;
        self.at = end;
        self.expect(b"}")?;
        Ok(Value::Opaque {
            class,
            data: String::from_utf8_lossy(data).into_owned(),
        })
    }

    fn float(&mut self) -> Result<Value, Error> {
        let start = self.at;
        match self.until(b';')? {
            "INF" => Ok(Value::Float(f64::INFINITY)),
            "-INF" => Ok(Value::Float(f64::NEG_INFINITY)),
            "NAN" => Ok(Value::Float(f64::NAN)),
            number => number
                .parse()
                .map(Value::Float)
                .map_err(|_| Error::Malformed(start)),
        }
    }

    fn number<N: std::str::FromStr>(&mut self, close: u8) -> Result<N, Error> {
        let start = self.at;
        self.until(close)?
            .parse()
            .map_err(|_| Error::Malformed(start))
    }

    /// A short word up to a closing character, which is consumed.
    fn until(&mut self, close: u8) -> Result<&str, Error> {
        const LONGEST_WORD: usize = 40;
        let start = self.at;
        let rest = &self.source[start..];
        let word = rest
            .iter()
            .take(LONGEST_WORD)
            .position(|byte| *byte == close);
        let length = word.ok_or(if rest.len() < LONGEST_WORD {
            Error::Truncated
        } else {
            Error::Malformed(start)
        })?;
        self.at += length + 1;
        std::str::from_utf8(&rest[..length]).map_err(|_| Error::Malformed(start))
    }

    fn next(&mut self) -> Result<u8, Error> {
        let byte = self.peek()?;
        self.at += 1;
        Ok(byte)
    }

    fn peek(&self) -> Result<u8, Error> {
        self.source.get(self.at).copied().ok_or(Error::Truncated)
    }

    fn expect(&mut self, wanted: &[u8]) -> Result<(), Error> {
        let rest = &self.source[self.at..];
        if rest.starts_with(wanted) {
            self.at += wanted.len();
            Ok(())
        } else if wanted.starts_with(rest) {
            Err(Error::Truncated)
        } else {
            Err(Error::Malformed(self.at))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Key {
        Key::Str(text.to_owned())
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let source = "a:6:{i:0;N;i:1;b:1;i:2;d:-1.5E+3;s:1:\"k\";s:6:\"خبر\";i:4;R:2;i:5;a:0:{}}";
        let expected = Value::Array(vec![
            (Key::Int(0), Value::Null),
            (Key::Int(1), Value::Bool(true)),
            (Key::Int(2), Value::Float(-1500.0)),
            (word("k"), Value::Str("خبر".to_owned())),
            (Key::Int(4), Value::Reference(2)),
            (Key::Int(5), Value::Array(vec![])),
        ]);
        assert_eq!(parse(source), Ok(expected));
    }

    #[test]
    fn an_object_is_a_name_with_fields() {
        let expected = Value::Object {
            class: "stdClass".to_owned(),
            fields: vec![(word("a"), Value::Int(1))],
        };
        assert_eq!(parse("O:8:\"stdClass\":1:{s:1:\"a\";i:1;}"), Ok(expected));
        assert!(matches!(
            parse("C:1:\"X\":3:{abc}"),
            Ok(Value::Opaque { .. })
        ));
        assert!(matches!(
            parse("E:7:\"Foo:Bar\";"),
            Ok(Value::Opaque { .. })
        ));
    }

    #[test]
    fn a_string_of_the_wrong_length_ends_where_the_data_goes_on() {
        // Lengths of `http://old.example/x` after the domain was replaced.
        let source = "a:2:{s:3:\"url\";s:20:\"https://new-name.example/x\";s:1:\"n\";i:7;}";
        let value = parse(source).expect("the end is unambiguous");
        assert_eq!(
            value.get("url").and_then(Value::as_str),
            Some("https://new-name.example/x")
        );
        assert_eq!(value.get("n").and_then(Value::as_int), Some(7));
    }

    #[test]
    fn quotes_inside_a_string_do_not_end_it() {
        let value = parse("s:9:\"a\";i:1;\"b\";").expect("the length is right");
        assert_eq!(value.as_str(), Some("a\";i:1;\"b"));
    }

    #[test]
    fn what_is_broken_is_refused_by_name() {
        assert_eq!(parse(""), Err(Error::Truncated));
        assert_eq!(parse("a:1:{i:0;"), Err(Error::Truncated));
        assert_eq!(parse("s:5:\"abc"), Err(Error::Truncated));
        assert_eq!(parse("x:1;"), Err(Error::Malformed(0)));
        assert_eq!(parse("i:abc;"), Err(Error::Malformed(2)));
        assert_eq!(parse("a:1:{N;i:1;}"), Err(Error::Malformed(5)));
        assert_eq!(parse("i:1;i:2;"), Err(Error::Malformed(4)));
        assert_eq!(parse("s:18446744073709551615:\"a"), Err(Error::Truncated));
    }

    #[test]
    fn bombs_are_refused() {
        assert_eq!(parse("a:1:{i:0;".repeat(20_000)), Err(Error::TooLarge));
        let many = format!("a:999999999:{{{}}}", "i:0;N;".repeat(MOST_VALUES));
        assert_eq!(parse(many), Err(Error::TooLarge));
    }
}

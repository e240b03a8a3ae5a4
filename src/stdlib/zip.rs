//! `Orgless.Zip`: the bytes of zip archives, for `Compression`. The layout is that of Java's `ZipOutputStream`.

use std::io::{Read, Write};

use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use crate::hir::TypeId;
use crate::interp::native::{ListRef, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{Blob, Date, Datetime, List, Object, Time, Value};

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
/// The names are in UTF-8.
const UTF8: u16 = 0x0800;
/// Sizes follow the data.
const SIZES_FOLLOW: u16 = 0x0008;
const ENCRYPTED: u16 = 0x0001;
const DEFLATED: u16 = 8;
/// Bytes that one entry may grow to: what the heap of a transaction could not hold anyway.
const MOST: u64 = 64 << 20;

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn deflate(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(bytes).expect("a vector takes everything");
    encoder.finish().expect("a vector takes everything")
}

/// Little-endian bytes.
#[derive(Default)]
struct Out(Vec<u8>);

impl Out {
    fn short(&mut self, n: u16) {
        self.0.extend(n.to_le_bytes());
    }

    fn long(&mut self, n: u32) {
        self.0.extend(n.to_le_bytes());
    }

    /// Time and day as DOS has them.
    fn moment(&mut self, at: Datetime) {
        let (date, time) = (at.date_gmt(), at.time_gmt());
        let year = (date.year() - 1980).clamp(0, 127);
        self.short(((time.hour() << 11) | (time.minute() << 5) | (time.second() / 2)) as u16);
        self.short(((year << 9) | (date.month() << 5) | date.day()) as u16);
    }

    /// The extra field with the second.
    fn extra(&mut self, at: Datetime) {
        self.short(0x5455);
        self.short(5);
        self.0.push(1);
        self.long(at.ms().div_euclid(1000) as u32);
    }
}

/// What an entry's headers say.
struct Entry<'a> {
    name: &'a str,
    comment: &'a str,
    stored: bool,
    at: Datetime,
    crc: u32,
    size: u32,
    packed: u32,
    offset: u32,
}

impl Entry<'_> {
    fn head(&self, out: &mut Out, sizes: bool) {
        out.short(if self.stored { 10 } else { 20 });
        out.short(if self.stored { UTF8 } else { UTF8 | SIZES_FOLLOW });
        out.short(if self.stored { 0 } else { DEFLATED });
        out.moment(self.at);
        for n in [self.crc, self.packed, self.size] {
            out.long(if sizes || self.stored { n } else { 0 });
        }
        out.short(self.name.len() as u16);
        out.short(9);
    }

    fn local(&self, out: &mut Out) {
        out.long(LOCAL);
        self.head(out, false);
        out.0.extend(self.name.as_bytes());
        out.extra(self.at);
    }

    fn central(&self, out: &mut Out) {
        let comment = &self.comment.as_bytes()[..self.comment.len().min(0xffff)];
        out.long(CENTRAL);
        out.short(if self.stored { 10 } else { 20 });
        self.head(out, true);
        out.short(comment.len() as u16);
        out.short(0);
        out.short(0);
        out.long(0);
        out.long(self.offset);
        out.0.extend(self.name.as_bytes());
        out.extra(self.at);
        out.0.extend(comment);
    }
}

fn texts(list: &ListRef) -> Vec<String> {
    let text = |v: Value| match v {
        Value::String(s) => s.to_string(),
        _ => String::new(),
    };
    list.borrow().iter().map(text).collect()
}

fn write(names: ListRef, comments: ListRef, stored: ListRef, contents: ListRef, times: ListRef, level: i32) -> Blob {
    let (names, comments) = (texts(&names), texts(&comments));
    let mut out = Out::default();
    let mut entries = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let stored = matches!(stored.borrow().get(i), Some(Value::Boolean(true)));
        let content = contents.borrow().get(i);
        let content: &[u8] = match content.as_ref().and_then(Value::object) {
            Some(Object::Blob(b)) => &b.0,
            _ => &[],
        };
        let at = match times.borrow().get(i) {
            Some(Value::Long(ms)) => Datetime::from_ms(ms),
            _ => Datetime::from_ms(0),
        };
        let packed = if stored { content.to_vec() } else { deflate(content, level.clamp(0, 9) as u32) };
        let entry = Entry {
            name,
            comment: &comments[i],
            stored,
            at,
            crc: crc(content),
            size: content.len() as u32,
            packed: packed.len() as u32,
            offset: out.0.len() as u32,
        };
        entry.local(&mut out);
        out.0.extend(packed);
        if !stored {
            for n in [DESCRIPTOR, entry.crc, entry.packed, entry.size] {
                out.long(n);
            }
        }
        entries.push(entry);
    }
    let start = out.0.len();
    entries.iter().for_each(|entry| entry.central(&mut out));
    let length = out.0.len() - start;
    out.long(END);
    out.long(0);
    out.short(entries.len() as u16);
    out.short(entries.len() as u16);
    out.long(length as u32);
    out.long(start as u32);
    out.short(0);
    Blob(out.0.into())
}

/// Little-endian numbers at places; None beyond the end.
fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().expect("two bytes")))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().expect("four bytes")))
}

/// The second of an extra field, else what DOS has.
fn modified(extra: &[u8], time: u16, date: u16) -> Datetime {
    let mut at = 0;
    while let (Some(id), Some(length)) = (short(extra, at), short(extra, at + 2)) {
        if id == 0x5455
            && extra.get(at + 4).is_some_and(|flags| flags & 1 == 1)
            && let Some(seconds) = long(extra, at + 5)
        {
            return Datetime::from_ms(i64::from(seconds as i32) * 1000);
        }
        at += 4 + usize::from(length);
    }
    let day = Date::new(i32::from(date >> 9) + 1980, i32::from(date >> 5 & 15), i32::from(date & 31));
    let second = i32::from(time & 31) * 2;
    Datetime::new_gmt(day, Time::new(i32::from(time >> 11), i32::from(time >> 5 & 63), second, 0))
}

/// The entries of an archive; None when it is none.
fn entries(bytes: &[u8]) -> Option<Vec<Value>> {
    let last = bytes.len().checked_sub(22)?;
    let end = (0..=last).rev().find(|at| long(bytes, *at) == Some(END))?;
    let count = short(bytes, end + 10)?;
    let mut at = long(bytes, end + 16)? as usize;
    let mut found = Vec::new();
    for _ in 0..count {
        if long(bytes, at)? != CENTRAL {
            return None;
        }
        let lengths = [28, 30, 32].map(|field| short(bytes, at + field).map(usize::from));
        let (name, extra, comment) = (lengths[0]?, lengths[1]?, lengths[2]?);
        let text = |from: usize, length: usize| {
            let part = bytes.get(from..from + length)?;
            Some(String::from_utf8_lossy(part).into_owned())
        };
        let offset = long(bytes, at + 42)? as usize;
        // Where the data begin, the entry's own header says.
        if long(bytes, offset)? != LOCAL {
            return None;
        }
        let data = offset + 30 + usize::from(short(bytes, offset + 26)?) + usize::from(short(bytes, offset + 28)?);
        let extra_part = bytes.get(at + 46 + name..at + 46 + name + extra)?;
        let name_text = text(at + 46, name)?;
        // Archives of DOS, which Java's count as, write paths with backslashes.
        let is_dos = bytes.get(at + 5) == Some(&0);
        let fields = vec![
            match is_dos && !name_text.contains('/') {
                true => Value::string(&name_text.replace('\\', "/")),
                false => Value::string(&name_text),
            },
            match comment {
                0 => Value::Null,
                length => Value::string(&text(at + 46 + name + extra, length)?),
            },
            Value::Integer(short(bytes, at + 10)?.into()),
            Value::Long(long(bytes, at + 20)?.into()),
            Value::Long(long(bytes, at + 24)?.into()),
            Value::Long(long(bytes, at + 16)?.into()),
            Value::Datetime(modified(extra_part, short(bytes, at + 12)?, short(bytes, at + 14)?)),
            Value::Integer(i32::try_from(data).ok()?),
            Value::Boolean(short(bytes, at + 8)? & ENCRYPTED != 0),
        ];
        found.push(Value::list(List::from_values(TypeId::OBJECT, fields)));
        at += 46 + name + extra + comment;
    }
    Some(found)
}

fn extract(cx: &mut Interp, archive: Blob, offset: i32, packed: i64, method: i32) -> Result<Blob, Thrown> {
    let start = offset as usize;
    let part = usize::try_from(packed).ok().and_then(|length| archive.0.get(start..start.checked_add(length)?));
    let Some(part) = part else { return Err(cx.throw(Exc::String, "Error reading Zip achive")) };
    if method == 0 {
        return Ok(Blob(part.into()));
    }
    let mut out = Vec::new();
    match DeflateDecoder::new(part).take(MOST).read_to_end(&mut out) {
        Ok(_) => Ok(Blob(out.into())),
        Err(_) => Err(cx.throw(Exc::String, "Error reading Zip achive")),
    }
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m(
            "static Blob write(List<String> names, List<String> comments, List<Boolean> stored, List<Blob> contents, List<Long> times, Integer level)",
            "The bytes of an archive.",
            write,
        ),
        m(
            "static List<List<Object>> read(Blob archive)",
            "What the headers of an archive's entries say; null when it is none.",
            |archive: Blob| {
                let ty = TypeId::list(TypeId::OBJECT);
                entries(&archive.0).map(|found| List::from_values(ty, found))
            },
        ),
        m(
            "static Blob extract(Blob archive, Integer offset, Long size, Integer method)",
            "The bytes of one entry.",
            extract,
        ),
        m("static Long crc(Blob content)", "The check sum of an archive's entries.", |content: Blob| {
            i64::from(crc(&content.0))
        }),
    ]
}

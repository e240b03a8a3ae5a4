//! `Pattern` and `Matcher`.

use std::rc::Rc;

use super::class_id;
use super::regex::{Anchor, Groups, JavaRegex, compile, next_char};
use super::string::strings;
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::value::{NativeObject, Str, Value};

/// A compiled pattern as an object.
pub(super) struct Pattern(pub Rc<JavaRegex>);

/// A walk over one text. Places are bytes inside, UTF-16 units outside.
pub(super) struct Matcher {
    regex: Rc<JavaRegex>,
    text: Str,
    /// The part of the text that matches may lie in.
    region: (usize, usize),
    /// Where the next `find` begins.
    next: usize,
    groups: Option<Groups>,
    hit_end: bool,
    anchoring: bool,
    transparent: bool,
}

fn pattern_value(regex: Rc<JavaRegex>) -> Value {
    NativeObject::value(class_id("Pattern"), Pattern(regex))
}

impl Matcher {
    fn new(regex: Rc<JavaRegex>, text: Str) -> Matcher {
        let region = (0, text.len());
        Matcher { regex, text, region, next: 0, groups: None, hit_end: false, anchoring: true, transparent: false }
    }

    /// Tries to match inside the region, from a byte on.
    fn run(&mut self, cx: &mut Interp, from: usize, anchor: Anchor) -> Result<bool, Thrown> {
        let (start, end) = self.region;
        self.groups = None;
        if from > end {
            self.hit_end = true;
            return Ok(false);
        }
        let part = self.text[start..end].to_owned();
        let found = self.regex.find(cx, &part, from - start, anchor)?;
        let shifted = |g: Groups| -> Groups { g.into_iter().map(|r| r.map(|(s, e)| (s + start, e + start))).collect() };
        self.groups = found.map(shifted);
        match &self.groups {
            Some(groups) => {
                let (s, e) = groups[0].expect("group 0 took part");
                self.next = if s == e { next_char(&self.text, e) } else { e };
                let source = &self.regex.source;
                let open_ended = ["*", "+", "$", "\\Z", "\\z", ")?"].iter().any(|t| source.ends_with(t));
                self.hit_end = e == end && open_ended && !source.ends_with("++");
            }
            None => {
                self.next = end + 1;
                self.hit_end = anchor == Anchor::None;
            }
        }
        Ok(self.groups.is_some())
    }

    /// The range of a group in bytes; None when it took no part.
    fn range(&self, group: i32) -> Result<Option<(usize, usize)>, String> {
        let groups = self.groups.as_ref().ok_or("No match found")?;
        match usize::try_from(group).ok().and_then(|g| groups.get(g)) {
            Some(range) => Ok(*range),
            None => Err(format!("No group {group}")),
        }
    }

    /// The byte of a unit position.
    fn byte_of(&self, unit: i32) -> Option<usize> {
        let unit = usize::try_from(unit).ok()?;
        self.text.substring16(0, unit).map(|s| s.len())
    }
}

/// Runs `f` on the matcher and turns a text into a StringException.
fn with<T>(
    cx: &mut Interp,
    it: &Native<Matcher>,
    f: impl FnOnce(&mut Matcher) -> Result<T, String>,
) -> Result<T, Thrown> {
    it.with(f).map_err(|why| cx.throw(Exc::String, why))
}

fn group(cx: &mut Interp, it: &Native<Matcher>, n: i32) -> Result<Option<Str>, Thrown> {
    with(cx, it, |x| Ok(x.range(n)?.map(|(s, e)| Str::from(&x.text[s..e]))))
}

fn start(cx: &mut Interp, it: &Native<Matcher>, n: i32) -> Result<i32, Thrown> {
    with(cx, it, |x| Ok(x.range(n)?.map_or(-1, |(s, _)| x.text.unit_of(s) as i32)))
}

fn end(cx: &mut Interp, it: &Native<Matcher>, n: i32) -> Result<i32, Thrown> {
    with(cx, it, |x| Ok(x.range(n)?.map_or(-1, |(_, e)| x.text.unit_of(e) as i32)))
}

fn find_from(cx: &mut Interp, it: Native<Matcher>, from: i32) -> Result<bool, Thrown> {
    let byte = it.with(|x| x.byte_of(from));
    let Some(byte) = byte else { return Err(cx.throw(Exc::String, "Illegal start index")) };
    it.with(|x| {
        x.region = (0, x.text.len());
        x.run(cx, byte, Anchor::None)
    })
}

fn region(cx: &mut Interp, it: Native<Matcher>, from: i32, to: i32) -> Result<Native<Matcher>, Thrown> {
    let range = it.with(|x| x.byte_of(from).zip(x.byte_of(to)));
    match range {
        Some((s, e)) if s <= e => {
            it.with(|x| {
                x.region = (s, e);
                x.next = s;
                x.groups = None;
            });
            Ok(it)
        }
        _ => Err(cx.throw(Exc::String, "start")),
    }
}

fn reset(x: &mut Matcher) {
    x.region = (0, x.text.len());
    x.next = 0;
    x.groups = None;
    x.hit_end = false;
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static Pattern compile(String regex)", "The compiled pattern.", |cx: &mut Interp, s: Str| {
            compile(cx, &s).map(pattern_value)
        }),
        m(
            "static Boolean matches(String regex, String text)",
            "Whether all of the text matches.",
            |cx: &mut Interp, p: Str, s: Str| compile(cx, &p)?.matches(cx, &s),
        ),
        m("static String quote(String text)", "A pattern that matches just this text.", |s: Str| {
            format!("\\Q{}\\E", s.replace("\\E", "\\E\\\\E\\Q"))
        }),
        m("Matcher matcher(String text)", "A walk over the matches in the text.", |p: Native<Pattern>, s: Str| {
            NativeObject::value(class_id("Matcher"), Matcher::new(p.with(|p| Rc::clone(&p.0)), s))
        }),
        m("String pattern()", "The text that the pattern was made of.", |p: Native<Pattern>| {
            p.with(|p| p.0.source.clone())
        }),
        m(
            "List<String> split(String text)",
            "The parts between matches, without empty ones at the end.",
            |cx: &mut Interp, p: Native<Pattern>, s: Str| split(cx, p, s, 0),
        ),
        m("List<String> split(String text, Integer limit)", "At most `limit` parts between matches.", split),
        m("String toString()", "The text that the pattern was made of.", |p: Native<Pattern>| {
            p.with(|p| p.0.source.clone())
        }),
    ]
}

fn split(cx: &mut Interp, p: Native<Pattern>, s: Str, limit: i32) -> Result<crate::value::List, Thrown> {
    let regex = p.with(|p| Rc::clone(&p.0));
    let parts = regex.split(cx, &s, limit)?;
    Ok(strings(parts.into_iter().map(Str::from)))
}

pub(super) fn matcher_rows() -> Vec<Row> {
    let mut rows = vec![
        m("Boolean find()", "Goes on to the next match.", |cx: &mut Interp, it: Native<Matcher>| {
            it.with(|x| {
                let from = x.next.max(x.region.0);
                x.run(cx, from, Anchor::None)
            })
        }),
        m("Boolean find(Integer start)", "Goes to the first match from this place on.", find_from),
        m("Boolean matches()", "Whether all of the region matches.", |cx: &mut Interp, it: Native<Matcher>| {
            it.with(|x| x.run(cx, x.region.0, Anchor::Both))
        }),
        m("Boolean lookingAt()", "Whether the region begins with a match.", |cx: &mut Interp, it: Native<Matcher>| {
            it.with(|x| x.run(cx, x.region.0, Anchor::Start))
        }),
        m("String group()", "The text of the last match.", |cx: &mut Interp, it: Native<Matcher>| group(cx, &it, 0)),
        m(
            "String group(Integer group)",
            "The text of a group in the last match, or null.",
            |cx: &mut Interp, it: Native<Matcher>, n: i32| group(cx, &it, n),
        ),
        m("Integer groupCount()", "How many groups the pattern has.", |it: Native<Matcher>| {
            it.with(|x| x.regex.groups)
        }),
        m("Integer start()", "Where the last match begins.", |cx: &mut Interp, it: Native<Matcher>| start(cx, &it, 0)),
        m(
            "Integer start(Integer group)",
            "Where a group of the last match begins, or -1.",
            |cx: &mut Interp, it: Native<Matcher>, n: i32| start(cx, &it, n),
        ),
        m("Integer end()", "Where the last match ends.", |cx: &mut Interp, it: Native<Matcher>| end(cx, &it, 0)),
        m(
            "Integer end(Integer group)",
            "Where a group of the last match ends, or -1.",
            |cx: &mut Interp, it: Native<Matcher>, n: i32| end(cx, &it, n),
        ),
        m("Boolean hitEnd()", "Whether the last search came to the end of the text.", |it: Native<Matcher>| {
            it.with(|x| x.hit_end)
        }),
        m("Boolean requireEnd()", "Whether more text could undo the last match.", |it: Native<Matcher>| {
            it.with(|x| {
                let at_end = ["$", "\\Z", "\\z"].iter().any(|t| x.regex.source.ends_with(t));
                x.groups.is_some() && x.hit_end && at_end
            })
        }),
        m("Pattern pattern()", "The pattern.", |it: Native<Matcher>| pattern_value(it.with(|x| Rc::clone(&x.regex)))),
        m("static String quoteReplacement(String text)", "A replacement that stands for itself.", |s: Str| {
            s.replace('\\', "\\\\").replace('$', "\\$")
        }),
    ];
    rows.extend(changing_rows());
    rows
}

fn changing_rows() -> Vec<Row> {
    vec![
        m(
            "String replaceAll(String replacement)",
            "The text with every match replaced; `$1` names a group.",
            |cx: &mut Interp, it: Native<Matcher>, with: Str| {
                let (regex, text) = it.with(|x| (Rc::clone(&x.regex), x.text.clone()));
                it.with(reset);
                regex.replace(cx, &text, &with, true)
            },
        ),
        m(
            "String replaceFirst(String replacement)",
            "The text with the first match replaced.",
            |cx: &mut Interp, it: Native<Matcher>, with: Str| {
                let (regex, text) = it.with(|x| (Rc::clone(&x.regex), x.text.clone()));
                it.with(reset);
                regex.replace(cx, &text, &with, false)
            },
        ),
        m("Matcher reset()", "Begins anew.", |it: Native<Matcher>| {
            it.with(reset);
            it.value()
        }),
        m("Matcher reset(String text)", "Begins anew with another text.", |it: Native<Matcher>, text: Str| {
            it.with(|x| {
                x.text = text;
                reset(x);
            });
            it.value()
        }),
        m(
            "Matcher usePattern(Pattern pattern)",
            "Goes on with another pattern.",
            |it: Native<Matcher>, p: Native<Pattern>| {
                it.with(|x| {
                    x.regex = p.with(|p| Rc::clone(&p.0));
                    x.groups = None;
                });
                it.value()
            },
        ),
        m(
            "Matcher region(Integer start, Integer finish)",
            "Looks only at this part of the text.",
            |cx: &mut Interp, it: Native<Matcher>, from: i32, to: i32| region(cx, it, from, to).map(|it| it.value()),
        ),
        m("Integer regionStart()", "Where the region begins.", |it: Native<Matcher>| {
            it.with(|x| x.text.unit_of(x.region.0))
        }),
        m("Integer regionEnd()", "Where the region ends.", |it: Native<Matcher>| {
            it.with(|x| x.text.unit_of(x.region.1))
        }),
        m("Boolean hasAnchoringBounds()", "Whether the region's ends count as the text's.", |it: Native<Matcher>| {
            it.with(|x| x.anchoring)
        }),
        m("Boolean hasTransparentBounds()", "Whether look-around sees beyond the region.", |it: Native<Matcher>| {
            it.with(|x| x.transparent)
        }),
        m(
            "Matcher useAnchoringBounds(Boolean flag)",
            "Sets whether the region's ends count as the text's.",
            |it: Native<Matcher>, on: bool| {
                it.with(|x| x.anchoring = on);
                it.value()
            },
        ),
        m(
            "Matcher useTransparentBounds(Boolean flag)",
            "Sets whether look-around sees beyond the region.",
            |it: Native<Matcher>, on: bool| {
                it.with(|x| x.transparent = on);
                it.value()
            },
        ),
    ]
}

//! `Pattern` and `Matcher`.

use std::cell::RefCell;
use std::rc::Rc;

use super::argument::needed;
use super::class_id;
use super::regex::{compile, replace as replace_in, searched};
use super::string::strings;
use crate::interp::native::{Native, Row, m};
use crate::interp::{Exc, Interp, Thrown};
use crate::regex::{Anchor, Bounds, Groups, JavaRegex, next_char};
use crate::value::{NativeObject, Str, Value};

/// A compiled pattern as an object.
pub(super) struct Pattern(pub Rc<JavaRegex>);

/// A walk over one text. Places are bytes inside, UTF-16 units outside.
struct Walk {
    regex: Rc<JavaRegex>,
    text: Str,
    bounds: Bounds,
    /// Where the last match began; None when there is none.
    first: Option<usize>,
    /// Where the last match ended.
    last: usize,
    groups: Groups,
    hit_end: bool,
    require_end: bool,
}

/// A matcher as an object. What answers the matcher itself answers another object with the same state.
#[derive(Clone)]
pub(super) struct Matcher(Rc<RefCell<Walk>>);

fn pattern_value(regex: Rc<JavaRegex>) -> Value {
    NativeObject::value(class_id("Pattern"), Pattern(regex))
}

impl Walk {
    /// Searches from a byte on.
    fn run(&mut self, cx: &mut Interp, from: usize, anchor: Anchor) -> Result<bool, Thrown> {
        let text = self.text.clone();
        let found = searched(cx, self.regex.search(&text, self.bounds, from, anchor))?;
        self.hit_end = found.hit_end;
        self.require_end = found.require_end;
        match found.groups {
            Some(groups) => {
                let (start, end) = groups[0].expect("group 0 took part");
                self.first = Some(start);
                self.last = end;
                self.groups = groups;
            }
            None => {
                self.first = None;
                self.groups.fill(None);
            }
        }
        self.bounds.last = self.last;
        Ok(self.first.is_some())
    }

    /// The next match behind the last one.
    fn find(&mut self, cx: &mut Interp) -> Result<bool, Thrown> {
        let next = if self.first == Some(self.last) { next_char(&self.text, self.last) } else { self.last };
        let next = next.max(self.bounds.from);
        if next > self.bounds.to {
            // The last match stays behind, so that the next search fails as well.
            self.groups.fill(None);
            return Ok(false);
        }
        self.run(cx, next, Anchor::None)
    }

    /// The range of a group in bytes; None when it took no part.
    fn range(&self, group: i32) -> Result<Option<(usize, usize)>, String> {
        if self.first.is_none() {
            return Err("No match found".into());
        }
        match usize::try_from(group).ok().filter(|g| *g <= self.regex.groups) {
            Some(group) => Ok(self.groups.get(group).copied().flatten()),
            None => Err(format!("Group index out of bounds (parameter 1): No group {group}")),
        }
    }

    /// The byte of a unit position.
    fn byte_of(&self, unit: i32) -> Option<usize> {
        let unit = usize::try_from(unit).ok()?;
        self.text.substring16(0, unit).map(|s| s.len())
    }

    /// Begins anew; how bounds count stays.
    fn reset(&mut self) {
        self.bounds = Bounds { from: 0, to: self.text.len(), last: 0, ..self.bounds };
        self.first = None;
        self.last = 0;
        self.groups.fill(None);
    }

    fn set_region(&mut self, from: i32, to: i32) -> Result<(), String> {
        let outside = |which: &str| format!("Start/end index out of bounds: {which}");
        let start = self.byte_of(from).ok_or_else(|| outside("start"))?;
        let end = self.byte_of(to).ok_or_else(|| outside("end"))?;
        if start > end {
            return Err(outside("start > end"));
        }
        self.reset();
        self.bounds = Bounds { from: start, to: end, ..self.bounds };
        Ok(())
    }
}

impl Matcher {
    fn value(&self) -> Value {
        NativeObject::value(class_id("Matcher"), self.clone())
    }
}

fn new_matcher(cx: &mut Interp, p: &Native<Pattern>, text: Option<Str>) -> Result<Value, Thrown> {
    let text = text.ok_or_else(|| cx.throw(Exc::NullPointer, "Script-thrown exception"))?;
    let walk = Walk {
        regex: p.with(|p| Rc::clone(&p.0)),
        bounds: Bounds::of(&text),
        text,
        first: None,
        last: 0,
        groups: Vec::new(),
        hit_end: false,
        require_end: false,
    };
    Ok(Matcher(Rc::new(RefCell::new(walk))).value())
}

/// Runs `f` on the walk.
fn on<T>(it: &Native<Matcher>, f: impl FnOnce(&mut Walk) -> T) -> T {
    let matcher = it.with(|m| m.clone());
    let mut walk = matcher.0.borrow_mut();
    f(&mut walk)
}

/// Runs `f` on the walk and turns a text into a StringException.
fn with<T>(cx: &mut Interp, it: &Native<Matcher>, f: impl FnOnce(&mut Walk) -> Result<T, String>) -> Result<T, Thrown> {
    on(it, f).map_err(|why| cx.throw(Exc::String, why))
}

/// Changes the walk; answers the matcher.
fn changed(it: &Native<Matcher>, f: impl FnOnce(&mut Walk)) -> Value {
    on(it, f);
    it.with(|m| m.value())
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

fn find_from(cx: &mut Interp, it: &Native<Matcher>, from: i32) -> Result<bool, Thrown> {
    let byte = with(cx, it, |x| {
        x.byte_of(from).ok_or_else(|| "Starting index out of bounds (parameter 1): Illegal start index".to_owned())
    })?;
    on(it, |x| {
        x.reset();
        x.run(cx, byte, Anchor::None)
    })
}

fn replace(cx: &mut Interp, it: &Native<Matcher>, with: Option<Str>, all: bool) -> Result<String, Thrown> {
    let with = needed(cx, with)?;
    let (regex, text) = on(it, |x| {
        x.reset();
        (Rc::clone(&x.regex), x.text.clone())
    });
    replace_in(cx, &regex, &text, &with, all)
}

fn pattern_of(cx: &mut Interp, regex: Option<Str>) -> Result<Rc<JavaRegex>, Thrown> {
    let regex = regex.ok_or_else(|| cx.throw(Exc::NullPointer, "Null regex"))?;
    compile(cx, &regex)
}

pub(super) fn rows() -> Vec<Row> {
    vec![
        m("static Pattern compile(String regex)", "The compiled pattern.", |cx: &mut Interp, s: Option<Str>| {
            pattern_of(cx, s).map(pattern_value)
        }),
        m(
            "static Boolean matches(String regex, String text)",
            "Whether all of the text matches.",
            |cx: &mut Interp, p: Option<Str>, s: Option<Str>| {
                let regex = pattern_of(cx, p)?;
                let text = s.ok_or_else(|| cx.throw(Exc::NullPointer, "Script-thrown exception"))?;
                searched(cx, regex.matches(&text))
            },
        ),
        m("static String quote(String text)", "A pattern that matches just this text.", |s: Str| {
            format!("\\Q{}\\E", s.replace("\\E", "\\E\\\\E\\Q"))
        }),
        m(
            "Matcher matcher(String text)",
            "A walk over the matches in the text.",
            |cx: &mut Interp, p: Native<Pattern>, s: Option<Str>| new_matcher(cx, &p, s),
        ),
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
    let parts = searched(cx, regex.split(&s, limit))?;
    Ok(strings(parts.into_iter().map(Str::from)))
}

pub(super) fn matcher_rows() -> Vec<Row> {
    let mut rows = vec![
        m("Boolean find()", "Goes on to the next match.", |cx: &mut Interp, it: Native<Matcher>| {
            on(&it, |x| x.find(cx))
        }),
        m(
            "Boolean find(Integer start)",
            "Goes to the first match from this place on.",
            |cx: &mut Interp, it: Native<Matcher>, from: i32| find_from(cx, &it, from),
        ),
        m("Boolean matches()", "Whether all of the region matches.", |cx: &mut Interp, it: Native<Matcher>| {
            on(&it, |x| x.run(cx, x.bounds.from, Anchor::Both))
        }),
        m("Boolean lookingAt()", "Whether the region begins with a match.", |cx: &mut Interp, it: Native<Matcher>| {
            on(&it, |x| x.run(cx, x.bounds.from, Anchor::Start))
        }),
        m("String group()", "The text of the last match.", |cx: &mut Interp, it: Native<Matcher>| group(cx, &it, 0)),
        m(
            "String group(Integer group)",
            "The text of a group in the last match, or null.",
            |cx: &mut Interp, it: Native<Matcher>, n: i32| group(cx, &it, n),
        ),
        m("Integer groupCount()", "How many groups the pattern has.", |it: Native<Matcher>| {
            on(&it, |x| x.regex.groups)
        }),
        m("Integer start()", "Where the last match begins.", |cx: &mut Interp, it: Native<Matcher>| {
            with(cx, &it, |x| {
                let first = x.first.ok_or("No match found")?;
                Ok(x.text.unit_of(first) as i32)
            })
        }),
        m(
            "Integer start(Integer group)",
            "Where a group of the last match begins, or -1.",
            |cx: &mut Interp, it: Native<Matcher>, n: i32| start(cx, &it, n),
        ),
        m("Integer end()", "Where the last match ends.", |cx: &mut Interp, it: Native<Matcher>| {
            with(cx, &it, |x| {
                x.first.ok_or("No match found")?;
                Ok(x.text.unit_of(x.last) as i32)
            })
        }),
        m(
            "Integer end(Integer group)",
            "Where a group of the last match ends, or -1.",
            |cx: &mut Interp, it: Native<Matcher>, n: i32| end(cx, &it, n),
        ),
        m("Boolean hitEnd()", "Whether the last search came to the end of the text.", |it: Native<Matcher>| {
            on(&it, |x| x.hit_end)
        }),
        m("Boolean requireEnd()", "Whether more text could undo the last match.", |it: Native<Matcher>| {
            on(&it, |x| x.require_end)
        }),
        m("Pattern pattern()", "The pattern.", |it: Native<Matcher>| pattern_value(on(&it, |x| Rc::clone(&x.regex)))),
        m(
            "static String quoteReplacement(String text)",
            "A replacement that stands for itself.",
            |cx: &mut Interp, s: Option<Str>| {
                let s = needed(cx, s)?;
                Ok(s.replace('\\', "\\\\").replace('$', "\\$"))
            },
        ),
    ];
    rows.extend(changing_rows());
    rows.extend(region_rows());
    rows
}

fn changing_rows() -> Vec<Row> {
    vec![
        m(
            "String replaceAll(String replacement)",
            "The text with every match replaced; `$1` names a group.",
            |cx: &mut Interp, it: Native<Matcher>, with: Option<Str>| replace(cx, &it, with, true),
        ),
        m(
            "String replaceFirst(String replacement)",
            "The text with the first match replaced.",
            |cx: &mut Interp, it: Native<Matcher>, with: Option<Str>| replace(cx, &it, with, false),
        ),
        m("Matcher reset()", "Begins anew.", |it: Native<Matcher>| changed(&it, Walk::reset)),
        m(
            "Matcher reset(String text)",
            "Begins anew with another text.",
            |cx: &mut Interp, it: Native<Matcher>, text: Option<Str>| {
                let text = needed(cx, text)?;
                Ok(changed(&it, |x| {
                    x.text = text;
                    x.reset();
                }))
            },
        ),
        m(
            "Matcher usePattern(Pattern pattern)",
            "Goes on with another pattern.",
            |cx: &mut Interp, it: Native<Matcher>, p: Option<Native<Pattern>>| {
                let p = p.ok_or_else(|| cx.null_pointer())?;
                Ok(changed(&it, |x| {
                    x.regex = p.with(|p| Rc::clone(&p.0));
                    x.groups.clear();
                }))
            },
        ),
    ]
}

fn region_rows() -> Vec<Row> {
    vec![
        m(
            "Matcher region(Integer start, Integer finish)",
            "Looks only at this part of the text.",
            |cx: &mut Interp, it: Native<Matcher>, from: Option<i32>, to: Option<i32>| {
                let (from, to) = (needed(cx, from)?, needed(cx, to)?);
                with(cx, &it, |x| x.set_region(from, to))?;
                Ok(changed(&it, |_| ()))
            },
        ),
        m("Integer regionStart()", "Where the region begins.", |it: Native<Matcher>| {
            on(&it, |x| x.text.unit_of(x.bounds.from))
        }),
        m("Integer regionEnd()", "Where the region ends.", |it: Native<Matcher>| {
            on(&it, |x| x.text.unit_of(x.bounds.to))
        }),
        m("Boolean hasAnchoringBounds()", "Whether the region's ends count as the text's.", |it: Native<Matcher>| {
            on(&it, |x| x.bounds.anchoring)
        }),
        m("Boolean hasTransparentBounds()", "Whether look-around sees beyond the region.", |it: Native<Matcher>| {
            on(&it, |x| x.bounds.transparent)
        }),
        m(
            "Matcher useAnchoringBounds(Boolean flag)",
            "Sets whether the region's ends count as the text's.",
            |cx: &mut Interp, it: Native<Matcher>, flag: Option<bool>| {
                let flag = needed(cx, flag)?;
                Ok(changed(&it, |x| x.bounds.anchoring = flag))
            },
        ),
        m(
            "Matcher useTransparentBounds(Boolean flag)",
            "Sets whether look-around sees beyond the region.",
            |cx: &mut Interp, it: Native<Matcher>, flag: Option<bool>| {
                let flag = needed(cx, flag)?;
                Ok(changed(&it, |x| x.bounds.transparent = flag))
            },
        ),
    ]
}

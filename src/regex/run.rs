//! Runs a program on a text: backtracking with a stack of its own, as Java's matcher answers.
//!
//! Places are bytes of UTF-8 and always lie between characters.

mod take;

use super::program::{Program, Step};
use super::{Groups, place};

/// Steps back before a pattern counts as too complicated: so many, and more for each byte of the text.
const MOST_STEPS_BACK: u64 = 5_000_000;
const STEPS_BACK_PER_BYTE: u64 = 200;

/// Choices that may be open at once; they are what takes memory.
const MOST_CHOICES: usize = 8_000_000;

/// The search took too many steps.
#[derive(Debug)]
pub struct TooComplicated;

/// The part of a text to look at, and how its ends count.
#[derive(Clone, Copy)]
pub struct Bounds {
    pub from: usize,
    pub to: usize,
    /// Whether `^` and `$` match at the ends of the part.
    pub anchoring: bool,
    /// Whether looking around sees beyond the part.
    pub transparent: bool,
    /// Where the last match ended: `\G`.
    pub last: usize,
}

/// What to do when a way fails: the newest entry first.
enum Undo {
    /// Goes on at a step and a place.
    Resume(usize, usize),
    /// Takes one character less of a run that took from `low` to here, then goes on.
    Less {
        step: usize,
        low: usize,
        at: usize,
    },
    /// Takes one character more of a lazy run.
    More {
        step: usize,
        left: u32,
        at: usize,
    },
    Slot(usize, Option<usize>),
    Register(usize, (u32, usize)),
}

/// One search.
pub(super) struct Run<'p, 't> {
    program: &'p Program,
    pub text: &'t str,
    pub bounds: Bounds,
    slots: Vec<Option<usize>>,
    /// Rounds of each loop, and where its last one began.
    registers: Vec<(u32, usize)>,
    stack: Vec<Undo>,
    steps_back: u64,
    most_steps_back: u64,
    pub hit_end: bool,
    pub require_end: bool,
    /// Whether the match must reach the end of the part.
    whole: bool,
}

impl<'p, 't> Run<'p, 't> {
    pub fn new(program: &'p Program, text: &'t str, bounds: Bounds, groups: usize) -> Run<'p, 't> {
        Run {
            program,
            text,
            bounds,
            slots: vec![None; (groups + 1) * 2],
            registers: vec![(0, 0); program.registers],
            stack: Vec::new(),
            steps_back: 0,
            most_steps_back: MOST_STEPS_BACK + STEPS_BACK_PER_BYTE * text.len() as u64,
            hit_end: false,
            require_end: false,
            whole: false,
        }
    }

    /// The first match that begins at `start` or later.
    pub fn find(&mut self, start: usize) -> Result<Option<Groups>, TooComplicated> {
        if self.program.anchored {
            return self.matches_at(start, false);
        }
        let Some(last) = self.last_start() else {
            self.hit_end = true;
            return Ok(None);
        };
        let mut at = start;
        while at <= last {
            match self.next_start(at, last) {
                Some(next) => at = next,
                None => break,
            }
            if let Some(groups) = self.matches_at(at, false)? {
                return Ok(Some(groups));
            }
            at = self.after(at);
        }
        self.hit_end = true;
        Ok(None)
    }

    /// The last place where there is room for a match.
    fn last_start(&self) -> Option<usize> {
        let mut last = self.bounds.to;
        for _ in 0..self.program.min {
            if last <= self.bounds.from {
                return None;
            }
            last = self.before(last);
        }
        Some(last)
    }

    /// The next place whose character can begin a match.
    fn next_start(&self, at: usize, last: usize) -> Option<usize> {
        let Some(first) = &self.program.first else { return Some(at) };
        let bytes = self.text.as_bytes();
        if let Some(c) = self.program.first_char.filter(char::is_ascii) {
            return memchr::memchr(c as u8, &bytes[at..self.bounds.to]).map(|i| at + i).filter(|i| *i <= last);
        }
        let mut at = at;
        while at <= last && at < self.bounds.to {
            let byte = bytes[at];
            let fits = if byte < 128 { first.has_ascii(byte) } else { self.char_at(at).is_some_and(|c| first.has(c)) };
            if fits {
                return Some(at);
            }
            at = self.after(at);
        }
        None
    }

    /// A match that begins just here.
    pub fn matches_at(&mut self, at: usize, whole: bool) -> Result<Option<Groups>, TooComplicated> {
        self.slots.fill(None);
        self.stack.clear();
        self.whole = whole;
        let Some(end) = self.run(0, at)? else { return Ok(None) };
        self.slots[0] = Some(at);
        self.slots[1] = Some(end);
        Ok(Some(self.slots.chunks_exact(2).map(|pair| pair[0].zip(pair[1])).collect()))
    }

    /// Runs from a step to an end; answers the place there. Entries above the stack's present height are its own.
    fn run(&mut self, start: usize, at: usize) -> Result<Option<usize>, TooComplicated> {
        let base = self.stack.len();
        let program = self.program;
        let (mut step, mut at) = (start, at);
        loop {
            let goes_on = match &program.steps[step] {
                Step::Char(c) => match self.take(at) {
                    Some(found) if found == *c => {
                        at += c.len_utf8();
                        true
                    }
                    _ => false,
                },
                Step::Set(set) => match self.take(at) {
                    Some(c) if set.has(c) => {
                        at += c.len_utf8();
                        true
                    }
                    _ => false,
                },
                Step::Run { set, min, max, greed } => match self.run_of(step, at, set, *min, *max, *greed) {
                    Some(end) => {
                        at = end;
                        true
                    }
                    None => false,
                },
                Step::Split(other) => {
                    self.stack.push(Undo::Resume(*other, at));
                    true
                }
                Step::Jump(target) => {
                    step = *target;
                    continue;
                }
                Step::Save(slot) => {
                    self.stack.push(Undo::Slot(*slot, self.slots[*slot]));
                    self.slots[*slot] = Some(at);
                    true
                }
                Step::LoopInit { register } => {
                    self.set_register(*register, (0, 0));
                    true
                }
                Step::LoopTest { register, min, max, lazy, exit } => {
                    let (rounds, began) = self.registers[*register];
                    // A round that took nothing is the last one.
                    let stuck = rounds > 0 && at == began;
                    if stuck || max.is_some_and(|max| rounds >= max) {
                        step = *exit;
                        continue;
                    }
                    if rounds >= *min {
                        if *lazy {
                            self.stack.push(Undo::Resume(step + 1, at));
                            step = *exit;
                            continue;
                        }
                        self.stack.push(Undo::Resume(*exit, at));
                    }
                    true
                }
                Step::LoopRound { .. } if self.stack.len() > MOST_CHOICES => return Err(TooComplicated),
                Step::LoopRound { register } => {
                    let (rounds, _) = self.registers[*register];
                    self.set_register(*register, (rounds + 1, at));
                    true
                }
                Step::Atomic { end } => match self.part(step + 1, at)? {
                    Some(place) => {
                        at = place;
                        step = *end;
                        continue;
                    }
                    None => false,
                },
                Step::Ahead { negated, end } => {
                    if self.ahead(step + 1, at, *negated)? {
                        step = *end;
                        continue;
                    }
                    false
                }
                Step::Behind { negated, min, max, end } => {
                    if self.behind(step + 1, at, (*min, *max), *negated)? {
                        step = *end;
                        continue;
                    }
                    false
                }
                Step::Reference { group, fold } => match self.same_again(*group, at, *fold) {
                    Some(end) => {
                        at = end;
                        true
                    }
                    None => false,
                },
                Step::Place(place) => place::holds(self, *place, at),
                Step::Grapheme if at >= self.bounds.to => {
                    self.hit_end = true;
                    false
                }
                Step::Grapheme => {
                    at = place::grapheme_end(self.text, at, self.bounds.to);
                    true
                }
                Step::PartEnd => return Ok(Some(at)),
                Step::Accept if self.whole && at != self.bounds.to => false,
                Step::Accept => return Ok(Some(at)),
            };
            if goes_on {
                step += 1;
                continue;
            }
            match self.back(base)? {
                Some((next, place)) => (step, at) = (next, place),
                None => return Ok(None),
            }
        }
    }

    fn set_register(&mut self, register: usize, value: (u32, usize)) {
        self.stack.push(Undo::Register(register, self.registers[register]));
        self.registers[register] = value;
    }

    /// Goes back to the newest choice above `base`.
    fn back(&mut self, base: usize) -> Result<Option<(usize, usize)>, TooComplicated> {
        self.steps_back += 1;
        if self.steps_back > self.most_steps_back {
            return Err(TooComplicated);
        }
        while self.stack.len() > base {
            match self.stack.pop().expect("it is not empty") {
                Undo::Resume(step, at) => return Ok(Some((step, at))),
                Undo::Less { step, low, at } => {
                    let less = self.before(at);
                    if less > low {
                        self.stack.push(Undo::Less { step, low, at: less });
                    }
                    return Ok(Some((step, less)));
                }
                Undo::More { step, left, at } => {
                    let Step::Run { set, .. } = &self.program.steps[step] else {
                        unreachable!("only a run takes more")
                    };
                    if let Some(c) = self.take(at).filter(|c| set.has(*c)) {
                        let more = at + c.len_utf8();
                        if left > 1 {
                            self.stack.push(Undo::More { step, left: left - 1, at: more });
                        }
                        return Ok(Some((step + 1, more)));
                    }
                }
                Undo::Slot(slot, old) => self.slots[slot] = old,
                Undo::Register(register, old) => self.registers[register] = old,
            }
        }
        Ok(None)
    }

    /// Runs a part for itself: of its choices none is left, of its groups all.
    fn part(&mut self, step: usize, at: usize) -> Result<Option<usize>, TooComplicated> {
        let base = self.stack.len();
        let found = self.run(step, at)?;
        if found.is_some() {
            let mut kept = base;
            for i in base..self.stack.len() {
                if matches!(self.stack[i], Undo::Slot(..) | Undo::Register(..)) {
                    self.stack.swap(kept, i);
                    kept += 1;
                }
            }
            self.stack.truncate(kept);
        }
        Ok(found)
    }

    fn ahead(&mut self, step: usize, at: usize, negated: bool) -> Result<bool, TooComplicated> {
        let to = self.bounds.to;
        if self.bounds.transparent {
            self.bounds.to = self.text.len();
        }
        if negated && at >= self.bounds.to {
            // More text could make it fail.
            self.require_end = true;
        }
        let found = self.looked(step, at, negated);
        self.bounds.to = to;
        found
    }

    /// Whether a part matches here, or does not.
    fn looked(&mut self, step: usize, at: usize, negated: bool) -> Result<bool, TooComplicated> {
        let base = self.stack.len();
        let found = self.part(step, at)?.is_some();
        if negated && found {
            self.forget(base);
        }
        Ok(found != negated)
    }

    /// Undoes what was done above `base`.
    fn forget(&mut self, base: usize) {
        while self.stack.len() > base {
            match self.stack.pop().expect("it is not empty") {
                Undo::Slot(slot, old) => self.slots[slot] = old,
                Undo::Register(register, old) => self.registers[register] = old,
                Undo::Resume(..) | Undo::Less { .. } | Undo::More { .. } => {}
            }
        }
    }

    fn behind(
        &mut self,
        step: usize,
        at: usize,
        (min, max): (u32, u32),
        negated: bool,
    ) -> Result<bool, TooComplicated> {
        let from = self.bounds.from;
        let lowest = if self.bounds.transparent { 0 } else { from };
        if self.bounds.transparent {
            self.bounds.from = 0;
        }
        let mut found = false;
        let mut begin = at;
        let mut width = 0;
        loop {
            if width >= min {
                let base = self.stack.len();
                // The part must end where looking behind began.
                if self.ends_at(step, begin, at)? {
                    found = true;
                    if negated {
                        self.forget(base);
                    }
                    break;
                }
            }
            if begin <= lowest || width >= max {
                break;
            }
            begin = self.before(begin);
            width += 1;
        }
        self.bounds.from = from;
        Ok(found != negated)
    }

    /// Whether a part that begins at `begin` can end at `end`.
    fn ends_at(&mut self, step: usize, begin: usize, end: usize) -> Result<bool, TooComplicated> {
        let base = self.stack.len();
        let mut found = self.run(step, begin)?;
        while found.is_some_and(|place| place != end) {
            found = match self.back(base)? {
                Some((step, place)) => self.resume(step, place, base)?,
                None => None,
            };
        }
        if found.is_some() {
            let kept: Vec<Undo> =
                self.stack.drain(base..).filter(|u| matches!(u, Undo::Slot(..) | Undo::Register(..))).collect();
            self.stack.extend(kept);
        }
        Ok(found.is_some())
    }

    /// Goes on inside a part whose entries lie above `base`.
    fn resume(&mut self, step: usize, at: usize, base: usize) -> Result<Option<usize>, TooComplicated> {
        let mut next = (step, at);
        loop {
            if let Some(end) = self.run(next.0, next.1)? {
                return Ok(Some(end));
            }
            match self.back(base)? {
                Some(other) => next = other,
                None => return Ok(None),
            }
        }
    }
}

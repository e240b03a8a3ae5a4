//! Taking characters: one, a run of them, what a group matched before.

use super::{Run, Undo};
use crate::regex::set::{CharSet, one_lower, one_upper};
use crate::regex::syntax::{Fold, Greed};

impl Run<'_, '_> {
    /// Takes characters of a set; leaves a way to take fewer or more.
    pub(super) fn run_of(
        &mut self,
        step: usize,
        at: usize,
        set: &CharSet,
        min: u32,
        max: Option<u32>,
        greed: Greed,
    ) -> Option<usize> {
        let mut end = at;
        let mut low = at;
        let mut taken = 0;
        let most = if greed == Greed::Lazy { min } else { max.unwrap_or(u32::MAX) };
        let bytes = self.text.as_bytes();
        while taken < most {
            if end >= self.bounds.to {
                self.hit_end = true;
                break;
            }
            let byte = bytes[end];
            if byte < 128 {
                if !set.has_ascii(byte) {
                    break;
                }
                end += 1;
            } else {
                let Some(c) = self.char_at(end).filter(|c| set.has(*c)) else { break };
                end += c.len_utf8();
            }
            taken += 1;
            if taken == min {
                low = end;
            }
        }
        if taken < min {
            return None;
        }
        match greed {
            Greed::Possessive => {}
            Greed::Greedy if end > low => self.stack.push(Undo::Less { step: step + 1, low, at: end }),
            Greed::Greedy => {}
            Greed::Lazy => {
                let left = max.map_or(u32::MAX, |max| max - min);
                if left > 0 {
                    self.stack.push(Undo::More { step, left, at: end });
                }
            }
        }
        Some(end)
    }

    /// The place after another occurrence of what a group matched.
    pub(super) fn same_again(&mut self, group: usize, at: usize, fold: Fold) -> Option<usize> {
        let (start, end) = (*self.slots.get(group * 2)?, *self.slots.get(group * 2 + 1)?);
        let wanted = &self.text[start?..end?];
        let mut at = at;
        for c in wanted.chars() {
            let found = self.take(at)?;
            let same = match fold {
                Fold::No => found == c,
                Fold::Ascii => found.eq_ignore_ascii_case(&c),
                Fold::Unicode => found == c || one_lower(one_upper(found)) == one_lower(one_upper(c)),
            };
            if !same {
                return None;
            }
            at += found.len_utf8();
        }
        Some(at)
    }

    /// The character here, within bounds; at their end that is noted.
    #[inline]
    pub(super) fn take(&mut self, at: usize) -> Option<char> {
        if at >= self.bounds.to {
            self.hit_end = true;
            return None;
        }
        self.char_at(at)
    }

    #[inline]
    pub fn char_at(&self, at: usize) -> Option<char> {
        match self.text.as_bytes().get(at) {
            Some(byte) if *byte < 128 => Some(char::from(*byte)),
            Some(_) => self.text[at..].chars().next(),
            None => None,
        }
    }

    pub fn char_before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    pub(super) fn after(&self, at: usize) -> usize {
        at + self.char_at(at).map_or(1, char::len_utf8)
    }

    pub(super) fn before(&self, at: usize) -> usize {
        at - self.char_before(at).map_or(1, char::len_utf8)
    }
}

//! The tree of a pattern as a list of steps, which the matcher runs without recursion.

use std::rc::Rc;

use super::set::CharSet;
use super::syntax::{Fold, Greed, Node, Place};

/// One step. Targets are indexes into the program.
#[derive(Debug)]
pub(super) enum Step {
    /// One character.
    Char(char),
    /// One character of a set.
    Set(Rc<CharSet>),
    /// Characters of a set, `min` to `max` of them.
    Run {
        set: Rc<CharSet>,
        min: u32,
        max: Option<u32>,
        greed: Greed,
    },
    /// Tries the next step, then the target.
    Split(usize),
    Jump(usize),
    /// The place of a group's beginning (even) or end (odd).
    Save(usize),
    /// A loop begins: no round yet.
    LoopInit {
        register: usize,
    },
    /// Whether to do another round, which begins with the next step, or to go on at `exit`.
    LoopTest {
        register: usize,
        min: u32,
        max: Option<u32>,
        lazy: bool,
        exit: usize,
    },
    /// A round begins.
    LoopRound {
        register: usize,
    },
    /// Runs what follows up to `end` for itself, and gives nothing back.
    Atomic {
        end: usize,
    },
    Ahead {
        negated: bool,
        end: usize,
    },
    Behind {
        negated: bool,
        min: u32,
        max: u32,
        end: usize,
    },
    /// The end of a part that is run for itself.
    PartEnd,
    Reference {
        group: usize,
        fold: Fold,
    },
    Place(Place),
    Grapheme,
    /// All matched.
    Accept,
}

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    pub steps: Vec<Step>,
    /// Loops that count.
    pub registers: usize,
    /// The fewest characters of a match.
    pub min: u32,
    /// What a match can begin with, where that is known.
    pub first: Option<CharSet>,
    /// The one character that a match begins with.
    pub first_char: Option<char>,
    /// Whether a match begins where the text does.
    pub anchored: bool,
}

/// Compiles a tree.
pub(super) fn compile(node: &Node) -> Program {
    let mut compiler = Compiler { steps: Vec::new(), registers: 0 };
    compiler.node(node);
    compiler.steps.push(Step::Accept);
    let first = node.first();
    Program {
        steps: compiler.steps,
        registers: compiler.registers,
        min: node.width().min,
        first_char: first.as_ref().and_then(CharSet::single),
        first,
        anchored: node.begins_the_text(),
    }
}

struct Compiler {
    steps: Vec<Step>,
    registers: usize,
}

impl Compiler {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Empty => {}
            Node::Set(set) => self.steps.push(match set.single() {
                Some(c) => Step::Char(c),
                None => Step::Set(Rc::clone(set)),
            }),
            Node::Sequence(parts) => parts.iter().for_each(|part| self.node(part)),
            Node::Alternatives(parts) => self.alternatives(parts),
            Node::Capture(group, body) => {
                self.steps.push(Step::Save(group * 2));
                self.node(body);
                self.steps.push(Step::Save(group * 2 + 1));
            }
            Node::Atomic(body) => self.part(body, |end| Step::Atomic { end }),
            Node::Ahead { body, negated } => self.part(body, |end| Step::Ahead { negated: *negated, end }),
            Node::Behind { body, negated, min, max } => {
                self.part(body, |end| Step::Behind { negated: *negated, min: *min, max: *max, end });
            }
            Node::Repeat { body, min, max, greed } => self.repeat(body, *min, *max, *greed),
            Node::Reference { group, fold } => self.steps.push(Step::Reference { group: *group, fold: *fold }),
            Node::Place(place) => self.steps.push(Step::Place(*place)),
            Node::Grapheme => self.steps.push(Step::Grapheme),
        }
    }

    /// A part that is run for itself, behind the step that runs it.
    fn part(&mut self, body: &Node, step: impl FnOnce(usize) -> Step) {
        let at = self.steps.len();
        self.steps.push(Step::PartEnd);
        self.node(body);
        self.steps.push(Step::PartEnd);
        self.steps[at] = step(self.steps.len());
    }

    fn alternatives(&mut self, parts: &[Node]) {
        let mut jumps = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let last = i + 1 == parts.len();
            let split = self.steps.len();
            if !last {
                self.steps.push(Step::Split(0));
            }
            self.node(part);
            if !last {
                jumps.push(self.steps.len());
                self.steps.push(Step::Jump(0));
                self.steps[split] = Step::Split(self.steps.len());
            }
        }
        let end = self.steps.len();
        jumps.into_iter().for_each(|at| self.steps[at] = Step::Jump(end));
    }

    fn repeat(&mut self, body: &Node, min: u32, max: Option<u32>, greed: Greed) {
        if let Node::Set(set) = body {
            self.steps.push(Step::Run { set: Rc::clone(set), min, max, greed });
            return;
        }
        if greed == Greed::Possessive {
            let at = self.steps.len();
            self.steps.push(Step::PartEnd);
            self.repeat(body, min, max, Greed::Greedy);
            self.steps.push(Step::PartEnd);
            self.steps[at] = Step::Atomic { end: self.steps.len() };
            return;
        }
        let lazy = greed == Greed::Lazy;
        if (min, max) == (0, Some(1)) && !lazy {
            let split = self.steps.len();
            self.steps.push(Step::Split(0));
            self.node(body);
            self.steps[split] = Step::Split(self.steps.len());
            return;
        }
        let register = self.registers;
        self.registers += 1;
        self.steps.push(Step::LoopInit { register });
        let test = self.steps.len();
        self.steps.push(Step::Jump(0));
        self.steps.push(Step::LoopRound { register });
        self.node(body);
        self.steps.push(Step::Jump(test));
        self.steps[test] = Step::LoopTest { register, min, max, lazy, exit: self.steps.len() };
    }
}

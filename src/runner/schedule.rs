//! Shares the pieces of a run out to threads and passes on what they tell.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::event::{Event, Group};
use super::select::shuffle;
use super::{Plan, guard};
use crate::session::with_big_stack;

/// A piece of work that no other depends on.
#[derive(Clone, Copy)]
enum Piece {
    Method { group: usize, class: usize, piece: usize },
    Document { group: usize, document: usize },
}

impl Piece {
    fn group(self) -> usize {
        match self {
            Piece::Method { group, .. } | Piece::Document { group, .. } => group,
        }
    }
}

pub(super) fn run(plan: &Plan, told: &mut dyn FnMut(Event)) {
    let options = plan.options();
    let (groups, mut pieces) = pieces(plan);
    if let Some(seed) = options.shuffle {
        shuffle(&mut pieces, seed);
    }
    if let Some(partition) = options.partition {
        pieces = pieces.into_iter().enumerate().filter(|(n, _)| partition.takes(*n)).map(|(_, piece)| piece).collect();
    }
    let mut left = vec![0usize; groups.len()];
    for piece in &pieces {
        left[piece.group()] += 1;
    }
    told(Event::Started { groups });

    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let threads = options.threads.map_or_else(cores, usize::from).min(pieces.len()).max(1);
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let (sender, receiver) = mpsc::channel::<Message>();
    thread::scope(|scope| {
        for _ in 0..threads {
            let sender = sender.clone();
            let (pieces, next, stop) = (&pieces, &next, &stop);
            scope.spawn(move || with_big_stack(|| work(plan, pieces, next, stop, &sender)));
        }
        drop(sender);
        let mut failures = 0;
        let mut spent = vec![Duration::ZERO; left.len()];
        for message in receiver {
            match message {
                Message::Result(event) => {
                    if let Event::Finished { result, .. } = &event
                        && result.outcome.is_failure()
                    {
                        failures += 1;
                        if options.max_fail.is_some_and(|max| failures >= max) {
                            stop.store(true, Ordering::Relaxed);
                        }
                    }
                    told(event);
                }
                Message::Done { group, duration } => {
                    left[group] -= 1;
                    spent[group] += duration;
                    if left[group] == 0 {
                        told(Event::GroupFinished { group, duration: spent[group] });
                    }
                }
            }
        }
    });
}

enum Message {
    Result(Event),
    Done { group: usize, duration: Duration },
}

/// What one thread does until nothing is left.
fn work(plan: &Plan, pieces: &[Piece], next: &AtomicUsize, stop: &AtomicBool, sender: &mpsc::Sender<Message>) {
    while !stop.load(Ordering::Relaxed) {
        let Some(&piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
        let group = piece.group();
        let started = Instant::now();
        let mut tell = |result| drop(sender.send(Message::Result(Event::Finished { group, result })));
        let _ = guard::guarded(|| match piece {
            Piece::Method { class, piece, .. } => plan.project.run(class, piece, &mut tell),
            Piece::Document { document, .. } => plan.documents.run(document, &mut tell),
        });
        let _ = sender.send(Message::Done { group, duration: started.elapsed() });
    }
}

fn pieces(plan: &Plan) -> (Vec<Group>, Vec<Piece>) {
    let mut groups = plan.project.groups();
    let mut pieces = Vec::new();
    for (class, count) in plan.project.pieces().into_iter().enumerate() {
        pieces.extend((0..count).map(|piece| Piece::Method { group: class, class, piece }));
    }
    for (document, group) in plan.documents.groups().into_iter().enumerate() {
        pieces.push(Piece::Document { group: groups.len(), document });
        groups.push(group);
    }
    (groups, pieces)
}

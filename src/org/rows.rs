//! A persistent vector of rows: a radix tree of shared chunks.
//!
//! A clone is one reference count; a change after a clone copies one chunk per level (16 entries each), whatever the size.
//! Places may stay empty: a row that was rolled back or purged leaves a hole, since ids are never given twice.

use std::sync::Arc;

use crate::value::Row;

const BITS: u32 = 4;
const WIDTH: usize = 1 << BITS;

#[derive(Clone, Default)]
enum Node {
    #[default]
    Empty,
    Branch(Arc<[Node; WIDTH]>),
    Leaf(Arc<[Option<Row>; WIDTH]>),
}

/// Rows by number. See the module.
#[derive(Clone, Default)]
pub struct Rows {
    root: Node,
    /// Branch levels above the leaves.
    height: u32,
}

impl Rows {
    fn capacity(&self) -> u64 {
        (WIDTH as u64) << (BITS * self.height)
    }

    /// The row with this number.
    #[inline]
    pub fn get(&self, number: u32) -> Option<&Row> {
        if u64::from(number) >= self.capacity() {
            return None;
        }
        let mut node = &self.root;
        let mut shift = BITS * self.height;
        loop {
            match node {
                Node::Empty => return None,
                Node::Branch(nodes) => {
                    node = &nodes[number as usize >> shift & (WIDTH - 1)];
                    shift -= BITS;
                }
                Node::Leaf(rows) => return rows[number as usize & (WIDTH - 1)].as_ref(),
            }
        }
    }

    /// Puts a row, or takes one away, and answers what was there.
    pub fn set(&mut self, number: u32, row: Option<Row>) -> Option<Row> {
        while u64::from(number) >= self.capacity() {
            self.grow();
        }
        let mut node = &mut self.root;
        let mut shift = BITS * self.height;
        while shift > 0 {
            if matches!(node, Node::Empty) {
                *node = Node::Branch(Arc::new(std::array::from_fn(|_| Node::Empty)));
            }
            let Node::Branch(nodes) = node else { unreachable!("branches lie above leaves") };
            node = &mut Arc::make_mut(nodes)[number as usize >> shift & (WIDTH - 1)];
            shift -= BITS;
        }
        if matches!(node, Node::Empty) {
            *node = Node::Leaf(Arc::new(std::array::from_fn(|_| None)));
        }
        let Node::Leaf(rows) = node else { unreachable!("leaves lie at the bottom") };
        std::mem::replace(&mut Arc::make_mut(rows)[number as usize & (WIDTH - 1)], row)
    }

    /// The row with this number, for replacing or changing it.
    pub fn get_mut(&mut self, number: u32) -> Option<&mut Row> {
        if u64::from(number) >= self.capacity() {
            return None;
        }
        let mut node = &mut self.root;
        let mut shift = BITS * self.height;
        loop {
            match node {
                Node::Empty => return None,
                Node::Branch(nodes) => {
                    node = &mut Arc::make_mut(nodes)[number as usize >> shift & (WIDTH - 1)];
                    shift -= BITS;
                }
                Node::Leaf(rows) => return Arc::make_mut(rows)[number as usize & (WIDTH - 1)].as_mut(),
            }
        }
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.root);
        if !matches!(old, Node::Empty) {
            let mut nodes: [Node; WIDTH] = std::array::from_fn(|_| Node::Empty);
            nodes[0] = old;
            self.root = Node::Branch(Arc::new(nodes));
        }
        self.height += 1;
    }

    /// All rows with their numbers, in order.
    pub fn iter(&self) -> Iter<'_> {
        Iter { leaves: self.leaves(), leaf: [].iter(), next: 0 }
    }

    /// The places of all rows, leaf by leaf, each with the number of its first place.
    pub fn leaves(&self) -> Leaves<'_> {
        let mut leaves = Leaves { above: Vec::with_capacity(self.height as usize), only: None };
        leaves.only = leaves.enter(&self.root, 0, BITS * self.height);
        leaves
    }
}

/// Places of neighbouring rows; some may be empty.
pub type Leaf = [Option<Row>; WIDTH];

/// See [`Rows::leaves`].
pub struct Leaves<'a> {
    /// Branches on the way, each with the entries still to come, the number of the next one's first row, and its shift.
    above: Vec<(std::slice::Iter<'a, Node>, u32, u32)>,
    /// The root, when it is a leaf itself.
    only: Option<(u32, &'a Leaf)>,
}

impl<'a> Leaves<'a> {
    fn enter(&mut self, node: &'a Node, first: u32, shift: u32) -> Option<(u32, &'a Leaf)> {
        match node {
            Node::Empty => None,
            Node::Branch(nodes) => {
                self.above.push((nodes.iter(), first, shift));
                None
            }
            Node::Leaf(rows) => Some((first, rows)),
        }
    }
}

impl<'a> Iterator for Leaves<'a> {
    type Item = (u32, &'a Leaf);

    fn next(&mut self) -> Option<(u32, &'a Leaf)> {
        if let Some(only) = self.only.take() {
            return Some(only);
        }
        loop {
            let (nodes, first, shift) = self.above.last_mut()?;
            let Some(node) = nodes.next() else {
                self.above.pop();
                continue;
            };
            let (at, below) = (*first, *shift - BITS);
            *first = first.wrapping_add(1 << *shift);
            if let Some(leaf) = self.enter(node, at, below) {
                return Some(leaf);
            }
        }
    }
}

/// See [`Rows::iter`].
pub struct Iter<'a> {
    leaves: Leaves<'a>,
    leaf: std::slice::Iter<'a, Option<Row>>,
    next: u32,
}

impl<'a> Iterator for Iter<'a> {
    type Item = (u32, &'a Row);

    #[inline]
    fn next(&mut self) -> Option<(u32, &'a Row)> {
        loop {
            for row in self.leaf.by_ref() {
                let number = self.next;
                self.next = self.next.wrapping_add(1);
                if let Some(row) = row {
                    return Some((number, row));
                }
            }
            let (first, leaf) = self.leaves.next()?;
            (self.leaf, self.next) = (leaf.iter(), first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Cell;

    fn row(n: i32) -> Row {
        Arc::new([Cell::Integer(n)])
    }

    #[test]
    fn holds_rows_with_holes_and_leaves_clones_alone() {
        let mut rows = Rows::default();
        for n in (0..5000).filter(|n| n % 3 != 0) {
            rows.set(n, Some(row(n as i32)));
        }
        let before = rows.clone();
        rows.set(70_000, Some(row(70_000)));
        rows.set(4, None);
        assert!(before.get(4).is_some() && before.get(70_000).is_none());
        assert!(rows.get(4).is_none() && rows.get(70_000).is_some() && rows.get(3).is_none());
        let numbers: Vec<u32> = rows.iter().map(|(n, _)| n).collect();
        let expected: Vec<u32> = (0..5000).filter(|n| n % 3 != 0 && *n != 4).chain([70_000]).collect();
        assert_eq!(numbers, expected);
    }
}

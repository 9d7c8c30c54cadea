//! Ids in, a forest out: who answers whom, which thread, in which order. No recursion, whatever the depth.

use super::{Forest, Order, at};

/// The answer for each node.
pub(super) struct Resolved {
    /// Nodes in the order in which they come out.
    pub(super) order: Vec<usize>,
    /// The thread of each.
    pub(super) threads: Vec<Option<usize>>,
    /// How many nodes answer each.
    pub(super) answers: Vec<u64>,
    /// Whether the cell with the parent's id is to stay: not where it names the opening, nor where it closed a circle.
    pub(super) keeps_parent: Vec<bool>,
    /// Circles that were cut.
    pub(super) circles: u64,
}

pub(super) fn resolve(forest: &Forest) -> Resolved {
    let count = forest.nodes.len();
    let mut resolved = Resolved {
        order: Vec::new(),
        threads: forest.nodes.iter().map(|node| node.thread).collect(),
        answers: vec![0; count],
        keeps_parent: vec![true; count],
        circles: 0,
    };
    let mut parents: Vec<Option<usize>> = (0..count).map(|node| parent(forest, node, &mut resolved)).collect();
    cut_circles(&mut parents, &mut resolved);
    parents.iter().flatten().for_each(|&parent| resolved.answers[parent] += 1);
    resolved.order = match forest.order {
        Order::File => (0..count).collect(),
        Order::Tree => depth_first(&parents),
    };
    resolved
}

/// The node that `node` answers; none if it answers the opening or what is not in the dump.
fn parent(forest: &Forest, node: usize, resolved: &mut Resolved) -> Option<usize> {
    let (own, id) = (&forest.nodes[node], forest.nodes[node].cell(at::PARENT));
    if id.is_empty() {
        return None;
    }
    let found = forest.find(own.thread, id);
    if found.is_some() {
        return found;
    }
    let opening = match own.thread {
        Some(thread) => [&forest.threads[thread].id, &forest.threads[thread].opening].iter().any(|own| ***own == *id),
        None => {
            resolved.threads[node] = forest.by_thread.get(id).copied();
            resolved.threads[node].is_some()
        }
    };
    resolved.keeps_parent[node] = !opening;
    None
}

/// Walks up from each node; where a walk meets itself, the step that closes the circle is undone. On the way back threads are handed down.
fn cut_circles(parents: &mut [Option<usize>], resolved: &mut Resolved) {
    #[derive(Clone, Copy, PartialEq)]
    enum Met {
        Never,
        OnThisWalk,
        Done,
    }
    let mut met = vec![Met::Never; parents.len()];
    let mut walk = Vec::new();
    for start in 0..parents.len() {
        let mut node = start;
        while met[node] == Met::Never {
            met[node] = Met::OnThisWalk;
            walk.push(node);
            match parents[node] {
                Some(parent) if met[parent] == Met::OnThisWalk => {
                    parents[node] = None;
                    resolved.keeps_parent[node] = false;
                    resolved.circles += 1;
                }
                Some(parent) => node = parent,
                None => {}
            }
        }
        while let Some(node) = walk.pop() {
            met[node] = Met::Done;
            let above = parents[node].and_then(|parent| resolved.threads[parent]);
            resolved.threads[node] = resolved.threads[node].or(above);
        }
    }
}

/// Each node before those that answer it; answers to one node as they came.
fn depth_first(parents: &[Option<usize>]) -> Vec<usize> {
    let count = parents.len();
    // The answers to `n` are a chain: the first, and of each the next.
    let (mut first, mut next) = (vec![count; count], vec![count; count]);
    for node in (0..count).rev() {
        if let Some(parent) = parents[node] {
            next[node] = std::mem::replace(&mut first[parent], node);
        }
    }
    let mut order = Vec::with_capacity(count);
    let mut waiting = Vec::new();
    for root in (0..count).filter(|&node| parents[node].is_none()) {
        waiting.push(root);
        while let Some(node) = waiting.pop() {
            order.push(node);
            if next[node] < count {
                waiting.push(next[node]);
            }
            if first[node] < count {
                waiting.push(first[node]);
            }
        }
    }
    order
}

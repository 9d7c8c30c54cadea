//! Word n-grams as a tree: an n-gram is a shorter one and the word that follows it, so looking one up costs one probe a word and no string.

use hashbrown::HashMap;
use std::ops::Range;

/// Word n-grams of two words or more over a vocabulary of `words` words. A node's number is its feature: words come first, in the order of the
/// vocabulary, then n-grams, each behind the shorter one that it extends.
#[derive(Clone, Debug, Default)]
pub struct NgramTree {
    words: u32,
    nodes: Vec<[u32; 2]>,
    children: HashMap<[u32; 2], u32>,
}

/// A list of n-grams that is no tree over this vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("n-gram {0} extends what comes after it, uses an unknown word, or is there twice")]
pub struct NgramError(pub usize);

impl NgramTree {
    /// The tree of these n-grams: each is (the node it extends, the word that follows).
    ///
    /// # Errors
    /// If an n-gram refers to a node or word that is not there before it, or is repeated.
    pub fn new(words: u32, nodes: Vec<[u32; 2]>) -> Result<Self, NgramError> {
        let mut children = HashMap::with_capacity(nodes.len());
        for (at, node) in nodes.iter().enumerate() {
            let number = words.checked_add(at as u32).ok_or(NgramError(at))?;
            if node[0] >= number || node[1] >= words || children.insert(*node, number).is_some() {
                return Err(NgramError(at));
            }
        }
        Ok(Self { words, nodes, children })
    }

    /// The same n-grams over a vocabulary that goes on after the words of this one.
    pub(crate) fn over(&self, words: u32) -> Self {
        let moved = |node: u32| if node < self.words { node } else { node - self.words + words };
        let nodes = self.nodes.iter().map(|[shorter, word]| [moved(*shorter), *word]).collect();
        Self::new(words, nodes).expect("the order of the nodes is the same")
    }

    /// How many words the vocabulary has.
    pub(crate) fn words(&self) -> u32 {
        self.words
    }

    /// The node for `word` after the n-gram `node`.
    #[must_use]
    pub fn child(&self, node: u32, word: u32) -> Option<u32> {
        self.children.get(&[node, word]).copied()
    }

    /// Calls `visit` with the node and the place of every n-gram of two to `longest` words in a sequence of words. `None` is a word that the
    /// vocabulary lacks, or a place that no n-gram crosses.
    pub(crate) fn occurrences(&self, words: &[Option<u32>], longest: usize, mut visit: impl FnMut(u32, Range<usize>)) {
        for start in 0..words.len() {
            let Some(mut node) = words[start] else { continue };
            for (last, word) in words.iter().enumerate().skip(start + 1).take(longest - 1) {
                let Some(longer) = word.and_then(|word| self.child(node, word)) else { break };
                node = longer;
                visit(node, start..last + 1);
            }
        }
    }

    /// The words of a node, first to last.
    #[must_use]
    pub fn words_of(&self, mut node: u32) -> Vec<u32> {
        let mut words = Vec::new();
        while let Some(at) = node.checked_sub(self.words) {
            let [shorter, word] = self.nodes[at as usize];
            words.push(word);
            node = shorter;
        }
        words.push(node);
        words.reverse();
        words
    }

    /// The n-grams as (the node it extends, the word that follows), in the order of their numbers.
    #[must_use]
    pub fn nodes(&self) -> &[[u32; 2]] {
        &self.nodes
    }

    /// How many n-grams there are, words not counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no n-gram.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

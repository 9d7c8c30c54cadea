//! How far a negation reaches: from the negating word to the end of the clause, a contrast word, or a fixed number of words, whichever
//! comes first. After Das and Chen (2001) and Pang, Lee and Vaithyanathan (2002), who mark every word up to the next punctuation.

/// How many words after a negating word it still reaches.
const REACH: u8 = 4;

/// What a word means to the reach of a negation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeRole {
    /// It negates what follows (`not`, `never`, `don't`).
    Negator,
    /// It turns against what came before (`but`, `although`): a negation ends here.
    Contrast,
    /// Any other word.
    Plain,
}

/// The role of a word, given in the form that it is counted in (lower case, straight apostrophe).
#[must_use]
pub fn scope_role(form: &str) -> ScopeRole {
    match form {
        "not" | "no" | "never" | "none" | "nobody" | "nothing" | "neither" | "nor" | "nowhere" | "without"
        | "cannot" | "hardly" | "barely" | "scarcely" | "lacks" | "lacking" => ScopeRole::Negator,
        "but" | "however" | "although" | "though" | "yet" | "except" | "because" | "still" | "unless" => {
            ScopeRole::Contrast
        }
        _ if form.ends_with("n't") => ScopeRole::Negator,
        _ => ScopeRole::Plain,
    }
}

/// The state of one reading: is the next word negated?
#[derive(Clone, Copy, Debug, Default)]
pub struct NegationScope {
    left: u8,
}

impl NegationScope {
    /// Whether a negation reaches the word that comes next.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.left > 0
    }

    /// Moves past a word.
    pub fn pass(&mut self, role: ScopeRole) {
        self.left = match role {
            ScopeRole::Negator => REACH,
            ScopeRole::Contrast => 0,
            ScopeRole::Plain => self.left.saturating_sub(1),
        };
    }

    /// A clause ends: nothing reaches over it.
    pub fn end_clause(&mut self) {
        self.left = 0;
    }
}

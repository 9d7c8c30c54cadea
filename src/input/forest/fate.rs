//! What becomes of a node, and the word for it.

/// What becomes of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::input) enum Fate {
    /// It is a comment.
    #[default]
    Kept,
    /// Its author took it back.
    Deleted,
    /// A moderator took it away.
    Removed,
    /// Held to be spam.
    Spam,
    /// Waits for a moderator.
    Pending,
    /// Hidden, minimised, dead.
    Hidden,
    /// Its author and the reader have blocked each other.
    Blocked,
    /// No one's words: another site links here.
    Pingback,
    /// The platform's own: somebody joined, a topic was closed.
    Service,
    /// A bot's.
    Bot,
    /// Pinned above the others: a notice.
    Pinned,
    /// A moderator in office.
    Moderator,
    /// Nothing but white space.
    Empty,
    /// The file ends in it.
    CutOff,
    /// A stub: the platform did not send it.
    NotInTheDump,
}

impl Fate {
    /// Every fate but the first.
    pub(super) const LEFT_OUT: [Fate; 14] = [
        Fate::Deleted,
        Fate::Removed,
        Fate::Spam,
        Fate::Pending,
        Fate::Hidden,
        Fate::Blocked,
        Fate::Pingback,
        Fate::Service,
        Fate::Bot,
        Fate::Pinned,
        Fate::Moderator,
        Fate::Empty,
        Fate::CutOff,
        Fate::NotInTheDump,
    ];

    pub(in crate::input) fn is_kept(self) -> bool {
        self == Fate::Kept
    }

    /// Left out although there is a text, and kept with `--keep-all`.
    pub(in crate::input) fn is_by_rule(self) -> bool {
        matches!(self, Fate::Bot | Fate::Pinned | Fate::Moderator | Fate::Pingback | Fate::Hidden | Fate::Pending)
    }

    /// As it is counted: `6 deleted`.
    pub(in crate::input) fn word(self) -> &'static str {
        match self {
            Fate::Kept => "kept",
            Fate::Deleted => "deleted",
            Fate::Removed => "removed",
            Fate::Spam => "spam",
            Fate::Pending => "not approved",
            Fate::Hidden => "hidden",
            Fate::Blocked => "blocked",
            Fate::Pingback => "pingbacks",
            Fate::Service => "service messages",
            Fate::Bot => "by bots",
            Fate::Pinned => "pinned",
            Fate::Moderator => "by moderators",
            Fate::Empty => "without text",
            Fate::CutOff => "cut off",
            Fate::NotInTheDump => "not in the dump",
        }
    }
}

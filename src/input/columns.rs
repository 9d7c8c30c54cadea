//! Column names in, roles out: which column holds the text, the label, the thread …
//!
//! A name the user gave wins over a contract name (`text`, `label`, …), which wins over an alias; aliases are
//! tried in the order below, which is that of the dumps they were seen in. Nothing is guessed from what the
//! cells contain.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::error::ReadError;
use super::reader::ReadOptions;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The comment itself; the only role that must be there.
    Text,
    /// The gold label.
    Label,
    /// What the comment is called.
    Id,
    /// The thread it belongs to.
    Thread,
    /// The thread's title.
    Title,
    /// The id of the comment it answers.
    Parent,
    /// The text it answers.
    ParentText,
    /// Who wrote it.
    Author,
    /// When.
    Time,
    /// Points or likes.
    Score,
    /// Where it can be read.
    Link,
    /// What the lean is toward, where that is not the title.
    Subject,
    /// How much it counts in training.
    Weight,
}

impl Role {
    /// Every role, in the order of the contract.
    pub const ALL: [Role; 13] = [
        Role::Text,
        Role::Label,
        Role::Id,
        Role::Thread,
        Role::Title,
        Role::Parent,
        Role::ParentText,
        Role::Author,
        Role::Time,
        Role::Score,
        Role::Link,
        Role::Subject,
        Role::Weight,
    ];

    /// The contract's name of the column: `text`, `parent_text`, …
    pub fn name(self) -> &'static str {
        match self {
            Role::Text => "text",
            Role::Label => "label",
            Role::Id => "id",
            Role::Thread => "thread",
            Role::Title => "title",
            Role::Parent => "parent",
            Role::ParentText => "parent_text",
            Role::Author => "author",
            Role::Time => "time",
            Role::Score => "score",
            Role::Link => "link",
            Role::Subject => "subject",
            Role::Weight => "weight",
        }
    }

    /// The option that names the column: `--text-column`, `--parent-text-column`, …
    pub fn option(self) -> String {
        format!("--{}-column", self.name().replace('_', "-"))
    }

    /// Other names the column has in dumps, folded ([`fold`]), likeliest first.
    #[rustfmt::skip]
    fn aliases(self) -> &'static [&'static str] {
        match self {
            Role::Text => &["body", "content", "message", "comment", "commenttext", "rawtext", "raw", "cooked", "selftext",
                "textoriginal", "textdisplay", "html"],
            Role::Label => &["stance", "sentiment", "class", "annotation", "gold"],
            Role::Id => &["commentid", "cid", "objectid", "postnumber", "messageid", "uri", "name"],
            Role::Thread => &["threadid", "linkid", "storyid", "conversationid", "discussionid", "topicid", "postid", "videoid",
                "mediaid", "root", "facebookurl", "sourceurl", "sourceposturl"],
            Role::Title => &["storytitle", "linktitle", "posttitle", "videotitle", "topictitle", "fancytitle", "subject"],
            Role::Parent => &["parentid", "parentcommentid", "replytocommentid", "inreplytoid", "replyto", "replytomessageid",
                "replytopostnumber", "pid", "commentidrespondingto"],
            Role::ParentText => &["parentbody", "parentcomment", "parentcontent", "inreplytotext"],
            Role::Author => &["by", "user", "username", "name", "from", "speaker", "login", "authorname", "authordisplayname",
                "ownerusername", "authorusername", "profilename", "acct", "account", "handle", "fullname", "userid", "authorid"],
            Role::Time => &["createdutc", "createdat", "createdtime", "created", "date", "timestamp", "published", "publishedat",
                "creationdate", "postedat", "datetime", "dateunixtime", "createtime", "relativedate"],
            Role::Score => &["points", "likes", "likecount", "likescount", "votes", "ups", "upvotecount", "favouritescount",
                "reactions", "recommendations"],
            // `url` is a thread only where its values repeat, which a stream cannot know; it always is a
            // place to read.
            Role::Link => &["permalink", "commenturl", "url"],
            Role::Subject => &[],
            Role::Weight => &["sampleweight"],
        }
    }
}

/// A name as it is compared: lower case, without spaces and `_-./`.
pub(super) fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.' | '/' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a column of this name holds a comment's text, by its name or an alias.
pub(super) fn names_text(name: &str) -> bool {
    let folded = fold(name);
    folded == "text" || Role::Text.aliases().contains(&folded.as_str())
}

/// Whether a column of this name holds a label or a prediction.
pub(super) fn names_label(name: &str) -> bool {
    let folded = fold(name);
    name.starts_with("p_")
        || matches!(&*folded, "label" | "predicted")
        || Role::Label.aliases().contains(&folded.as_str())
}

/// Whether a column of this name plays any role, by the contract's name or an alias.
pub(super) fn names_role(name: &str) -> bool {
    let folded = fold(name);
    Role::ALL.iter().any(|role| fold(role.name()) == folded || role.aliases().contains(&folded.as_str()))
}

/// The columns of a file and their roles: `places[role]` is an index into `names`.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    names: Vec<String>,
    places: [Option<usize>; Role::ALL.len()],
    /// The file whose columns they are, where a reader has several.
    file: Option<Arc<str>>,
}

impl Columns {
    /// Finds the roles among the names of a header.
    ///
    /// # Errors
    /// [`ReadError::NoTextColumn`]; [`ReadError::NoSuchColumn`] if `options` name a column that is not there;
    /// [`ReadError::DuplicateColumn`] if a column that is needed has a twin of the same name.
    pub(super) fn resolve(names: Vec<String>, options: &ReadOptions) -> Result<Columns, ReadError> {
        let mut columns = Columns { names, places: Default::default(), file: None };
        for (&role, name) in &options.columns {
            columns.places[role as usize] = Some(columns.named(role, name)?);
        }
        let folded: Vec<String> = columns.names.iter().map(|name| fold(name)).collect();
        for role in Role::ALL {
            columns.claim(role, &folded, &[&fold(role.name())]);
        }
        // `name` is an id beside an `author`, and else an author: whoever is looked for first gets it.
        columns.claim(Role::Author, &folded, Role::Author.aliases());
        for role in Role::ALL {
            columns.claim(role, &folded, role.aliases());
        }
        if columns.of(Role::Title).is_none() {
            columns.places[Role::Title as usize] = folded.iter().position(|name| name == "subject");
        }
        columns.check()?;
        Ok(columns)
    }

    /// The roles themselves as columns, each named by the contract.
    pub(super) fn of_roles() -> Columns {
        let names = Role::ALL.iter().map(|role| role.name().to_owned()).collect();
        Columns { names, places: std::array::from_fn(Some), file: None }
    }

    /// The same, of this file.
    pub(super) fn of_file(self, file: Option<Arc<str>>) -> Columns {
        Columns { file, ..self }
    }

    /// The file whose columns they are, if they were told.
    pub(super) fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The index of the column that plays `role`.
    pub(super) fn of(&self, role: Role) -> Option<usize> {
        self.places[role as usize]
    }

    /// Every column's name, in the order of the file.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Adds a column for `role` and returns its index.
    pub(super) fn add(&mut self, role: Role) -> usize {
        self.names.push(role.name().to_owned());
        self.places[role as usize] = Some(self.names.len() - 1);
        self.names.len() - 1
    }

    /// Names that occur more than once, each once, in order.
    pub(super) fn duplicates(&self) -> Vec<&str> {
        let (mut met, mut twins) = (BTreeSet::new(), BTreeSet::new());
        let names = self.names.iter().map(String::as_str).filter(|name| !name.is_empty());
        let repeated: Vec<&str> = names.filter(|&name| !met.insert(name)).collect();
        repeated.into_iter().filter(|&name| twins.insert(name)).collect()
    }

    /// The column a user named: exactly so, or else the same when folded.
    fn named(&self, role: Role, name: &str) -> Result<usize, ReadError> {
        let exact = self.names.iter().position(|column| column == name);
        let alike = || self.names.iter().position(|column| fold(column) == fold(name));
        exact.or_else(alike).ok_or_else(|| ReadError::NoSuchColumn {
            role,
            name: name.to_owned(),
            columns: self.names.clone(),
        })
    }

    /// Gives `role`, if it has no column yet, the first free column with one of the `wanted` names. Exact
    /// spelling goes first.
    fn claim(&mut self, role: Role, folded: &[String], wanted: &[&str]) {
        if self.of(role).is_some() {
            return;
        }
        for &want in wanted {
            let free = |index: &usize| !self.places.contains(&Some(*index));
            let mut alike = (0..folded.len()).filter(|&index| folded[index] == want).filter(free);
            let exact = alike.clone().find(|&index| self.names[index] == role.name());
            if let Some(index) = exact.or_else(|| alike.next()) {
                self.places[role as usize] = Some(index);
                return;
            }
        }
    }

    fn check(&self) -> Result<(), ReadError> {
        if self.of(Role::Text).is_none() {
            return Err(ReadError::NoTextColumn { columns: self.names.clone(), likely: None });
        }
        for role in Role::ALL {
            let Some(place) = self.of(role) else { continue };
            let name = &self.names[place];
            if self.names.iter().filter(|twin| *twin == name).count() > 1 {
                return Err(ReadError::DuplicateColumn { role, name: name.clone() });
            }
        }
        Ok(())
    }
}

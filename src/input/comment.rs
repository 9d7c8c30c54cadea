//! One row as it stood in the file, and which of its cells plays which role.
//!
//! The cells lie one after another in a single string; the columns are shared by all rows of a file. So a
//! comment costs two allocations, however many columns it has, and a role is an index looked up once a file.

use std::sync::{Arc, LazyLock};

use super::columns::{Columns, Role};

/// One cell of a row, as it stood in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Text: any cell of a delimited file, a string of a JSON one (unescaped).
    Text(&'a str),
    /// A JSON value that is not a string, as its literal: `5`, `1.5e9`, `true`, `null`, `[1,2]`, `{"a":1}`.
    Json(&'a str),
    /// The row has no such cell: the key is absent from this JSON object.
    Missing,
}

/// What the bytes of a cell are; see [`Cell`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Json,
    Missing,
}

/// The cells of one row, end to end. `kinds` is empty where every cell is text, as in a delimited file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    cells: Box<str>,
    ends: Box<[usize]>,
    kinds: Box<[Kind]>,
}

impl Row {
    /// A row of text cells, from the cells end to end and where each ends. Every end must be a character
    /// boundary, none before the last one.
    pub(super) fn of_text(cells: Box<str>, ends: Box<[usize]>) -> Row {
        Row { cells, ends, kinds: Box::default() }
    }

    /// The same from single cells, in as little memory as they take: forests hold millions.
    pub(super) fn of_texts<const N: usize>(cells: [&str; N]) -> Row {
        let mut end = 0;
        let ends = cells.map(|cell| {
            end += cell.len();
            end
        });
        Row::of_text(cells.concat().into(), ends.into())
    }

    pub(super) fn cell(&self, index: usize) -> Cell<'_> {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        let cell = &self.cells[start..self.ends[index]];
        match self.kinds.get(index) {
            None | Some(Kind::Text) => Cell::Text(cell),
            Some(Kind::Json) => Cell::Json(cell),
            Some(Kind::Missing) => Cell::Missing,
        }
    }
}

impl<'a> FromIterator<Cell<'a>> for Row {
    fn from_iter<I: IntoIterator<Item = Cell<'a>>>(cells: I) -> Row {
        let (mut text, mut ends, mut kinds) = (String::new(), Vec::new(), Vec::new());
        for cell in cells {
            let (part, kind) = match cell {
                Cell::Text(part) => (part, Kind::Text),
                Cell::Json(part) => (part, Kind::Json),
                Cell::Missing => ("", Kind::Missing),
            };
            text.push_str(part);
            ends.push(text.len());
            kinds.push(kind);
        }
        Row { cells: text.into(), ends: ends.into(), kinds: kinds.into() }
    }
}

/// A comment: one row of a file, with its text and whatever else the file says about it.
///
/// The accessors of roles answer `None` where the file has no such column or the cell is empty (absent,
/// `null`, or `""`). A JSON number is given as it was written.
#[derive(Clone, Debug)]
pub struct Comment {
    row: Row,
    columns: Arc<Columns>,
    line: u64,
}

/// The columns of a comment made by hand: one for each role, named as the role.
static BY_HAND: LazyLock<Arc<Columns>> = LazyLock::new(|| Arc::new(Columns::of_roles()));

impl Comment {
    /// A comment that comes from no file. Its columns are the roles, in the order of [`Role::ALL`]; all but
    /// the text start out
    /// [`Cell::Missing`], its line is 0.
    ///
    /// ```
    /// use undertone::input::{Comment, Role};
    ///
    /// let comment = Comment::new("Would buy again").with_label("supportive").with(Role::Thread, "kettles");
    /// assert_eq!((comment.label(), comment.thread(), comment.author()), (Some("supportive"), Some("kettles"), None));
    /// ```
    pub fn new(text: impl AsRef<str>) -> Comment {
        let cells = Role::ALL.map(|role| if role == Role::Text { Cell::Text(text.as_ref()) } else { Cell::Missing });
        Comment { row: cells.into_iter().collect(), columns: Arc::clone(&BY_HAND), line: 0 }
    }

    pub(super) fn of_row(row: Row, columns: &Arc<Columns>, line: u64) -> Comment {
        Comment { row, columns: Arc::clone(columns), line }
    }

    /// The same comment with the cell of `role` set to `value`. A comment from a file whose columns have no
    /// such role gets the column, named as the role, at its end.
    #[must_use]
    pub fn with(mut self, role: Role, value: impl AsRef<str>) -> Comment {
        let place = match self.columns.of(role) {
            Some(place) => place,
            None => Arc::make_mut(&mut self.columns).add(role),
        };
        let mut cells: Vec<Cell<'_>> = self.cells().collect();
        cells.resize(self.columns.names().len(), Cell::Missing);
        cells[place] = Cell::Text(value.as_ref());
        self.row = cells.into_iter().collect();
        self
    }

    /// The comment as it stood in the file: markup, escapes and quotes included. Empty where its cell is.
    pub fn text(&self) -> &str {
        self.role(Role::Text).unwrap_or_default()
    }

    /// The cell that plays `role`; `None` where there is no such column or the cell is empty.
    pub fn role(&self, role: Role) -> Option<&str> {
        match self.row.cell(self.columns.of(role)?) {
            Cell::Text("") | Cell::Json("null") | Cell::Missing => None,
            Cell::Text(cell) | Cell::Json(cell) => Some(cell),
        }
    }

    /// The line of the (unpacked) file where the row starts, counted from 1; in a JSON document, where lines
    /// mean nothing, which object it is, counted from 1; 0 for a comment made by hand.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The file it is from, where its [`Reader`](super::Reader) reads several as one.
    pub fn file(&self) -> Option<&str> {
        self.columns.file()
    }

    /// The cell in the column of this index; `None` past the last column.
    pub fn cell(&self, index: usize) -> Option<Cell<'_>> {
        (index < self.row.ends.len()).then(|| self.row.cell(index))
    }

    /// All cells, in the order of [`Reader::columns`](super::Reader::columns), those without a role included.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = Cell<'_>> {
        (0..self.row.ends.len()).map(|index| self.row.cell(index))
    }
}

/// Accessors and builders by name, one pair a role.
macro_rules! roles {
    ($($(#[$doc:meta])+ $role:ident $get:ident $with:ident;)+) => {
        impl Comment {
            $(
                $(#[$doc])+
                pub fn $get(&self) -> Option<&str> {
                    self.role(Role::$role)
                }

                #[doc = concat!("[`Comment::with`] for what [`Comment::", stringify!($get), "`] answers.")]
                #[must_use]
                pub fn $with(self, value: impl AsRef<str>) -> Comment {
                    self.with(Role::$role, value)
                }
            )+
        }
    };
}

roles! {
    /// What the comment is called in its file.
    Id id with_id;
    /// The thread it belongs to.
    Thread thread with_thread;
    /// The title of the thread: what it is about.
    Title title with_title;
    /// The id of the comment it answers; `None` where it answers the post itself.
    Parent parent with_parent;
    /// The text it answers.
    ParentText parent_text with_parent_text;
    /// Who wrote it.
    Author author with_author;
    /// When, as the file says it: RFC 3339 or Unix seconds.
    Time time with_time;
    /// Points or likes, as the file says it.
    Score score with_score;
    /// The gold label.
    Label label with_label;
    /// Where it can be read.
    Link link with_link;
    /// What the lean is toward, where that is not the title.
    Subject subject with_subject;
    /// How much it counts in training.
    Weight weight with_weight;
}

/// A comment can be labelled as it is: its text counts.
impl AsRef<str> for Comment {
    fn as_ref(&self) -> &str {
        self.text()
    }
}

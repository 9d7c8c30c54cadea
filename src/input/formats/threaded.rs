//! Rows of a table in, the same rows out, as a tree where the table says how deep each row stands but not what it answers: in the order of the file, a
//! reply belongs to the last row of lower depth. Ids that a spreadsheet has cut are refused here, for all tables.

use std::sync::Arc;

use super::{Notes, Rows};
use crate::input::columns::{Columns, Role, fold};
use crate::input::comment::{Cell, Comment};
use crate::input::error::ReadError;

/// Columns with a depth, and columns that say whether a row is a reply; folded.
const DEPTHS: [&str; 3] = ["depth", "threadingdepth", "level"];
const REPLIES: [&str; 2] = ["isreply", "reply"];

/// Rows that may still get replies; of a table that goes deeper the upper ones get none any more.
const DEEPEST: usize = 1_000;

/// The rows as they are, or with the columns that were found out.
pub(super) fn threaded(rows: impl Rows + 'static) -> Box<dyn Rows> {
    let columns = rows.columns();
    let ids = [Role::Id, Role::Parent, Role::Thread].iter().filter_map(|&role| columns.of(role)).collect();
    let free = |names: &[&str]| {
        let taken = |place: &usize| Role::ALL.iter().any(|&role| columns.of(role) == Some(*place));
        let known = |name: &String| names.contains(&fold(name).as_str());
        columns.names().iter().position(known).filter(|place| !taken(place))
    };
    let depth = free(&DEPTHS).or_else(|| free(&REPLIES)).filter(|_| columns.of(Role::Parent).is_none());
    let tree = depth.map(|depth| Tree::of(columns, depth));
    Box::new(Threaded { rows: Box::new(rows), ids, tree, count: 0 })
}

struct Threaded {
    rows: Box<dyn Rows>,
    /// Columns that hold ids.
    ids: Vec<usize>,
    tree: Option<Tree>,
    count: u64,
}

struct Tree {
    /// With `parent`, and `id` where the table has none.
    columns: Arc<Columns>,
    numbered: bool,
    depth: usize,
    thread: String,
    /// Depths and ids of the rows that a reply may belong to.
    above: Vec<(u64, String)>,
}

impl Tree {
    fn of(columns: &Columns, depth: usize) -> Tree {
        let mut columns = columns.clone();
        let numbered = columns.of(Role::Id).is_none();
        if numbered {
            columns.add(Role::Id);
        }
        columns.add(Role::Parent);
        Tree { columns: Arc::new(columns), numbered, depth, thread: String::new(), above: Vec::new() }
    }

    /// The row with its parent; `number` is its id where there is no other.
    fn place(&mut self, row: &Comment, number: u64) -> Comment {
        let thread = row.thread().unwrap_or_default();
        if thread != self.thread {
            thread.clone_into(&mut self.thread);
            self.above.clear();
        }
        let (id, depth) = (row.id().map_or_else(|| number.to_string(), str::to_owned), depth(row.cell(self.depth)));
        if let Some(depth) = depth {
            self.above.retain(|(above, _)| *above < depth);
        }
        let parent = self.above.last().filter(|_| depth.is_some()).map_or(String::new(), |(_, id)| id.clone());
        let own = self.numbered.then_some(Cell::Text(&id));
        let cells = row.cells().chain(own).chain([Cell::Text(&parent)]).collect();
        let placed = Comment::of_row(cells, &self.columns, row.line());
        if let Some(depth) = depth {
            if self.above.len() == DEEPEST {
                self.above.remove(0);
            }
            self.above.push((depth, id));
        }
        placed
    }
}

/// How deep a row stands: a number, or whether it is a reply. `None` if it says neither.
fn depth(cell: Option<Cell<'_>>) -> Option<u64> {
    let (Cell::Text(said) | Cell::Json(said)) = cell? else { return None };
    match said.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" => Some(1),
        "false" | "no" => Some(0),
        number => number.strip_suffix(".0").unwrap_or(number).parse().ok(),
    }
}

/// `1.03E+17`, `1,03E+17`: what spreadsheets make of long ids.
fn is_cut(cell: Cell<'_>) -> bool {
    let (id, plus) = match cell {
        Cell::Text(id) => (id, "+"),
        // A number of a JSON file needs no plus; an id that is text may be `12e4` and mean it.
        Cell::Json(id) => (id, ""),
        Cell::Missing => return false,
    };
    let parts = id.split_once(['E', 'e']).and_then(|(digits, power)| Some((digits, power.strip_prefix(plus)?)));
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    parts.is_some_and(|(digits, power)| {
        let digits = digits.replacen([',', '.'], "", 1);
        number(&digits) && number(power.strip_prefix('+').unwrap_or(power))
    })
}

impl Rows for Threaded {
    fn next(&mut self, notes: &mut Notes) -> Result<Option<Comment>, ReadError> {
        let Some(row) = self.rows.next(notes)? else { return Ok(None) };
        self.count += 1;
        if let Some(&column) = self.ids.iter().find(|&&column| row.cell(column).is_some_and(is_cut)) {
            let name = self.rows.columns().names()[column].clone();
            let (Some(Cell::Text(id) | Cell::Json(id)), line) = (row.cell(column), row.line()) else { return Ok(None) };
            return Err(ReadError::CutIds { line, column: name, id: id.to_owned() });
        }
        Ok(Some(match &mut self.tree {
            Some(tree) => tree.place(&row, self.count),
            None => row,
        }))
    }

    fn columns(&self) -> &Columns {
        self.tree.as_ref().map_or_else(|| self.rows.columns(), |tree| &tree.columns)
    }
}

#[cfg(test)]
mod tests {
    use super::{depth, is_cut};
    use crate::input::comment::Cell;

    #[test]
    fn ids_that_a_spreadsheet_cut_are_told_from_ids() {
        ["1.03E+17", "1,03E+17", "1E+20"].iter().for_each(|id| assert!(is_cut(Cell::Text(id)), "{id}"));
        ["12e4", "1e5", "E+17", "1.E", "t1_1.03E+17", "", "1.2.3E+4"]
            .iter()
            .for_each(|id| assert!(!is_cut(Cell::Text(id)), "{id}"));
        assert!(is_cut(Cell::Json("1.03e17")) && !is_cut(Cell::Json("103")) && !is_cut(Cell::Missing));
    }

    #[test]
    fn a_depth_is_a_number_or_an_answer() {
        let said =
            ["0", "2", " 3 ", "1.0", "TRUE", "no", "-1", "", "a reply"].map(|said| depth(Some(Cell::Text(said))));
        assert_eq!(said, [Some(0), Some(2), Some(3), Some(1), Some(1), Some(0), None, None, None]);
    }
}

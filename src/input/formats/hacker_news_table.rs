//! Items of Hacker News as a table: what a query of the public data set of BigQuery is saved as (`hacker_news.full`). The columns are the fields of
//! the items, parents are ids, and a comment does not name its story.

use super::hacker_news_firebase::{Item, take};
use super::{Format, Head, Notes, Opened, Read, delimited, sniff};
use crate::input::columns::fold;
use crate::input::comment::{Cell, Comment};
use crate::input::error::ReadError;
use crate::input::forest::Forest;
use crate::input::json::Scalar;
use crate::input::reader::ReadOptions;
use crate::input::source::Source;

pub(super) const FORMAT: Format = Format {
    name: "hn-table",
    aliases: &["hn-bigquery"],
    about: "items of Hacker News as a table: bigquery-public-data.hacker_news.full (CSV, Parquet)",
    obtain: "query the table in BigQuery for a story and its comments, and save the results as CSV or export them as Parquet",
    recognise,
    read: Read::Tree(read),
};

/// Columns that every export has, …
const ALWAYS: [&str; 4] = ["id", "parent", "type", "text"];

/// … one of these, …
const TIMES: [&str; 2] = ["time", "timestamp"];

/// … and some that no other table has beside them.
const TELLING: [&str; 4] = ["descendants", "ranking", "dead", "deleted"];

pub(super) fn recognise(head: &Head<'_>) -> bool {
    let names: Vec<String> = names(head).iter().map(|name| fold(name)).collect();
    let has = |wanted: &&str| names.iter().any(|name| name == wanted);
    let labelled = names.iter().any(|name| crate::input::columns::names_label(name));
    ALWAYS.iter().all(has) && TIMES.iter().any(has) && TELLING.iter().any(has) && !labelled && !head.is_table()
}

/// The names of the columns. Parquet has them at its end.
fn names(head: &Head<'_>) -> Vec<String> {
    #[cfg(feature = "parquet")]
    if super::parquet::begins(head.bytes) {
        return super::parquet::names(head);
    }
    sniff::header(head)
}

fn read(source: Source, forest: &mut Forest) -> Result<(), ReadError> {
    let mut rows = rows(source, &mut forest.notes)?;
    let places = Places::of(rows.columns().names());
    let mut bad = 0u64;
    loop {
        match rows.next(&mut forest.notes) {
            Ok(Some(row)) => {
                forest.spend(row.cells().map(|cell| text(cell).len() as u64).sum())?;
                take(&places.item(&row), forest);
            }
            Ok(None) => break,
            Err(error) if forest.is_strict() => return Err(error),
            Err(error) if error.is_row() => bad += 1,
            Err(error) if error.is_cut_off() => {
                forest.notes.push(format!("{error}; what came before is kept"));
                break;
            }
            Err(error) => return Err(error),
        }
    }
    if bad > 0 {
        let rows = if bad == 1 { "row" } else { "rows" };
        forest.notes.push(format!("{bad} {rows} could not be read: left out"));
    }
    Ok(())
}

/// The rows of the table.
fn rows(source: Source, notes: &mut Notes) -> Opened {
    #[cfg(feature = "parquet")]
    if super::parquet::begins(source.head()) {
        return super::parquet::read(source, &ReadOptions::default(), notes);
    }
    delimited::read(source, &ReadOptions::default(), notes)
}

/// Where the fields of an item are.
struct Places(Vec<String>);

impl Places {
    fn of(names: &[String]) -> Places {
        Places(names.iter().map(|name| fold(name)).collect())
    }

    /// The first of these columns that says something.
    fn cell<'a>(&self, row: &'a Comment, names: &[&str]) -> &'a str {
        let places = names.iter().filter_map(|name| self.0.iter().position(|own| own == name));
        places.filter_map(|place| row.cell(place)).map(text).find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    fn item<'a>(&self, row: &'a Comment) -> Item<'a> {
        let field = |names: &[&str]| match self.cell(row, names) {
            "" => Scalar::Missing,
            cell => Scalar::Text(cell.into()),
        };
        let truth = |name: &str| Scalar::Truth(matches!(self.cell(row, &[name]), "true" | "TRUE" | "True" | "1"));
        Item {
            id: field(&["id"]),
            r#type: field(&["type"]),
            // The older tables name the author so.
            by: field(&["by", "author"]),
            parent: field(&["parent"]),
            title: field(&["title"]),
            text: field(&["text"]),
            score: field(&["score"]),
            time: field(&["time", "timestamp", "timets"]),
            descendants: field(&["descendants"]),
            deleted: truth("deleted"),
            dead: truth("dead"),
            ..Item::default()
        }
    }
}

fn text(cell: Cell<'_>) -> &str {
    match cell {
        Cell::Text(cell) | Cell::Json(cell) => cell,
        Cell::Missing => "",
    }
}

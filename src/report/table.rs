//! Small aligned tables for people.

use comfy_table::{CellAlignment, Table, presets};

/// A table without lines; the columns numbered in `numbers` are aligned to the right.
pub fn table<const C: usize>(
    header: [&str; C],
    numbers: &[usize],
    rows: impl IntoIterator<Item = [String; C]>,
) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header.to_vec());
    for row in rows {
        table.add_row(row.to_vec());
    }
    align(&mut table, numbers)
}

/// Names and what they stand for, without a header.
pub fn list<const R: usize>(rows: impl IntoIterator<Item = [String; R]>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for row in rows {
        table.add_row(row.to_vec());
    }
    align(&mut table, &[])
}

/// The same where the number of columns is not known beforehand.
pub fn wide_table(header: Vec<String>, numbers: &[usize], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    for row in rows {
        table.add_row(row);
    }
    align(&mut table, numbers)
}

fn align(table: &mut Table, numbers: &[usize]) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    for column in numbers {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    lines.join("\n") + "\n"
}

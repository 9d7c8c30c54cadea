//! Results in; tables, CSV, JSON and web pages out. The only room that escapes and colours.
//!
//! Comments are hostile: what reaches a terminal, a spreadsheet or a page passes through [`escape`] first.

pub mod digest;
pub mod escape;
pub mod evaluation;
pub mod explanation;
pub mod html;
pub mod inspection;
pub mod number;
pub mod output;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod predictions;
pub mod rows;
pub mod table;
pub mod training;

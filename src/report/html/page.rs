//! What every page has: the shell with its style, sections, tables, names from elsewhere made harmless.

use crate::report::escape::{for_html, for_page};

/// A whole page; `title` is escaped, `body` is markup.
pub fn document(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        for_page(title),
        include_str!("page.css")
    )
}

/// Text that somebody else wrote: escaped, and kept from turning the direction of what follows.
pub fn named(text: &str) -> String {
    format!("<bdi>{}</bdi>", for_page(text))
}

/// A part of the page; the heading is escaped, `body` is markup.
pub fn section(level: u8, heading: &str, body: &str) -> String {
    format!("<section>\n<h{level}>{}</h{level}>\n{body}</section>\n", named(heading))
}

/// A table that scrolls by itself where the page is narrow. Caption and columns are escaped, `rows` are markup.
pub fn table(caption: &str, class: &str, columns: &[&str], rows: &str) -> String {
    let columns: String = columns.iter().map(|name| format!("<th scope=\"col\">{}</th>", named(name))).collect();
    let label = for_html(caption);
    format!(
        "<div class=\"scroll\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\">\n<table class=\"{class}\">\n\
         <caption>{}</caption>\n<thead><tr>{columns}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n",
        named(caption)
    )
}

/// The class that colours a label: green, red and ochre for the leans, blues and greys for others.
pub fn hue(label: &str, number: usize) -> &'static str {
    match label {
        "supportive" => "supportive",
        "skeptical" => "skeptical",
        "mixed" => "mixed",
        _ => ["blue", "grey", "sky", "slate"][number % 4],
    }
}

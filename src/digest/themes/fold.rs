//! Plurals and possessives → the singular, so that they count as one word.

use super::super::words::Words;

/// Each word, or its singular where the comments have it: `tram's` and `trams` are `tram`.
pub(super) fn folded(words: &Words) -> Vec<u32> {
    let singular = |word: u32| {
        let form = words.form(word);
        let other = if let Some(owner) = form.strip_suffix("'s") {
            owner.to_owned()
        } else if ["ss", "us", "is", "ics", "news"].iter().any(|ending| form.ends_with(ending)) {
            return None;
        } else if let Some(stem) = form.strip_suffix("ies") {
            format!("{stem}y")
        } else {
            let stem = form.strip_suffix('s')?;
            let sibilant = ["sse", "she", "che", "xe", "zze"].iter().any(|ending| stem.ends_with(ending));
            if sibilant { stem[..stem.len() - 1].to_owned() } else { stem.to_owned() }
        };
        (other.chars().count() > 2 || form.ends_with("'s")).then(|| words.number(&other)).flatten()
    };
    let once: Vec<u32> = (0..words.len() as u32).map(|word| singular(word).unwrap_or(word)).collect();
    // A possessive may be that of a plural.
    once.iter().map(|word| once[*word as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::dictionary::Dictionary;
    use crate::input::Comment;
    use crate::model::Model;

    #[test]
    fn a_plural_is_the_singular_where_that_is_used() {
        let text = "tram trams tram's city cities boss bosses church churches class news new politics politic bus buses virus viru gas";
        let vectorizer = Model::builtin().vectorizer();
        let words = Words::of(vectorizer, &[Comment::new(text)], Dictionary::new(vectorizer));
        let folded = folded(&words);
        let of = |form: &str| words.form(folded[words.number(form).unwrap() as usize]);
        for (form, singular) in
            [("trams", "tram"), ("tram's", "tram"), ("cities", "city"), ("churches", "church"), ("bosses", "boss")]
        {
            assert_eq!(of(form), singular);
        }
        for form in ["tram", "boss", "class", "news", "politics", "bus", "virus", "gas"] {
            assert_eq!(of(form), form);
        }
    }
}

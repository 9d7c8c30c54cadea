//! What a digest says in sentences: the lead, comparisons, what the intervals rest on.

use super::title;
use crate::report::number::{count, counted};
use statrs::distribution::{ContinuousCDF, Normal};
use undertone::digest::{Balance, Basis, Lead, Part, Places, Share, ThreadDigest, Versus};

/// `31 %`.
pub fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

/// `26 to 37 %`.
pub fn range(share: &Share) -> String {
    format!("{:.0} to {:.0} %", 100.0 * share.low, 100.0 * share.high)
}

/// `31 % (26 to 37 %)`.
pub fn estimate(share: &Share) -> String {
    format!("{} ({})", percent(share.share), range(share))
}

/// What comments with this label do.
pub fn verb(label: &str) -> String {
    match label {
        "supportive" => "are supportive".to_owned(),
        "skeptical" => "are skeptical".to_owned(),
        "mixed" => "take neither side".to_owned(),
        other => format!("are labelled {other}"),
    }
}

/// The share of a label.
pub fn of<'d>(part: &'d Part, label: &str) -> Option<&'d Share> {
    part.shares.0.iter().find(|(name, _)| name == label).map(|(_, share)| share)
}

/// The finding, no stronger than the intervals allow.
pub fn lead(digest: &ThreadDigest) -> String {
    let Lead { majority, balance, sides, .. } = &digest.lead;
    let Some([first, second]) = sides.as_ref().filter(|_| *balance != Balance::TooFew) else {
        if digest.all.comments >= 5 {
            return "The ranges are too wide to say how the comments lean.".to_owned();
        }
        let are = if digest.all.comments == 1 { "is" } else { "are" };
        return format!("{} {are} too few to say how they lean.", counted(digest.all.comments as u64, "comment"));
    };
    let share = |label: &str| of(&digest.all, label).map(estimate).unwrap_or_default();
    if let Some(label) = majority.as_ref().filter(|label| [first, second].contains(label)) {
        let other = if label == first { second } else { first };
        return format!("Most comments {}: {}; {} {}.", verb(label), share(label), share(other), verb(other));
    }
    let neither = majority.as_ref().map(|label| format!("Most comments {}: {}. ", verb(label), share(label)));
    let others = neither.is_some();
    let more = |more: &str, less: &str| {
        let who = if others { "Of the others, more" } else { "More comments" };
        format!("{who} {} than {less}: {} against {}.", verb(more), share(more), share(less))
    };
    let both = format!("{} {first}, {} {second}", share(first), share(second));
    let compared = match balance {
        Balance::First => more(first, second),
        Balance::Second => more(second, first),
        Balance::Divided if others => format!("The others are divided: {both}."),
        Balance::Divided => format!("Commenters are divided: {both}."),
        Balance::TooClose | Balance::TooFew => {
            format!(
                "Too close to call: whether more are {first} or {second} can't be told from these comments ({both}). That doesn't mean that they are divided."
            )
        }
    };
    neither.unwrap_or_default() + &compared
}

/// What the intervals mean and rest on.
pub fn basis(digest: &ThreadDigest, level: f64) -> String {
    let times = format!("The ranges should hold the true share {} times in 1,000", (1000.0 * level).round());
    let times = times.replace("0 times in 1,000", " times in 100");
    match digest.basis {
        Basis::HeldOutThreads { threads } => format!(
            "{times}: they allow for chance, and for errors as large as the model made on {} that were held out while it learned.",
            counted(threads as u64, "thread")
        ),
        Basis::ChanceAlone => format!(
            "{times} if the model were never wrong: they allow for chance alone. It learned from too few threads to know how far off it is on a new one."
        ),
        Basis::Labels { labels } => format!(
            "{times}, whatever the model's errors: they rest on {} that a person gave to a random sample of this thread.",
            counted(labels as u64, "label")
        ),
    }
}

/// How many labels of a person would narrow the intervals, if these are wider.
pub fn advice(digest: &ThreadDigest) -> Option<String> {
    const NARROW: f64 = 0.1;
    let wide = digest.all.shares.0.iter().any(|(_, share)| share.high - share.low > NARROW);
    let labels = digest.labels_for_five_points.filter(|labels| wide && *labels > 0)?;
    let nearly_all = labels * 5 >= digest.all.comments * 4;
    let (labels, all) = (count(labels as u64), count(digest.all.comments as u64));
    if nearly_all && !matches!(digest.basis, Basis::Labels { .. }) {
        return Some(format!("Of so few comments, a person would have to label nearly all {all} to say more."));
    }
    Some(match digest.basis {
        Basis::Labels { .. } => {
            format!("{labels} more of the {all} comments labelled would bring every range to ± 5 points.")
        }
        _ => format!(
            "If a person labelled {labels} of the {all} comments, drawn at random, every range would be ± 5 points or less."
        ),
    })
}

/// How the comments got their labels, in a sentence for those who don't know.
pub fn caution(accuracy: Option<f64>) -> String {
    let wrong = accuracy
        .map(|right| format!(", and was wrong on {:.0} of 100 like those that it learned from", 100.0 * (1.0 - right)));
    format!(
        "A program labelled the comments{}. It often takes irony for praise: read a quote before you use it.",
        wrong.unwrap_or_default()
    )
}

/// Whether the two threads that are farthest apart differ for sure, all pairs considered (Bonferroni); `None` where fewer than two threads can be
/// compared: they have the same sides, and comments enough.
pub fn between(threads: &[ThreadDigest], level: f64) -> Option<String> {
    let sides = threads.first()?.lead.sides.as_ref()?;
    if threads.iter().any(|thread| thread.lead.sides.as_ref() != Some(sides)) {
        return None;
    }
    let said = threads.iter().filter(|thread| thread.lead.balance != Balance::TooFew);
    let leads: Vec<(&ThreadDigest, Share)> =
        said.filter_map(|thread| Some((thread, thread.lead.difference?))).collect();
    let by_share = |a: &&(&ThreadDigest, Share), b: &&(&ThreadDigest, Share)| a.1.share.total_cmp(&b.1.share);
    let (most, least) = (leads.iter().max_by(by_share)?, leads.iter().min_by(by_share)?);
    if leads.len() < 2 {
        return None;
    }
    let pairs = (leads.len() * (leads.len() - 1) / 2) as f64;
    let quantile = |level: f64| Normal::standard().inverse_cdf(f64::midpoint(1.0, level));
    let wider = quantile(1.0 - (1.0 - level) / pairs) / quantile(level);
    // A range that was cut at its end is as long as its other side.
    let reach = |share: &Share| (share.high - share.share).max(share.share - share.low);
    let reach = wider * (reach(&most.1).powi(2) + reach(&least.1).powi(2)).sqrt();
    let sure = most.1.share - least.1.share > reach;
    let [most, least] = [most.0, least.0].map(|thread| shortened(title(thread)));
    Some(if sure {
        format!("“{most}” is more {} than “{least}”.", sides[0])
    } else {
        format!("Even the two that are farthest apart, “{most}” and “{least}”, do not differ for sure.")
    })
}

/// A title that a sentence can hold.
fn shortened(title: &str) -> String {
    const MOST: usize = 80;
    if title.chars().count() <= MOST { title.to_owned() } else { title.chars().take(MOST).chain(['…']).collect() }
}

/// What the comments of a side bring up: `They bring up, more than others do: price (about 5 of the 7 comments on it), queue (about 4 of 6).`
pub fn brings_up(digest: &ThreadDigest, label: &str) -> Option<String> {
    let points: Vec<String> = digest
        .points
        .iter()
        .filter(|point| point.label == label)
        .enumerate()
        .map(|(at, point)| {
            let all = if at == 0 { format!("the {} comments on it", point.of) } else { point.of.to_string() };
            format!("{} (about {:.0} of {all})", point.theme, point.comments)
        })
        .collect();
    (!points.is_empty()).then(|| format!("They bring up, more than others do: {}.", points.join(", ")))
}

/// Comparisons within the thread that are sure enough to be said.
pub fn comparisons(lead: &Lead, places: &Places) -> Vec<String> {
    let Some([first, second]) = &lead.sides else { return Vec::new() };
    let say = |versus: &Option<Versus>, [one, other]: [&str; 2]| {
        let versus = versus.as_ref()?;
        let more = if versus.change.low > 0.0 {
            first
        } else if versus.change.high < 0.0 {
            second
        } else {
            return None;
        };
        let share = |part: &Part| of(part, more).map(estimate).unwrap_or_default();
        Some(format!("{one} more {more} than {other}: {} against {}.", share(&versus.first), share(&versus.second)))
    };
    let mut said: Vec<String> = [
        say(&places.halves, ["The first half of the comments is", "the second"]),
        say(&places.poster, ["The poster's own comments are", "the rest"]),
        say(&places.replies, ["Answers to the post are", "answers to comments"]),
    ]
    .into_iter()
    .flatten()
    .collect();
    if let Some(authors) = places.authors.as_ref().filter(|authors| authors.top_five >= 0.25 && authors.count > 5) {
        said.push(format!(
            "{} of the comments are by five of {} authors.",
            percent(authors.top_five),
            count(authors.count as u64)
        ));
    }
    said
}

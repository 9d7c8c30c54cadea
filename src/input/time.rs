//! Times as dumps write them in, RFC 3339 in UTC out.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;

/// Numbers from here on are milliseconds: as seconds they would lie beyond the year 5000.
const MILLISECONDS_FROM: f64 = 1e11;

/// Longer ones are no time, whatever they are.
const LONGEST: usize = 64;

/// `1439801151`, `"1439801151.0"`, `1439801151000`, `2024-02-01T10:00:00+0000`, `2007-04-04 19:16:40 UTC`, `2024-02-07 09:13:44` (taken as UTC)
/// and e-mail dates as `2015-08-17T08:45:51Z`; `None` if it is none of these, or its year has not four digits.
pub(super) fn rfc3339(time: &str) -> Option<String> {
    let time = time.trim();
    if time.is_empty() || time.len() > LONGEST {
        return None;
    }
    let instant = match time.parse::<f64>() {
        Ok(number) => of_number(number)?,
        Err(_) => of_text(time)?,
    };
    let written = instant.to_string();
    written.starts_with(|c: char| c.is_ascii_digit()).then_some(written)
}

/// The seconds since 1970 of a time as dumps write it (RFC 3339, Unix seconds or milliseconds, e-mail dates; UTC where no zone is given); `None` if
/// it is none of these.
#[must_use]
pub fn unix_seconds(time: &str) -> Option<i64> {
    rfc3339(time)?.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

/// The same, or the text as it was where it is no time that we know.
pub(super) fn utc(time: &str) -> String {
    rfc3339(time).unwrap_or_else(|| time.to_owned())
}

fn of_number(number: f64) -> Option<Timestamp> {
    let seconds = if number.abs() >= MILLISECONDS_FROM { number / 1000.0 } else { number };
    // A cast holds on to the ends of its range, which no timestamp reaches, and NaN would be 1970.
    seconds.is_finite().then(|| Timestamp::from_second(seconds.floor() as i64).ok()).flatten()
}

fn of_text(time: &str) -> Option<Timestamp> {
    if !time.starts_with(|c: char| c.is_ascii_digit()) {
        return rfc2822::parse(time).ok().map(|zoned| zoned.timestamp());
    }
    if let Some(civil) = time.strip_suffix(" UTC").or_else(|| time.strip_suffix(" GMT")) {
        return of_civil(civil);
    }
    let zoned = || time.parse::<Timestamp>().ok();
    zoned().or_else(|| of_civil(time)).or_else(|| rfc2822::parse(time).ok().map(|zoned| zoned.timestamp()))
}

/// Without a zone: dumps mean UTC.
fn of_civil(time: &str) -> Option<Timestamp> {
    let civil: DateTime = time.trim_end().parse().ok()?;
    let since = civil.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    Timestamp::UNIX_EPOCH.checked_add(since).ok()
}

#[cfg(test)]
mod tests {
    use super::{rfc3339, utc};

    #[test]
    fn known_instants() {
        let cases = [
            ("0", "1970-01-01T00:00:00Z"),
            ("1709210096.0", "2024-02-29T12:34:56Z"),
            ("1709210096000", "2024-02-29T12:34:56Z"),
            ("-1", "1969-12-31T23:59:59Z"),
            ("2007-04-04 19:16:40 UTC", "2007-04-04T19:16:40Z"),
            ("2024-01-01T10:00:00+0000", "2024-01-01T10:00:00Z"),
            ("2024-01-01T10:00:00+02:00", "2024-01-01T08:00:00Z"),
            ("2019-12-08T03:48:33.901Z", "2019-12-08T03:48:33.901Z"),
            ("2024-03-01T12:00:00.000000Z", "2024-03-01T12:00:00Z"),
            ("2008-09-06T08:07:10.730", "2008-09-06T08:07:10.73Z"),
            ("2024-02-07 09:13:44", "2024-02-07T09:13:44Z"),
            ("2024-02-07", "2024-02-07T00:00:00Z"),
            ("Wed, 07 Feb 2024 09:13:44 +0100", "2024-02-07T08:13:44Z"),
        ];
        for (written, meant) in cases {
            assert_eq!(rfc3339(written).as_deref(), Some(meant), "{written}");
        }
    }

    #[test]
    fn what_is_no_time_stays_as_it_is() {
        for strange in ["2 years ago", "NaN", "inf", "1e300", "-1e300", "31556952000000000", "", "2024-13-01", "0-0-0"]
        {
            assert_eq!(rfc3339(strange), None, "{strange}");
            assert_eq!(utc(strange), strange);
        }
    }
}

//! Unix seconds in, RFC 3339 out.

/// `1439801151` (or `"1439801151.0"`) as `2015-08-17T08:45:51Z`; `None` if it is no number or the year would
/// not have four digits.
///
/// Days to a date: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
pub(super) fn rfc3339(seconds: &str) -> Option<String> {
    let seconds: f64 = seconds.trim().parse().ok()?;
    if !(-62_167_219_200.0..253_402_300_800.0).contains(&seconds) {
        return None;
    }
    let seconds = seconds.floor() as i64;
    let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = day + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"))
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn known_instants() {
        assert_eq!(rfc3339("0").as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(rfc3339("1709210096.0").as_deref(), Some("2024-02-29T12:34:56Z"));
        assert_eq!(rfc3339("-1").as_deref(), Some("1969-12-31T23:59:59Z"));
        assert_eq!(rfc3339("253402300799").as_deref(), Some("9999-12-31T23:59:59Z"));
        assert_eq!(rfc3339("yesterday"), None);
        assert_eq!(rfc3339("NaN"), None);
        assert_eq!(rfc3339("1e300"), None);
    }
}

//! Dates as signatures of posts give them.

use regex::Regex;
use std::sync::LazyLock;

/// A date at the start of a text, with or without weekday and time of day.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let month = MONTHS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join("|");
    let clock = r"(?:\s*(?:,|at|um|à|a las)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s(?:UTC|GMT|E[SD]T|P[SD]T|Uhr))?)?";
    let pattern = format!(
        r"(?ix)^(?:\p{{L}}{{3,10}}\.?,\s+)?(?:
            (?P<month1>{month})\.?\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year1>\d{{4}})
          | (?P<day2>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?\s+(?:de\s+)?(?P<month2>{month})\.?,?\s+(?:de\s+)?(?P<year2>\d{{4}})
          | (?P<year3>\d{{4}})年(?P<month3>\d{{1,2}})月(?P<day3>\d{{1,2}})日
          | (?P<year4>\d{{4}})-(?P<month4>\d{{2}})-(?P<day4>\d{{2}})
        ){clock}"
    );
    Regex::new(&pattern).expect("the pattern is a constant that the tests compile")
});

/// Names of months, full and short, and their number; longer names before their beginnings.
const MONTHS: [(&str, u8); 67] = [
    ("january", 1),
    ("januar", 1),
    ("janvier", 1),
    ("enero", 1),
    ("jänner", 1),
    ("jan", 1),
    ("ene", 1),
    ("february", 2),
    ("februar", 2),
    ("février", 2),
    ("fevrier", 2),
    ("febrero", 2),
    ("feb", 2),
    ("févr", 2),
    ("march", 3),
    ("märz", 3),
    ("mars", 3),
    ("marzo", 3),
    ("mar", 3),
    ("april", 4),
    ("avril", 4),
    ("abril", 4),
    ("apr", 4),
    ("abr", 4),
    ("avr", 4),
    ("may", 5),
    ("mayo", 5),
    ("mai", 5),
    ("june", 6),
    ("juni", 6),
    ("juin", 6),
    ("junio", 6),
    ("jun", 6),
    ("july", 7),
    ("juli", 7),
    ("juillet", 7),
    ("julio", 7),
    ("jul", 7),
    ("juil", 7),
    ("august", 8),
    ("août", 8),
    ("agosto", 8),
    ("aug", 8),
    ("ago", 8),
    ("september", 9),
    ("septembre", 9),
    ("septiembre", 9),
    ("sept", 9),
    ("sep", 9),
    ("october", 10),
    ("oktober", 10),
    ("octobre", 10),
    ("octubre", 10),
    ("oct", 10),
    ("okt", 10),
    ("november", 11),
    ("novembre", 11),
    ("noviembre", 11),
    ("nov", 11),
    ("december", 12),
    ("dezember", 12),
    ("décembre", 12),
    ("diciembre", 12),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
];

/// The date that a text begins with: its ISO form and its length in bytes.
pub(super) fn leading_date(text: &str) -> Option<(String, usize)> {
    let found = DATE.captures(text)?;
    let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<i16>().ok());
    let named = |name: &str| {
        let month = found.name(name)?.as_str().to_lowercase();
        MONTHS.iter().find(|(name, _)| *name == month).map(|(_, number)| i16::from(*number))
    };
    let year = number("year1").or(number("year2")).or(number("year3")).or(number("year4"))?;
    let month = named("month1").or(named("month2")).or(number("month3")).or(number("month4"))?;
    let day = number("day1").or(number("day2")).or(number("day3")).or(number("day4"))?;
    let date = jiff::civil::Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some((date.to_string(), found.get(0)?.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_a_date_are_read() {
        let cases = [
            "January 27, 2025",
            "Jan 27, 2025",
            "Jan. 27, 2025",
            "27 January 2025",
            "27. Januar 2025",
            "27 de enero de 2025",
            "27 janvier 2025",
            "2025年1月27日",
            "2025-01-27",
            "Monday, January 27, 2025",
            "January 27, 2025 at 3:04 PM",
            "Jan 27, 2025 at 20:18",
        ];
        for text in cases {
            let wanted = Some(("2025-01-27".to_owned(), text.len()));
            assert_eq!(leading_date(text), wanted, "{text}");
        }
        assert_eq!(leading_date("January 27, 2025 The tram").map(|date| date.1), Some(16));
    }

    #[test]
    fn what_is_no_date_is_left() {
        for text in ["", "February 30, 2025", "27 trams in 2025", "lmao January 27, 2025 is near"] {
            assert_eq!(leading_date(text), None, "{text}");
        }
    }
}

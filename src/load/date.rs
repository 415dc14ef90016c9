//! Dates as news pages and posts print them, in several languages, as ISO 8601 days.

use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// The months, by the first letters that tell them apart in English, German, French, Spanish.
const MONTHS: &[(&str, i8)] = &[
    ("jan", 1), ("ene", 1), ("jän", 1),
    ("feb", 2), ("fév", 2), ("fev", 2),
    ("mar", 3), ("mär", 3), ("mrz", 3),
    ("apr", 4), ("avr", 4), ("abr", 4),
    ("may", 5), ("mai", 5),
    ("juin", 6), ("jun", 6),
    ("juil", 7), ("jul", 7),
    ("aug", 8), ("aoû", 8), ("aou", 8), ("ago", 8),
    ("sep", 9),
    ("oct", 10), ("okt", 10),
    ("nov", 11),
    ("dec", 12), ("dez", 12), ("déc", 12), ("dic", 12),
];

/// A date at the start of a text, with an optional weekday before and time of day behind it.
static LEADING: LazyLock<Regex> = LazyLock::new(|| {
    let day = r"(?:\p{L}+,?\s+)?";
    let time = r"(?:,?\s+(?:at|um|à|a las|·)?\s*\d{1,2}[:.h]\d{2}(?:\s?[AaPp]\.?[Mm]\.?)?(?:\s?Uhr)?)?";
    let forms = [
        r"(?P<m1>\p{L}{3,12})\.?\s+(?P<d1>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y1>\d{4})",
        r"(?P<d2>\d{1,2})(?:st|nd|rd|th|er)?\.?\s+(?:de\s+)?(?P<m2>\p{L}{3,12})\.?,?\s+(?:de\s+)?(?P<y2>\d{4})",
        r"(?P<y3>\d{4})-(?P<d3m>\d{2})-(?P<d3>\d{2})(?:T[\d:.+Z-]*)?",
        r"(?P<y4>\d{4})年(?P<m4>\d{1,2})月(?P<d4>\d{1,2})日",
    ];
    Regex::new(&format!(r"^\s*{day}(?:{}){time}", forms.join("|")))
        .expect("the expression is a constant that the tests compile")
});

/// The date that a text begins with, as `YYYY-MM-DD`, and the bytes that it takes.
pub fn leading(text: &str) -> Option<(String, usize)> {
    // No printed date is longer: a bound keeps the search off the rest of the article.
    const LONGEST: usize = 80;
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let found = LEADING.captures(&text[..end])?;
    let number = |name: &str| found.name(name).and_then(|part| part.as_str().parse::<i16>().ok());
    let month_name = |name: &str| found.name(name).and_then(|part| month(part.as_str()));
    let (year, month, day) = [
        (number("y1"), month_name("m1"), number("d1")),
        (number("y2"), month_name("m2"), number("d2")),
        (number("y3"), number("d3m").and_then(|m| i8::try_from(m).ok()), number("d3")),
        (number("y4"), number("m4").and_then(|m| i8::try_from(m).ok()), number("d4")),
    ]
    .into_iter()
    .find_map(|(year, month, day)| Some((year?, month?, day?)))?;
    let date = Date::new(year, month, i8::try_from(day).ok()?).ok()?;
    Some((date.to_string(), found.get(0)?.end()))
}

/// The number of a month from its name or abbreviation.
fn month(name: &str) -> Option<i8> {
    let lower = name.to_lowercase();
    MONTHS.iter().find(|(start, _)| lower.starts_with(start)).map(|(_, number)| *number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_printed() {
        for (text, wanted) in [
            ("January 27, 2025", Some("2025-01-27")),
            (" Jan. 27, 2025 at 3:04 PM and so on", Some("2025-01-27")),
            ("27 January 2025", Some("2025-01-27")),
            ("27. Januar 2025 um 15:04 Uhr", Some("2025-01-27")),
            ("1er février 2025", Some("2025-02-01")),
            ("27 de enero de 2025", Some("2025-01-27")),
            ("2025年1月27日", Some("2025-01-27")),
            ("2025-01-27T10:00:00Z", Some("2025-01-27")),
            ("Monday, January 27, 2025", Some("2025-01-27")),
            ("February 30, 2025", None),
            ("27 people", None),
            ("posted, “Same.”", None),
        ] {
            let found = leading(text).map(|(date, _)| date);
            assert_eq!(found.as_deref(), wanted, "{text}");
        }
    }
}

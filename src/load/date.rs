//! Days as posts and pages print them, in several languages → ISO 8601.

use regex::Regex;
use std::sync::LazyLock;

/// Beginnings of month names, lower case, and the month's number. English, German, French,
/// Spanish, Italian, Portuguese, Dutch, Nordic.
const MONTHS: [(&str, u8); 56] = [
    ("jan", 1),
    ("ene", 1),
    ("gen", 1),
    ("jän", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("febr", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("maa", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("abril", 4),
    ("may", 5),
    ("mai", 5),
    ("mag", 5),
    ("maj", 5),
    ("mei", 5),
    ("maio", 5),
    ("jun", 6),
    ("juin", 6),
    ("giu", 6),
    ("junho", 6),
    ("juni", 6),
    ("jul", 7),
    ("juil", 7),
    ("lug", 7),
    ("julho", 7),
    ("juli", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("août", 8),
    ("sep", 9),
    ("set", 9),
    ("sept", 9),
    ("setembro", 9),
    ("oct", 10),
    ("okt", 10),
    ("ott", 10),
    ("out", 10),
    ("outubro", 10),
    ("nov", 11),
    ("novembre", 11),
    ("noviembre", 11),
    ("novembro", 11),
    ("november", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("des", 12),
];

/// Reads the first day in a text: `2025-01-27…`, `January 27, 2025`, `Jan 27, 2025`,
/// `27 January 2025`, `27. Januar 2025`, `27 de enero de 2025`, `2025年1月27日`, `27.01.2025`;
/// a time or a weekday beside it is left out. `None` when there is no whole day.
pub fn parse_date(text: &str) -> Option<String> {
    let tokens = tokens(text);
    named(&tokens)
        .or_else(|| iso(&tokens))
        .or_else(|| dotted(text))
        .map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}

/// A day at the start of a text, with or without weekday and time of day.
static LEADING: LazyLock<Regex> = LazyLock::new(|| {
    let clock = r"(?:\s*(?:,|at|um|à|a las)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s(?:UTC|GMT|E[SD]T|P[SD]T|Uhr))?)?";
    let pattern = format!(
        r"(?ix)^(?:\p{{L}}{{3,10}}\.?,\s+)?(?:
            (?P<month1>\p{{L}}{{3,10}})\.?\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year1>\d{{4}})
          | (?P<day2>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?\s+(?:de\s+)?(?P<month2>\p{{L}}{{3,10}})\.?,?\s+(?:de\s+)?(?P<year2>\d{{4}})
          | (?P<year3>\d{{4}})年(?P<month3>\d{{1,2}})月(?P<day3>\d{{1,2}})日
          | (?P<year4>\d{{4}})-(?P<month4>\d{{2}})-(?P<day4>\d{{2}})
        ){clock}"
    );
    Regex::new(&pattern).expect("the pattern is a constant that the tests compile")
});

/// The day that a text begins with, as signatures of posts do: its ISO form, and the length in
/// bytes of it and the time of day behind it.
pub fn leading_date(text: &str) -> Option<(String, usize)> {
    let found = LEADING.captures(text)?;
    let number = |name: &str| found.name(name).and_then(|it| it.as_str().parse::<u32>().ok());
    let named = |name: &str| month(found.name(name)?.as_str()).map(u32::from);
    let year = number("year1").or(number("year2")).or(number("year3")).or(number("year4"))?;
    let month = named("month1").or(named("month2")).or(number("month3")).or(number("month4"))?;
    let day = number("day1").or(number("day2")).or(number("day3")).or(number("day4"))?;
    let (year, month, day) = valid(year, month, day)?;
    Some((format!("{year:04}-{month:02}-{day:02}"), found.get(0)?.end()))
}

/// A piece of a date.
#[derive(Debug, PartialEq)]
enum Token {
    Number(u32, usize),
    Month(u8),
}

/// The numbers (with their digits) and month names of a text.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            tokens.extend(rest[..digits].parse().ok().map(|number| Token::Number(number, digits)));
            digits
        } else if first.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            tokens.extend(month(&rest[..end]).map(Token::Month));
            end
        } else {
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The month that a word names.
fn month(word: &str) -> Option<u8> {
    let word = word.to_lowercase();
    let letters = word.chars().count();
    if !(3..=10).contains(&letters) {
        return None;
    }
    let longest = MONTHS.iter().filter(|(start, _)| word.starts_with(start));
    longest.max_by_key(|(start, _)| start.len()).map(|(_, number)| *number)
}

/// Year, month and day in numbers, in this order.
fn iso(tokens: &[Token]) -> Option<(u32, u32, u32)> {
    tokens.windows(3).find_map(|three| match three {
        [Token::Number(year, 4), Token::Number(month, 1..=2), Token::Number(day, 1..=2)] => {
            valid(*year, *month, *day)
        }
        _ => None,
    })
}

/// A named month with its day beside it and the year after both.
fn named(tokens: &[Token]) -> Option<(u32, u32, u32)> {
    tokens.windows(3).find_map(|three| match three {
        [Token::Month(month), Token::Number(day, 1..=2), Token::Number(year, 4)]
        | [Token::Number(day, 1..=2), Token::Month(month), Token::Number(year, 4)] => {
            valid(*year, u32::from(*month), *day)
        }
        _ => None,
    })
}

/// `27.01.2025`; slashes are left alone, their order differs between countries.
fn dotted(text: &str) -> Option<(u32, u32, u32)> {
    text.split_whitespace().find_map(|word| {
        let mut parts = word.trim_matches(|c: char| !c.is_ascii_digit()).split('.');
        let [day, month, year] = [parts.next()?, parts.next()?, parts.next()?];
        if year.len() != 4 || parts.next().is_some() {
            return None;
        }
        valid(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    })
}

/// The date, if there is such a day.
fn valid(year: u32, month: u32, day: u32) -> Option<(u32, u32, u32)> {
    let date = jiff::civil::Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    (date.is_ok() && (1900..2200).contains(&year)).then_some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_many_languages_become_iso() {
        let cases = [
            ("January 27, 2025", "2025-01-27"),
            ("Jan 27, 2025", "2025-01-27"),
            ("27 January 2025", "2025-01-27"),
            ("27. Januar 2025", "2025-01-27"),
            ("19. Mai 2025 um 18:22", "2025-05-19"),
            ("27 janvier 2025", "2025-01-27"),
            ("1er août 2024", "2024-08-01"),
            ("27 de enero de 2025", "2025-01-27"),
            ("2025年1月27日", "2025-01-27"),
            ("Apr 25, 2024 at 20:18", "2024-04-25"),
            ("8:15 PM · Jan 27, 2025", "2025-01-27"),
            ("Monday, January 27, 2025", "2025-01-27"),
            ("2025-06-04T19:40:11+00:00", "2025-06-04"),
            ("27.01.2025, 18:00", "2025-01-27"),
            ("3. März 2021", "2021-03-03"),
            ("12 juillet 2020", "2020-07-12"),
        ];
        for (text, want) in cases {
            assert_eq!(parse_date(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_whole_day_is_none() {
        for text in
            ["", "January 2025", "27 January", "31 February 2025", "01/02/2025", "2 hours ago"]
        {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_at_the_start_is_read_with_its_length() {
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
    fn what_begins_with_no_day_is_left() {
        for text in ["", "February 30, 2025", "27 trams in 2025", "lmao January 27, 2025 is near"] {
            assert_eq!(leading_date(text), None, "{text}");
        }
    }
}

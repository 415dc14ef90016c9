//! A limit on nesting, so that hostile or broken markup costs linear time.
//!
//! The HTML standard's tree construction looks through the stack of open elements at many tags,
//! which is quadratic when a megabyte of tags is never closed. Browsers stop nesting at 512
//! levels; here the start tags beyond the limit are left out and their text stays.

use std::borrow::Cow;

/// Most elements that may be open at once.
const LIMIT: usize = 256;

/// Elements that never nest: they have no content, or the next one closes them.
const FLAT: [&str; 28] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "frame", "hr", "image", "img", "input", "li",
    "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr",
    "track", "wbr", "html",
];

/// The page without the start tags that would nest too deep.
pub fn limit(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut out: Option<String> = None;
    let (mut depth, mut from, mut at) = (0usize, 0, 0);
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]).map(|offset| at + offset) {
        at = found + 1;
        let closing = bytes.get(at) == Some(&b'/');
        let name = tag_name(&html[at + usize::from(closing)..]);
        if name.is_empty() || FLAT.iter().any(|flat| flat.eq_ignore_ascii_case(name)) {
            continue;
        }
        if closing {
            depth = depth.saturating_sub(1);
        } else if depth < LIMIT {
            depth += 1;
        } else {
            let end = memchr::memchr(b'>', &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
            let kept = out.get_or_insert_with(|| String::with_capacity(html.len()));
            kept.push_str(&html[from..found]);
            kept.push(' ');
            (from, at) = (end, end);
        }
    }
    match out {
        None => Cow::Borrowed(html),
        Some(mut out) => {
            out.push_str(&html[from..]);
            Cow::Owned(out)
        }
    }
}

/// The name of a tag, its bracket and slash already taken off; empty when it is none.
fn tag_name(text: &str) -> &str {
    let end = text.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let name = &text[..end];
    if name.starts_with(|first: char| first.is_ascii_alphabetic()) { name } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_pages_stay_as_they_are() {
        let page = "<div><p>One<p>Two<br>".repeat(2) + &"<li>x".repeat(1000) + "</div></div>";
        assert!(matches!(limit(&page), Cow::Borrowed(_)));
    }

    #[test]
    fn deep_nesting_is_cut_and_its_words_stay() {
        let page = "<div class='a > b'>".repeat(LIMIT) + &"<b>".repeat(5000) + "late";
        let limited = limit(&page);
        assert!(limited.len() < page.len() - 9_000);
        assert!(limited.ends_with("late"));
    }
}

//! What keeps words from the web from doing anything in the page.
//!
//! Text goes through the template engine's escaping; addresses are links only where they are
//! http or https; data for scripts is JSON that cannot end its element; and the page's own
//! content-security policy runs no script and no style but those whose hashes it names, and
//! loads nothing at all.

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::{Object, ObjectRepr};
use sha2::{Digest, Sha256};
use std::fmt::{self, Display};
use std::sync::Arc;
use url::Url;

/// The page's content-security policy for the given scripts and styles.
/// <https://www.w3.org/TR/CSP3/>
pub fn content_security(scripts: &[&str], styles: &[&str]) -> String {
    format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        sources(scripts),
        sources(styles)
    )
}

/// The hashes of elements' contents as a policy names them.
fn sources(contents: &[&str]) -> String {
    let hashes = contents
        .iter()
        .map(|content| format!("'sha256-{}'", base64(&Sha256::digest(content.as_bytes()))));
    hashes.collect::<Vec<_>>().join(" ")
}

/// An address that a reader may follow: http or https with a host; anything else is `None`.
pub fn link(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host().is_some()).then(|| url.to_string())
}

/// JSON that is safe inside a `<script>` element: nothing in it ends the element or a line.
pub fn json_for_script(value: &impl serde::Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(value)?;
    // Outside of strings JSON has none of these characters.
    Ok(json
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029"))
}

/// Base64 with padding (RFC 4648): letters that can do nothing in a page.
fn base64(bytes: &[u8]) -> Base64Display<'_, '_, base64::engine::GeneralPurpose> {
    Base64Display::new(bytes, &STANDARD)
}

/// Bytes that a template prints as base64. Where nothing is escaped it does so piece by piece: they
/// may be many, and escaping, also the filter `safe`, would hold all of them as text.
#[derive(Debug)]
pub struct Bytes(pub Vec<u8>);

impl Object for Bytes {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        base64(&self.0).fmt(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_printed_as_base64_of_the_standard() {
        let printed = |bytes: &[u8]| minijinja::Value::from_object(Bytes(bytes.into())).to_string();
        for (bytes, wanted) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(printed(bytes.as_bytes()), wanted);
        }
        assert_eq!(printed(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    #[test]
    fn only_the_web_is_linked() {
        for (address, wanted) in [
            ("https://example.org/a b", Some("https://example.org/a%20b")),
            ("http://example.org", Some("http://example.org/")),
            ("javascript:alert(1)", None),
            ("JaVaScRiPt:alert(1)", None),
            (" javascript:alert(1)", None),
            ("java\nscript:alert(1)", None),
            ("data:text/html,<script>alert(1)</script>", None),
            ("vbscript:x", None),
            ("file:///etc/passwd", None),
            ("//example.org/", None),
            ("/etc/passwd", None),
            ("", None),
        ] {
            assert_eq!(link(address).as_deref(), wanted, "{address}");
        }
        assert!(!link("https://example.org/\"onclick=alert(1)").unwrap().contains('"'));
    }

    #[test]
    fn data_for_scripts_cannot_end_its_element() {
        let words = "</script><!--<script>\u{2028}\u{2029}&\"";
        let json = json_for_script(&words).unwrap();
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), words);
    }

    #[test]
    fn the_policy_names_hashes_and_nothing_that_is_unsafe() {
        let policy = content_security(&["alert(1)"], &["b{}", "i{}"]);
        // printf 'alert(1)' | openssl sha256 -binary | base64
        assert!(
            policy.contains("script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';")
        );
        assert!(policy.starts_with("default-src 'none';"));
        assert!(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'));
    }
}

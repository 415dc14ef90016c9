//! What tells that an article was met before: its address in canonical form, and a sketch of its
//! words that survives small changes.
//!
//! News is copied: an agency's story stands in a hundred papers with other headlines, a crawl
//! meets a page under several addresses. The sketch is MinHash (Broder 1997, "On the resemblance
//! and containment of documents") over shingles of three words.

use crate::domain::{Article, Fingerprint, Sketch};
use sha2::{Digest, Sha256};
use url::Url;

/// Words in a shingle.
const SHINGLE: usize = 3;

/// Shingles from which a text is told by its sketch alone; shorter ones (a table of posts, a
/// notice that all pages of a site show) may well be the same without being the same article.
const TELLING: usize = 40;

/// Parameters of an address that say how the reader came, not what is read. Sorted.
const TRACKING: &[&str] = &[
    "_ga",
    "amp",
    "cmp",
    "cmpid",
    "dclid",
    "fbclid",
    "ftag",
    "gclid",
    "gclsrc",
    "guccounter",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "ncid",
    "ocid",
    "outputtype",
    "ref",
    "ref_src",
    "ref_url",
    "smid",
    "smtyp",
    "spm",
    "src",
    "taid",
    "twclid",
    "wt_mc",
    "xtor",
    "yclid",
];

/// Beginnings of such parameters.
const TRACKING_PREFIXES: &[&str] = &["at_", "ga_", "hsa_", "mtm_", "pk_", "utm_"];

/// What tells an article.
pub fn fingerprint(article: &Article) -> Fingerprint {
    let (text, shingles) = sketch(&article.text);
    Fingerprint {
        url: article.metadata.url.as_deref().and_then(canonical_url).map(|url| hash(&url)),
        text,
        telling: shingles >= TELLING,
    }
}

/// The address in the form that all addresses of one page share: no scheme, user, `www.`, `amp.`,
/// `m.`, port, fragment, tracking parameter, trailing slash or AMP mark; parameters sorted.
/// `None` for what is no address of a page, and for the front page of a site, which is never one
/// article.
pub fn canonical_url(address: &str) -> Option<String> {
    let url =
        Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let mut host = url.host_str()?.trim_end_matches('.');
    while let Some(rest) =
        ["www.", "amp.", "m.", "mobile."].iter().find_map(|sub| host.strip_prefix(sub))
        && rest.contains('.')
    {
        host = rest;
    }
    let mut segments: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    if matches!(segments.last(), Some(&"amp" | &"index.html" | &"index.htm" | &"index.php")) {
        segments.pop();
    }
    if segments.first() == Some(&"amp") {
        segments.remove(0);
    }
    let path = segments.join("/");
    let path = path.strip_suffix(".amp.html").map_or_else(
        || path.strip_suffix(".amp").unwrap_or(&path).to_owned(),
        |path| format!("{path}.html"),
    );
    let mut parameters: Vec<(String, String)> = url
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .filter(|(name, _)| !is_tracking(name))
        .collect();
    parameters.sort();
    if path.is_empty() && parameters.is_empty() {
        return None;
    }
    let mut canonical = format!("{host}/{path}");
    for (index, (name, value)) in parameters.iter().enumerate() {
        canonical.push(if index == 0 { '?' } else { '&' });
        canonical.push_str(name);
        canonical.push('=');
        canonical.push_str(value);
    }
    Some(canonical)
}

/// Whether a parameter of an address says how the reader came.
fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    TRACKING.binary_search(&name.as_str()).is_ok()
        || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// The sketch of a text, `None` without a shingle, and the number of its shingles.
fn sketch(text: &str) -> (Option<Sketch>, usize) {
    let words: Vec<u64> = words(text).collect();
    let mut minima = [u32::MAX; Sketch::LENGTH];
    let mut shingles = 0;
    for shingle in words.windows(SHINGLE) {
        let key = shingle.iter().fold(0, |key: u64, word| mix(key.rotate_left(21) ^ word));
        for (minimum, multiplier) in minima.iter_mut().zip(MULTIPLIERS) {
            *minimum = (*minimum).min((key.wrapping_mul(multiplier) >> 32) as u32);
        }
        shingles += 1;
    }
    // The upper bits of minima are all near zero; the lower ones tell them apart.
    ((shingles > 0).then(|| Sketch(minima.map(|minimum| mix(u64::from(minimum)) as u16))), shingles)
}

/// The hash functions: multiply-shift (Dietzfelbinger et al. 1997) with odd multipliers.
const MULTIPLIERS: [u64; Sketch::LENGTH] = {
    let mut multipliers = [0; Sketch::LENGTH];
    let mut index = 0;
    while index < Sketch::LENGTH {
        multipliers[index] = mix((index as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1;
        index += 1;
    }
    multipliers
};

/// Hashes of the words of a text, letters and digits in lower case, all else left out.
fn words(text: &str) -> impl Iterator<Item = u64> + '_ {
    text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).map(
        |word| {
            // FNV-1a, which is fast on words.
            word.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, |hash, letter| {
                (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3)
            })
        },
    )
}

/// Mixes all bits into all bits (the finaliser of SplitMix64, Steele et al. 2014).
const fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// The first eight bytes of SHA-256.
fn hash(text: &str) -> u64 {
    let hash = Sha256::digest(text);
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ArticleId, Metadata};

    /// A story of so many words; each seed tells another one, in the common words of all news.
    fn story(seed: u64, words: usize) -> String {
        let vocabulary: Vec<&str> =
            "the a of to in and said on for was with at by from he she they \
            it had were which has been after who that over more not city council mayor vote budget \
            police court judge fire school teacher pupils hospital doctor patient flood rain wind \
            storm road bridge train bus driver market price shop bank money tax plan law party \
            minister president election voters match goal team coach player film song band crowd"
                .split_whitespace()
                .collect();
        let mut random = fastrand::Rng::with_seed(seed);
        let mut text = String::new();
        for index in 0..words {
            text.push_str(random.choice(&vocabulary).unwrap());
            text.push_str(if index % 17 == 16 { ". " } else { " " });
        }
        text
    }

    fn article(url: Option<&str>, text: &str) -> Fingerprint {
        fingerprint(&Article {
            id: ArticleId("a".into()),
            metadata: Metadata { url: url.map(str::to_owned), ..Metadata::default() },
            text: text.into(),
        })
    }

    fn overlap(one: &str, other: &str) -> f64 {
        article(None, one).text.unwrap().overlap(&article(None, other).text.unwrap())
    }

    #[test]
    fn addresses_of_one_page_have_one_form() {
        for same in [
            "https://www.example.org/news/storm-hits",
            "http://example.org/news/storm-hits/",
            "https://m.example.org/news/storm-hits?utm_source=x&utm_medium=y#comments",
            "https://amp.example.org/news/storm-hits?fbclid=1",
            "https://EXAMPLE.org:443/news/storm-hits/amp/",
            "https://example.org/amp/news/storm-hits?ref=home",
            "https://user@example.org/news//storm-hits/index.html",
        ] {
            assert_eq!(
                canonical_url(same).as_deref(),
                Some("example.org/news/storm-hits"),
                "{same}"
            );
        }
        assert_eq!(
            canonical_url("https://example.org/story?page=2&id=7&gclid=3").as_deref(),
            Some("example.org/story?id=7&page=2")
        );
        assert_eq!(
            canonical_url("https://example.org/a.amp.html"),
            Some("example.org/a.html".into())
        );
    }

    #[test]
    fn other_pages_keep_other_forms_and_some_addresses_tell_nothing() {
        let forms = [
            "https://example.org/story?id=7",
            "https://example.org/story?id=8",
            "https://news.example.org/story?id=7",
            "https://example.org/other",
        ]
        .map(|url| canonical_url(url).unwrap());
        let distinct: std::collections::BTreeSet<&String> = forms.iter().collect();
        assert_eq!(distinct.len(), forms.len());
        for nothing in
            ["", "story.html", "mailto:a@b.org", "https://example.org/", "https://www.m.co"]
        {
            assert_eq!(canonical_url(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn parameters_that_are_left_out_are_sorted() {
        assert!(TRACKING.is_sorted() && TRACKING_PREFIXES.is_sorted());
    }

    #[test]
    fn the_overlap_of_sketches_is_near_that_of_the_texts() {
        for (kept, wanted) in [(1.0, 1.0), (0.8, 0.667), (0.5, 0.333), (0.0, 0.0)] {
            let mut sum = 0.0;
            for seed in 0..20 {
                let first = story(seed, 600);
                let words: Vec<&str> = first.split_whitespace().collect();
                let head = words[..(600.0 * kept) as usize].join(" ");
                let second =
                    format!("{head} {}", story(seed + 1000, (600.0 * (1.0 - kept)) as usize));
                sum += overlap(&first, &second);
            }
            let mean = sum / 20.0;
            assert!((mean - wanted).abs() < 0.04, "{kept}: {mean}, wanted {wanted}");
        }
    }

    #[test]
    fn syndicated_variants_overlap_more_than_different_stories() {
        let mut least: f64 = 1.0;
        let mut most: f64 = 0.0;
        for seed in 0..50 {
            let text = story(seed, 500);
            let words: Vec<&str> = text.split_whitespace().collect();
            let variants = [
                // Another headline and a line of the agency.
                format!(
                    "A headline of the paper. By our staff. {text} All rights with the agency."
                ),
                // The last sixth is cut for room.
                words[..417].join(" "),
                // Every twenty-fifth word is another one: house style.
                words
                    .iter()
                    .enumerate()
                    .map(|(index, word)| if index % 25 == 0 { "another" } else { word })
                    .collect::<Vec<_>>()
                    .join(" "),
                // Marks and case are the paper's own.
                text.to_uppercase().replace(". ", " – "),
            ];
            for variant in &variants {
                least = least.min(overlap(&text, variant));
            }
            most = most.max(overlap(&text, &story(seed + 500, 500)));
        }
        println!("variants at least {least:.3}, different stories at most {most:.3}");
        assert!(least > 0.6 && most < 0.2, "least {least}, most {most}");
    }

    #[test]
    fn a_short_text_is_not_told_by_its_words() {
        assert_eq!(article(None, "").text, None);
        assert_eq!(article(None, "two words").text, None);
        let short = article(None, "So sad to hear this, rest in peace.");
        assert!(short.text.is_some() && !short.telling);
        assert!(article(None, &story(1, 100)).telling);
    }
}

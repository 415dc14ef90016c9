//! What a page says about itself: JSON-LD first, then OpenGraph, then the markup.

use super::dom;
use super::linked_data::LinkedData;
use crate::domain::Metadata;
use crate::language::two_letters;
use crate::load::date::parse_date;
use trafilatura::dom::{Document as Dom, NodeId};

/// Reads title, address, day of publication and site.
pub fn read(dom: &Dom) -> Metadata {
    let linked = LinkedData::read(dom);
    let metas = metas(dom);
    let meta = |names: &[&str]| {
        names.iter().find_map(|name| {
            metas.iter().find(|(key, _)| key == name).map(|(_, content)| content.clone())
        })
    };
    let site = linked
        .publisher
        .or_else(|| meta(&["og:site_name", "application-name", "dc.publisher"]))
        .map(|site| dom::fold(&site));
    let title = linked
        .headline
        .or_else(|| meta(&["og:title", "twitter:title", "dc.title"]))
        .or_else(|| only_heading(dom))
        .or_else(|| title_element(dom))
        .map(|title| without_site(&clean(&title), site.as_deref()));
    let published = linked.published.as_deref().and_then(parse_date).or_else(|| {
        meta(&PUBLISHED).as_deref().and_then(parse_date).or_else(|| published_time(dom))
    });
    let url = canonical(dom).or_else(|| meta(&["og:url"])).or(linked.url);
    let filled = |value: Option<String>| value.filter(|value| !value.is_empty());
    Metadata {
        title: filled(title),
        url: filled(url.filter(|url| url.starts_with("http"))),
        published,
        site: filled(site),
        ..Metadata::default()
    }
}

/// Names under which pages state their day of publication, in order of trust.
const PUBLISHED: [&str; 12] = [
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publish-date",
    "cxenseparse:recs:publishtime",
];

/// Decodes entities that stand inside JSON or twice in attributes, folds white space.
fn clean(text: &str) -> String {
    dom::fold(&html_escape::decode_html_entities(text))
}

/// A title without the site's name at its end or start.
fn without_site(title: &str, site: Option<&str>) -> String {
    let Some(site) = site.filter(|site| !site.is_empty()) else { return title.to_owned() };
    for separator in [" | ", " - ", " – ", " — ", " :: ", " · "] {
        if let Some(bare) = title.strip_suffix(site).and_then(|rest| rest.strip_suffix(separator)) {
            return bare.to_owned();
        }
        if let Some(bare) = title.strip_prefix(site).and_then(|rest| rest.strip_prefix(separator)) {
            return bare.to_owned();
        }
    }
    title.to_owned()
}

/// The page's `<meta>` elements: lower-case name and content.
fn metas(dom: &Dom) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for id in dom::all(dom, dom.root(), "meta") {
        let name = ["property", "name", "itemprop"]
            .iter()
            .find_map(|attribute| dom.get_attribute(id, attribute));
        if let (Some(name), Some(content)) = (name, dom.get_attribute(id, "content"))
            && !content.trim().is_empty()
        {
            found.push((name.to_ascii_lowercase(), content.trim().to_owned()));
        }
    }
    found
}

/// The text of the `<h1>`, if there is one only.
fn only_heading(dom: &Dom) -> Option<String> {
    match dom::all(dom, dom.root(), "h1").as_slice() {
        [heading] => Some(dom::line(dom, *heading)).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// The text of the `<title>`.
fn title_element(dom: &Dom) -> Option<String> {
    let title = *dom::all(dom, dom.root(), "title").first()?;
    Some(dom.text_content(title))
}

/// The canonical address.
fn canonical(dom: &Dom) -> Option<String> {
    dom::all(dom, dom.root(), "link")
        .into_iter()
        .find(|id| {
            dom.get_attribute(*id, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
        })
        .and_then(|id| dom.get_attribute(id, "href"))
}

/// The day of the first `<time>` that is marked as publication, else of the first one, else of
/// an element that the page calls its date.
fn published_time(dom: &Dom) -> Option<String> {
    let times = dom::all(dom, dom.root(), "time");
    let day = |id: &NodeId| {
        dom.get_attribute(*id, "datetime")
            .as_deref()
            .and_then(parse_date)
            .or_else(|| parse_date(&dom.text_content(*id)))
    };
    let marked = |id: &NodeId| {
        dom.get_attribute(*id, "pubdate").is_some()
            || dom.get_attribute(*id, "itemprop").is_some_and(|prop| prop == "datePublished")
            || dom::names(dom, *id).contains("publish")
    };
    times
        .iter()
        .filter(|id| marked(id))
        .find_map(day)
        .or_else(|| times.iter().find_map(day))
        .or_else(|| named_date(dom))
}

/// The day in a short element whose class says `date`, `published` or `timestamp`.
fn named_date(dom: &Dom) -> Option<String> {
    let mut found = None;
    dom::elements(dom, dom.root(), &mut |id| {
        if found.is_none() && matches!(dom.tag_name(id), "div" | "span" | "p" | "li") {
            let names = dom::names(dom, id);
            if ["date", "publish", "timestamp", "byline", "meta"]
                .iter()
                .any(|it| names.contains(it))
            {
                let text = dom.text_content(id);
                if text.len() < 200 {
                    found = parse_date(&text);
                }
            }
        }
        found.is_none()
    });
    found
}

/// The declared language of the page.
pub fn language(dom: &Dom) -> Option<String> {
    let html = *dom::all(dom, dom.root(), "html").first()?;
    let lang = dom.get_attribute(html, "lang").or_else(|| dom.get_attribute(html, "xml:lang"))?;
    let code: String = lang.trim().chars().take_while(char::is_ascii_alphabetic).collect();
    let code = code.to_ascii_lowercase();
    match code.len() {
        2 => Some(code),
        3 => two_letters(&code).map(str::to_owned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linked_data_wins_over_opengraph_over_markup() {
        let page = r#"<html lang="en-GB"><head><title>T | The Ledger</title>
            <link rel="canonical" href="https://ledger.example/a">
            <meta property="og:title" content="Og"><meta property="og:site_name" content="The Ledger">
            <script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "W"},
             {"@type": ["NewsArticle"], "headline": "Rain &amp; wind", "datePublished": "2025-03-11T08:15:00Z"}]}</script>
            </head><body><h1>H</h1><time datetime="2020-01-01">then</time></body></html>"#;
        let dom = Dom::parse(page);
        let want = Metadata {
            title: Some("Rain & wind".into()),
            url: Some("https://ledger.example/a".into()),
            published: Some("2025-03-11".into()),
            site: Some("The Ledger".into()),
            ..Metadata::default()
        };
        assert_eq!(read(&dom), want);
        assert_eq!(language(&dom).as_deref(), Some("en"));
    }

    #[test]
    fn a_bare_page_is_known_by_its_markup() {
        let page =
            "<title>Late tram - The Ledger</title><meta property=og:site_name content='The Ledger'>
            <p class=byline>By Jo</p><span class=date>3. März 2021</span>";
        let found = read(&Dom::parse(page));
        assert_eq!(found.title.as_deref(), Some("Late tram"));
        assert_eq!(found.published.as_deref(), Some("2021-03-03"));
        assert_eq!(found.url, None);
    }
}

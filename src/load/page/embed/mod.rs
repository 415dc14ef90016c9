//! Embedded social-media posts, one file a service.
//!
//! [`take`] finds the embeds of a page, reads each with the service that knows it, takes it out
//! of the tree and leaves a marker in its place. Twins (an AMP or `<noscript>` copy) are read
//! once. Adding a service is one file and one line in [`SERVICES`].

mod bluesky;
mod facebook;
mod instagram;
mod mastodon;
mod reddit;
mod signature;
mod threads;
mod tiktok;
mod wordpress;
mod x;
mod youtube;

use super::dom;
use crate::load::document::PostSource;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use trafilatura::dom::{Document as Dom, NodeId};

/// The element that an embed leaves in its place; its `data-number` counts the embeds.
pub const MARKER: &str = "pullquote-embed";

/// One post: who, when, where, and its words (empty when the page has none).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Post {
    /// Where it comes from; `parent` counts among the posts of the same embed.
    pub source: PostSource,
    /// Its words.
    pub text: String,
}

/// Reads an element if it is an embed of the service: its posts, main post first; an empty list
/// when the embed holds no post (a video).
type Service = fn(&Dom, NodeId) -> Option<Vec<Post>>;

/// The services that are known.
const SERVICES: [Service; 10] = [
    x::read,
    bluesky::read,
    tiktok::read,
    instagram::read,
    facebook::read,
    reddit::read,
    threads::read,
    mastodon::read,
    youtube::read,
    wordpress::read,
];

/// Takes the embeds out of the tree, in document order.
pub fn take(dom: &mut Dom) -> Vec<Vec<Post>> {
    open_noscript(dom);
    let mut embeds: Vec<(NodeId, Vec<Post>)> = Vec::new();
    dom::elements(dom, dom.root(), &mut |id| {
        match SERVICES.iter().find_map(|read| read(dom, id)) {
            Some(posts) => embeds.push((id, posts)),
            None => return true,
        }
        false
    });
    let mut seen = Seen::default();
    for (number, (id, posts)) in embeds.iter_mut().enumerate() {
        if posts.iter().all(|post| seen.knows(post)) {
            posts.clear();
        }
        dom::hollow(dom, *id, MARKER);
        dom.set_attribute(*id, "data-number", &number.to_string());
    }
    embeds.into_iter().map(|(_, posts)| posts).collect()
}

/// Parses the `<noscript>` elements that hold a post: the parser reads them as text. The other
/// ones hold trackers and pictures.
fn open_noscript(dom: &mut Dom) {
    for id in dom::all(dom, dom.root(), "noscript") {
        let html = dom.text_content(id);
        if html.contains("<blockquote") || html.contains("plugins/post.php") {
            dom.set_inner_html(id, &html);
            dom.set_tag_name(id, "div");
            drop_bare_copy(dom, id);
        }
    }
}

/// Gives a copy of a post without its service's class that class back, so that it is read (and
/// then known as a twin).
fn drop_bare_copy(dom: &mut Dom, noscript: NodeId) {
    for quote in dom::all(dom, noscript, "blockquote") {
        let status = dom::all(dom, quote, "a")
            .into_iter()
            .filter_map(|link| dom.get_attribute(link, "href"))
            .any(|href| x::status(&href).is_some());
        if dom.get_attribute(quote, "class").is_none() && status {
            dom.set_attribute(quote, "class", "twitter-tweet");
        }
    }
}

/// The posts met so far, by address and by author and words.
#[derive(Default)]
struct Seen {
    /// Author of every address.
    urls: HashMap<String, Option<String>>,
    words: HashSet<(Option<String>, String)>,
}

impl Seen {
    /// Whether a post was met before; it is now.
    fn knows(&mut self, post: &Post) -> bool {
        let handle = post.source.handle.as_deref().map(str::to_lowercase);
        let url = post.source.url.as_ref().map(|url| key(url)).filter(|url| !url.is_empty());
        let by_url = url.is_some_and(|url| match self.urls.entry(url) {
            // Copies of one post agree in the author, where both of them name one.
            Entry::Occupied(known) => {
                handle.is_none() || known.get().is_none() || *known.get() == handle
            }
            Entry::Vacant(new) => {
                new.insert(handle);
                false
            }
        });
        let author = post.source.handle.clone().or_else(|| post.source.author.clone());
        let by_words = !post.text.is_empty() && !self.words.insert((author, dom::fold(&post.text)));
        by_url || by_words
    }
}

/// What of an address tells posts apart: twins differ in scheme, host alias and query.
fn key(url: &str) -> String {
    if let Some(status) = x::status(url) {
        return status.to_owned();
    }
    let bare = url.split(['?', '#']).next().unwrap_or(url);
    bare.trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned()
}

/// The link's address without its query.
fn address(href: &str) -> String {
    href.split(['?', '#']).next().unwrap_or(href).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn posts(html: &str) -> Vec<Post> {
        take(&mut Dom::parse(html)).into_iter().flatten().collect()
    }

    /// (html, service, author, handle, posted, text)
    type Case<'a> = (&'a str, &'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>, &'a str);

    #[test]
    fn every_service_is_read() {
        let cases: [Case; 15] = [
            (
                "<blockquote class=\"twitter-tweet\"><p lang=\"en\">the bridge is closed AGAIN <a href=\"https://twitter.com/hashtag/x\">#commute</a> <a href=\"https://t.co/aB1\">pic.twitter.com/Zz9Yx8</a></p>&mdash; Mara (she/her) 🚲 (@mara_l) <a href=\"https://twitter.com/mara_l/status/12?ref_src=a\">January 27, 2025</a></blockquote>",
                "x",
                Some("Mara (she/her) 🚲"),
                Some("@mara_l"),
                Some("2025-01-27"),
                "the bridge is closed AGAIN #commute",
            ),
            (
                "<amp-twitter data-tweetid=\"5\"><blockquote placeholder><p>So fast</p><footer>— CJ (@cj_nc) October 7, 2025</footer></blockquote></amp-twitter>",
                "x",
                Some("CJ"),
                Some("@cj_nc"),
                Some("2025-10-07"),
                "So fast",
            ),
            (
                "<blockquote class=\"twitter-video\"><a href=\"https://twitter.com/mara_l/status/9\"></a></blockquote>",
                "x",
                None,
                Some("@mara_l"),
                None,
                "",
            ),
            (
                "<blockquote class=\"bluesky-embed\" data-bluesky-uri=\"at://did:plc:x/app.bsky.feed.post/y\"><p lang=\"en\">Two hours<br>for one stop.<br><br><a href=\"u\">[image or embed]</a></p>&mdash; Tom Ek (<a href=\"u\">@tomek.bsky.social</a>) <a href=\"https://bsky.app/profile/tomek.bsky.social/post/y\">January 27, 2025 at 3:04 PM</a></blockquote>",
                "bluesky",
                Some("Tom Ek"),
                Some("@tomek.bsky.social"),
                Some("2025-01-27"),
                "Two hours\nfor one stop.",
            ),
            (
                "<blockquote class=\"tiktok-embed\" cite=\"https://www.tiktok.com/@oda/video/7\"><section><a title=\"@oda\" href=\"u\">@oda</a> <p>no bus <a title=\"fyp\" href=\"u\">#fyp</a></p> <a title=\"♬ s\" href=\"https://www.tiktok.com/music/s\">♬ original sound - oda</a></section></blockquote>",
                "tiktok",
                Some("@oda"),
                Some("@oda"),
                None,
                "no bus #fyp",
            ),
            (
                "<blockquote class=\"tiktok-embed\" cite=\"https://www.tiktok.com/@oda/video/8\"><section></section></blockquote>",
                "tiktok",
                Some("@oda"),
                Some("@oda"),
                None,
                "",
            ),
            (
                "<blockquote class=\"instagram-media\" data-instgrm-permalink=\"https://www.instagram.com/p/Xy1/\"><a href=\"u\">View this post on Instagram</a><p><a href=\"u\">A post shared by Ida Roe (@ida.roe)</a></p></blockquote>",
                "instagram",
                Some("Ida Roe"),
                Some("@ida.roe"),
                None,
                "",
            ),
            (
                "<blockquote class=\"instagram-media\" data-instgrm-captioned data-instgrm-permalink=\"https://www.instagram.com/p/Xy2/\"><p><a href=\"u\">Rain on the tram</a></p><p>A post shared by <a href=\"u\">Ida Roe</a> (@ida.roe) on <time datetime=\"2018-03-04T10:00:00+00:00\">Mar 4, 2018</time></p></blockquote>",
                "instagram",
                Some("Ida Roe"),
                Some("@ida.roe"),
                Some("2018-03-04"),
                "Rain on the tram",
            ),
            (
                "<div class=\"fb-post\" data-href=\"https://www.facebook.com/hill/posts/1\"><blockquote class=\"fb-xfbml-parse-ignore\"><p>Our shop stays open.</p>Posted by <a href=\"u\">Hill Bakery</a> on <a href=\"u\">Monday, January 27, 2025</a></blockquote></div>",
                "facebook",
                Some("Hill Bakery"),
                None,
                Some("2025-01-27"),
                "Our shop stays open.",
            ),
            (
                "<iframe src=\"https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fhill%2Fposts%2F2&width=500\"></iframe>",
                "facebook",
                Some("hill"),
                None,
                None,
                "",
            ),
            (
                "<blockquote class=\"reddit-embed-bq\"><a href=\"https://www.reddit.com/r/c/comments/1/x/\">Ninety dollars</a><br> by<a href=\"u\">u/turnip</a> in<a href=\"u\">cats</a></blockquote>",
                "reddit",
                Some("u/turnip"),
                Some("u/turnip"),
                None,
                "Ninety dollars",
            ),
            (
                "<blockquote class=\"reddit-embed-bq\"><a href=\"https://www.reddit.com/r/c/comments/1/comment/k2/\">Comment</a><br> by<a href=\"u\">u/slowtram</a> from discussion<a href=\"u\"></a><br>in<a href=\"u\">cityfolk</a></blockquote>",
                "reddit",
                Some("u/slowtram"),
                Some("u/slowtram"),
                None,
                "",
            ),
            (
                "<blockquote class=\"text-post-media\" data-text-post-permalink=\"https://www.threads.net/@jules/post/D8\"><a href=\"u\"><div>Post by @jules</div><div>View on Threads</div></a></blockquote>",
                "threads",
                Some("@jules"),
                Some("@jules"),
                None,
                "",
            ),
            (
                "<blockquote class=\"mastodon-embed\" data-embed-url=\"https://transit.example/@fare/94/embed\"><a href=\"u\">Post by @fare@transit.example</a></blockquote>",
                "mastodon",
                Some("@fare@transit.example"),
                Some("@fare@transit.example"),
                None,
                "",
            ),
            (
                "<figure class=\"wp-block-embed is-provider-twitter\"><div class=\"wp-block-embed__wrapper\">\nhttps://x.com/mara_l/status/1234567890\n</div></figure>",
                "x",
                None,
                Some("@mara_l"),
                None,
                "",
            ),
        ];
        for (html, service, author, handle, posted, text) in cases {
            let found = posts(html);
            assert_eq!(found.len(), 1, "{html}");
            let post = &found[0];
            assert_eq!(post.source.service, service, "{html}");
            assert_eq!(post.source.author.as_deref(), author, "{html}");
            assert_eq!(post.source.handle.as_deref(), handle, "{html}");
            assert_eq!(post.source.posted.as_deref(), posted, "{html}");
            assert_eq!(post.text, text, "{html}");
            assert!(post.source.url.is_some(), "{html}");
        }
    }

    #[test]
    fn twins_are_read_once() {
        let post = "<p>So fast</p>— CJ (@cj) <a href=\"https://twitter.com/cj/status/7?x\">October 7, 2025</a>";
        let page = format!(
            "<blockquote class=\"twitter-tweet\">{post}</blockquote><noscript><blockquote>{post}</blockquote></noscript>\
             <amp-twitter data-tweetid=\"7\"><blockquote placeholder><p>So fast</p><footer>— CJ (@cj)</footer></blockquote></amp-twitter>"
        );
        assert_eq!(posts(&page).len(), 1);
    }

    #[test]
    fn a_post_that_quotes_another_gives_both() {
        let page = "<blockquote class=\"twitter-tweet\"><p>This.</p>— A (@a) <a href=\"https://twitter.com/a/status/1\">May 1, 2025</a>\
            <blockquote class=\"twitter-tweet\"><p>Late again.</p>— B (@b) <a href=\"https://twitter.com/b/status/2\">May 1, 2025</a></blockquote></blockquote>";
        let found = posts(page);
        let short: Vec<_> = found
            .iter()
            .map(|it| (it.text.as_str(), it.source.handle.as_deref(), it.source.parent))
            .collect();
        assert_eq!(short, [("This.", Some("@a"), Some(1)), ("Late again.", Some("@b"), None)]);
    }

    #[test]
    fn share_buttons_and_page_boxes_are_no_posts() {
        let page = "<div class=\"fb-page\" data-href=\"u\"><blockquote class=\"fb-xfbml-parse-ignore\"><a href=\"u\">Hill Bakery</a></blockquote></div>\
            <a class=\"fb-xfbml-parse-ignore\" href=\"u\">Share</a><iframe src=\"https://www.youtube.com/embed/0\"></iframe>";
        assert!(posts(page).is_empty());
    }
}

//! The page's own comment section, where its comments are in the HTML.
//!
//! Common markup only: WordPress and its kin (`li.comment`, `article.comment`), classes of the
//! form `x-comment` with `x-comment__body`, what Disqus leaves in a saved page, and schema.org
//! `Comment` in microdata and JSON-LD. Sections that a script fills hold nothing to read.

use super::embed::Post;
use super::{dom, linked_data};
use crate::load::date::parse_date;
use crate::load::document::PostSource;
use std::collections::HashSet;
use trafilatura::dom::{Document as Dom, NodeId};

/// Takes the comments out of the tree, in order; answers point to what they answer.
pub fn take(dom: &mut Dom) -> Vec<Post> {
    let mut found = Vec::new();
    let mut roots = Vec::new();
    collect(dom, dom.root(), None, 0, &mut found, &mut roots);
    for root in roots {
        dom::hollow(dom, root, "span");
    }
    add_linked(&linked_data::comments(dom), &mut found);
    found
}

/// Adds comments of the page's JSON-LD that its elements do not hold.
fn add_linked(linked: &[Post], found: &mut Vec<Post>) {
    let known: HashSet<String> = found.iter().map(|post| dom::fold(&post.text)).collect();
    let mut places: Vec<Option<usize>> = Vec::with_capacity(linked.len());
    for post in linked {
        let new = !known.contains(&dom::fold(&post.text));
        places.push(new.then_some(found.len()));
        if new {
            let mut post = post.clone();
            post.source.parent = post.source.parent.and_then(|parent| places[parent]);
            found.push(post);
        }
    }
}

/// Deepest nesting that is followed.
const DEEPEST: usize = 1_000;

/// Collects the comments of a subtree; `parent` is the number of the comment around it.
fn collect(
    dom: &Dom,
    id: NodeId,
    parent: Option<usize>,
    depth: usize,
    found: &mut Vec<Post>,
    roots: &mut Vec<NodeId>,
) {
    if depth > DEEPEST {
        return;
    }
    let mut around = parent;
    if is_comment(dom, id)
        && let Some(mut post) = read(dom, id)
    {
        // Themes mark an item and the article in it both as a comment.
        if parent.is_none_or(|parent| found[parent].text != post.text) {
            post.source.parent = parent;
            around = Some(found.len());
            found.push(post);
        }
        if parent.is_none() {
            roots.push(id);
        }
    }
    for child in dom.children(id) {
        collect(dom, child, around, depth + 1, found, roots);
    }
}

/// Whether an element is one reader's comment.
fn is_comment(dom: &Dom, id: NodeId) -> bool {
    if !matches!(dom.tag_name(id), "li" | "article" | "div") {
        return false;
    }
    let typed = dom.get_attribute(id, "itemtype").is_some_and(|kind| {
        kind.ends_with("schema.org/Comment") || kind.ends_with("/UserComments")
    });
    let numbered = dom.get_attribute(id, "id").is_some_and(|name| {
        name.strip_prefix("comment-").or_else(|| name.strip_prefix("li-comment-")).is_some_and(
            |number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        )
    });
    // A teaser of an opinion piece may be a `comment` too, but names nobody.
    let listed = dom::has_class(dom, id, "comment")
        && (body(dom, id).is_some() || dom.tag_name(id) != "div" && author(dom, id).is_some());
    let item = ["comment-item", "comments__item", "c-comment"]
        .iter()
        .any(|it| dom::has_class(dom, id, it));
    // `d-comment` with `d-comment__body` in it.
    let block = || {
        classes(dom, id).filter(|class| class.ends_with("-comment")).any(|class| {
            let part = |inner: NodeId| {
                classes(dom, inner).any(|inner| {
                    inner
                        .strip_prefix(&class)
                        .and_then(|rest| rest.strip_prefix("__"))
                        .is_some_and(|part| BODIES.contains(&part))
                })
            };
            dom::find(dom, id, &part).is_some() && author(dom, id).is_some()
        })
    };
    // What Disqus leaves in a saved page.
    let saved = || {
        dom.tag_name(id) == "li"
            && dom::has_class(dom, id, "post")
            && dom::find(dom, id, &|inner| dom::has_class(dom, inner, "post-message")).is_some()
    };
    typed || numbered && body(dom, id).is_some() || listed || item || block() || saved()
}

/// What the part of a block with its words is called: `x-comment__body`.
const BODIES: [&str; 4] = ["body", "content", "message", "text"];

/// The classes of an element in lower case.
fn classes(dom: &Dom, id: NodeId) -> impl Iterator<Item = String> {
    let classes = dom.get_attribute(id, "class").unwrap_or_default().to_ascii_lowercase();
    classes.split_ascii_whitespace().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// The element with a comment's words.
fn body(dom: &Dom, comment: NodeId) -> Option<NodeId> {
    const NAMES: [&str; 10] = [
        "post-message",
        "comment-content",
        "comment-body",
        "comment-text",
        "comment__body",
        "comment__text",
        "comment_text",
        "comment-message",
        "commenttext",
        "comment__content",
    ];
    let named = |name: &str| {
        dom::find(dom, comment, &|id| {
            dom::has_class(dom, id, name) || name == "comment-text" && itemprop(dom, id, "text")
        })
    };
    let block = || {
        dom::find(dom, comment, &|id| {
            classes(dom, id).any(|class| {
                class.rsplit_once("comment__").is_some_and(|(_, part)| BODIES.contains(&part))
            })
        })
    };
    NAMES.iter().find_map(|name| named(name)).or_else(block)
}

fn itemprop(dom: &Dom, id: NodeId, name: &str) -> bool {
    dom.get_attribute(id, "itemprop").is_some_and(|prop| prop == name)
}

/// Reads one comment; `None` when it has no words.
fn read(dom: &Dom, id: NodeId) -> Option<Post> {
    let place = body(dom, id).unwrap_or(id);
    let skip = |inner: NodeId| {
        inner != id && (is_comment(dom, inner) || inner != place && is_apparatus(dom, inner))
    };
    let text = dom::words(dom, place, &skip);
    if !text.contains(char::is_alphanumeric) {
        return None;
    }
    let source =
        PostSource { author: author(dom, id), posted: posted(dom, id), ..PostSource::default() };
    Some(Post { source, text })
}

/// Whether an element of a comment is not its words: author, date, buttons, answers.
fn is_apparatus(dom: &Dom, id: NodeId) -> bool {
    const WORDS: [&str; 12] = [
        "author",
        "meta",
        "reply",
        "date",
        "time",
        "avatar",
        "vote",
        "like",
        "children",
        "action",
        "metadata",
        "awaiting-moderation",
    ];
    if matches!(dom.tag_name(id), "time" | "footer" | "header" | "form" | "button" | "cite") {
        return true;
    }
    let names = dom::names(dom, id);
    names.split([' ', '-', '_']).any(|name| WORDS.contains(&name))
}

/// The name of a comment's author.
fn author(dom: &Dom, comment: NodeId) -> Option<String> {
    let named = |test: &dyn Fn(NodeId) -> bool| {
        dom::find(dom, comment, test)
            .map(|id| dom::line(dom, id))
            .map(|name| name.trim_end_matches(" says:").trim_end_matches(':').trim().to_owned())
            .filter(|name| !name.is_empty() && name.len() < 100)
    };
    named(&|id| dom::has_class(dom, id, "fn"))
        .or_else(|| named(&|id| itemprop(dom, id, "name")))
        .or_else(|| {
            named(&|id| {
                [
                    "comment-author",
                    "comment__author",
                    "author",
                    "username",
                    "commenter",
                    "user-name",
                ]
                .iter()
                .any(|it| dom::has_class(dom, id, it))
            })
        })
        .or_else(|| named(&|id| itemprop(dom, id, "author") || dom.tag_name(id) == "cite"))
        .or_else(|| named(&|id| classes(dom, id).any(|class| class.contains("author"))))
}

/// The day of a comment.
fn posted(dom: &Dom, comment: NodeId) -> Option<String> {
    let time = dom::find(dom, comment, &|id| dom.tag_name(id) == "time");
    if let Some(id) = time {
        let stated = dom.get_attribute(id, "datetime").as_deref().and_then(parse_date);
        return stated.or_else(|| parse_date(&dom.text_content(id)));
    }
    let named = dom::find(dom, comment, &|id| {
        dom::names(dom, id)
            .split([' ', '-', '_'])
            .any(|it| matches!(it, "date" | "metadata" | "time"))
    })?;
    parse_date(&dom.text_content(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_common_markup_are_read_with_author_day_and_parent() {
        let page = r##"<p>Story.</p><div id="comments"><h2>2 comments</h2><ol class="comment-list">
            <li id="comment-1" class="comment even"><article class="comment-body"><footer class="comment-meta">
            <div class="comment-author vcard"><b class="fn">Jo Ray</b> <span class="says">says:</span></div>
            <time datetime="2025-01-27T10:00:00">then</time></footer>
            <div class="comment-content"><p>It is late.</p><p>Very late.</p></div><div class="reply"><a href="#">Reply</a></div></article>
            <ol class="children"><li id="comment-2" class="comment"><div class="comment-author"><span class="fn">Tom</span></div>
            <div class="comment-content"><p>No.</p></div></li></ol></li></ol></div>"##;
        let mut dom = Dom::parse(page);
        let found = take(&mut dom);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].text, "It is late.\nVery late.");
        assert_eq!(found[0].source.author.as_deref(), Some("Jo Ray"));
        assert_eq!(found[0].source.posted.as_deref(), Some("2025-01-27"));
        assert_eq!((found[1].text.as_str(), found[1].source.parent), ("No.", Some(0)));
        assert!(!dom.text_content(dom.root()).contains("late"));
    }

    #[test]
    fn a_closed_section_gives_nothing() {
        let page =
            r#"<section id="comments"><h2>Comments (437)</h2><p>Closed to comments.</p></section>"#;
        assert!(take(&mut Dom::parse(page)).is_empty());
    }
}

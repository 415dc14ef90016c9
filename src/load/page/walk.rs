//! The tree of a page → its blocks in reading order, with what is needed to judge them.
//!
//! This walk decides nothing about what is main text; it keeps structure and says where each
//! block stands.

use super::dom::{self, SILENT};
use super::embed::MARKER;
use crate::load::document::BlockKind;
use trafilatura::dom::{Document as Dom, NodeId};

/// A block of the page before it is known whether it is main text.
#[derive(Debug, Clone)]
pub struct Raw {
    /// What it is.
    pub kind: RawKind,
    /// Its words; empty for an embed.
    pub text: String,
    /// Bytes of its words that stand in links.
    pub linked: usize,
    /// Whether it stands in navigation, a sidebar, a footer, a form or the like.
    pub aside: bool,
    /// The element that its words stand in.
    pub node: NodeId,
}

/// The kind of a raw block.
#[derive(Debug, Clone)]
pub enum RawKind {
    /// Text of a kind.
    Text(BlockKind),
    /// The marker of an embed, by number.
    Embed(usize),
}

/// All blocks of a page in reading order.
pub fn blocks(dom: &Dom) -> Vec<Raw> {
    let root = dom.body().unwrap_or_else(|| dom.root());
    let mut walk = Walk { dom, out: Vec::new(), text: String::new(), linked: 0, groups: 0 };
    walk.enter(root, &Context::new(root), 0);
    walk.flush(&Context::new(root));
    walk.out
}

/// What stands between a term of a list and its description: `<dt>jo_72</dt><dd>Late.</dd>`.
const TERM: &str = ": ";

/// Longest term that its description follows on the same line, in bytes.
const LONGEST_TERM: usize = 60;

/// Deepest nesting that is followed; the parser's input is limited far below it.
const DEEPEST: usize = 1_000;

/// What is known about a place from the elements around it.
#[derive(Debug, Clone)]
struct Context {
    kind: BlockKind,
    aside: bool,
    link: bool,
    node: NodeId,
}

impl Context {
    fn new(node: NodeId) -> Self {
        Self { kind: BlockKind::Paragraph, aside: false, link: false, node }
    }
}

struct Walk<'a> {
    dom: &'a Dom,
    out: Vec<Raw>,
    /// Words of the block that is being read.
    text: String,
    /// Bytes of them that stand in links.
    linked: usize,
    /// Block quotes met so far.
    groups: usize,
}

impl Walk<'_> {
    fn enter(&mut self, id: NodeId, around: &Context, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if self.dom.is_text(id) {
            let before = self.text.len();
            dom::push_folded(&mut self.text, &self.dom.text_content(id));
            if around.link {
                self.linked += self.text.len() - before;
            }
            return;
        }
        let tag = self.dom.tag_name(id);
        match tag {
            "" if depth > 0 => {}
            "br" => self.text.push('\n'),
            "td" | "th" => self.cell(id, around, depth),
            "img" => self.alternative_text(id, around),
            MARKER => self.embed(id, around),
            _ if SILENT.contains(&tag) => {}
            _ => self.element(id, tag, around, depth),
        }
    }

    /// Reads an element and what is in it.
    fn element(&mut self, id: NodeId, tag: &str, around: &Context, depth: usize) {
        let block = is_block(tag);
        if matches!(around.kind, BlockKind::BlockQuote { .. }) && self.is_attribution(id, tag) {
            return;
        }
        if !block && tag != "a" {
            for child in self.dom.child_nodes(id) {
                self.enter(child, around, depth + 1);
            }
            return;
        }
        let mut inside = around.clone();
        inside.link |= tag == "a";
        if block {
            // A term and what stands beside it are one line.
            if tag != "dd" || !self.text.ends_with(TERM) {
                self.flush(around);
            }
            inside.node = id;
            let names = dom::names(self.dom, id);
            inside.aside |= is_aside(self.dom, id, tag, &names);
            inside.kind = self.kind(id, tag, &names, &around.kind);
        }
        for child in self.dom.child_nodes(id) {
            self.enter(child, &inside, depth + 1);
        }
        if tag == "dt"
            && self.text.len() <= LONGEST_TERM
            && self.text.trim_end().ends_with(char::is_alphanumeric)
        {
            self.text.truncate(self.text.trim_end().len());
            self.text.push_str(TERM);
        } else if block {
            self.flush(&inside);
        }
    }

    /// The kind of the blocks in an element.
    fn kind(&mut self, id: NodeId, tag: &str, names: &str, around: &BlockKind) -> BlockKind {
        if is_pull_quote(names) {
            return BlockKind::PullQuote;
        }
        match (tag, around) {
            (_, BlockKind::PullQuote | BlockKind::Caption) => around.clone(),
            ("blockquote", BlockKind::BlockQuote { .. }) => around.clone(),
            ("blockquote", _) => {
                let cite = self.attribution(id);
                self.groups += 1;
                BlockKind::BlockQuote { group: self.groups - 1, cite }
            }
            (_, BlockKind::BlockQuote { .. }) => around.clone(),
            ("figcaption", _) => BlockKind::Caption,
            _ if is_caption(self.dom, id, names) => BlockKind::Caption,
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => BlockKind::Heading,
            ("li" | "dd" | "dt", _) => BlockKind::ListItem,
            (_, BlockKind::ListItem) => BlockKind::ListItem,
            _ => BlockKind::Paragraph,
        }
    }

    /// The text of a block quote's attribution.
    fn attribution(&self, quote: NodeId) -> Option<String> {
        let id = dom::find(self.dom, quote, &|id| self.is_attribution(id, self.dom.tag_name(id)))?;
        let text = dom::line(self.dom, id);
        let text = text.trim_start_matches(['—', '–', '-', '―', '~', ' ']).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Whether an element of a block quote holds its attribution. A `<cite>` within a sentence is
    /// the title of a work.
    fn is_attribution(&self, id: NodeId, tag: &str) -> bool {
        match tag {
            "footer" | "figcaption" => true,
            "cite" => self.dom.parent(id).is_some_and(|around| self.stands_alone(id, around)),
            "p" => matches!(self.dom.children(id).as_slice(),
                [only] if self.dom.tag_name(*only) == "cite" && self.stands_alone(*only, id)),
            _ => false,
        }
    }

    /// Whether an element has no words beside it in the one around it, a dash apart; in a block
    /// quote itself it stands alone always.
    fn stands_alone(&self, id: NodeId, around: NodeId) -> bool {
        let words = |id: &NodeId| {
            self.dom.is_text(*id) && self.dom.text_content(*id).contains(char::is_alphanumeric)
        };
        self.dom.tag_name(around) == "blockquote"
            || !self.dom.child_nodes(around).iter().any(|it| *it != id && words(it))
    }

    /// Reads a cell; the cells of a row are one block, unless they hold blocks themselves.
    fn cell(&mut self, id: NodeId, around: &Context, depth: usize) {
        dom::push_folded(&mut self.text, " ");
        for child in self.dom.child_nodes(id) {
            self.enter(child, around, depth + 1);
        }
    }

    /// Notes where an embed was.
    fn embed(&mut self, id: NodeId, around: &Context) {
        self.flush(around);
        let number = self.dom.get_attribute(id, "data-number").and_then(|it| it.parse().ok());
        if let Some(number) = number {
            self.out.push(Raw {
                kind: RawKind::Embed(number),
                text: String::new(),
                linked: 0,
                aside: around.aside,
                node: id,
            });
        }
    }

    /// Keeps an alternative text when it carries quoted words: a screenshot of a comment may
    /// leave no other trace.
    fn alternative_text(&mut self, id: NodeId, around: &Context) {
        let Some(text) = self.dom.get_attribute(id, "alt").map(|alt| dom::fold(&alt)) else {
            return;
        };
        if !is_screenshot(&text) {
            return;
        }
        self.flush(around);
        let aside = around.aside;
        let kind = RawKind::Text(BlockKind::AltText);
        self.out.push(Raw { kind, text, linked: 0, aside, node: id });
    }

    /// Ends the block that is being read; two line breaks in a row end one too.
    fn flush(&mut self, context: &Context) {
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        for part in text.split("\n\n") {
            let lines: Vec<&str> = part
                .lines()
                .map(|line| line.trim_matches([' ', '\t']))
                .filter(|line| !line.is_empty())
                .collect();
            if lines.is_empty() || !part.contains(char::is_alphanumeric) {
                continue;
            }
            self.out.push(Raw {
                kind: RawKind::Text(context.kind.clone()),
                text: lines.join("\n"),
                linked: linked.min(part.len()),
                aside: context.aside,
                node: context.node,
            });
        }
    }
}

/// Elements that begin and end a block; cells do not, a row is one block.
const BLOCKS: [&str; 42] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Whether an element begins and ends a block.
fn is_block(tag: &str) -> bool {
    BLOCKS.contains(&tag)
}

/// Words in class or id names of what is not the article.
const ASIDE_NAMES: [&str; 31] = [
    "nav",
    "menu",
    "sidebar",
    "footer",
    "related",
    "newsletter",
    "subscribe",
    "signup",
    "sign-up",
    "share",
    "sharing",
    "social",
    "sharedaddy",
    "promo",
    "advert",
    "sponsor",
    "cookie",
    "consent",
    "breadcrumb",
    "byline",
    "most-read",
    "mostread",
    "popular",
    "recommend",
    "trending",
    "teaser",
    "read-more",
    "readmore",
    "outbrain",
    "taboola",
    "comments",
];

/// Whether an element is no part of the article. A name counts only as a whole word or at the
/// start of one; `<body>` and `<article>` carry all sorts of names.
fn is_aside(dom: &Dom, id: NodeId, tag: &str, names: &str) -> bool {
    if matches!(tag, "body" | "article" | "main" | "html") {
        return false;
    }
    if matches!(tag, "nav" | "aside" | "footer" | "form" | "menu") {
        return true;
    }
    if dom.get_attribute(id, "hidden").is_some()
        || dom.get_attribute(id, "aria-hidden").is_some_and(|hidden| hidden == "true")
        || dom.get_attribute(id, "style").is_some_and(|style| {
            let style = style.replace(' ', "");
            style.contains("display:none") || style.contains("visibility:hidden")
        })
    {
        return true;
    }
    names.split([' ', '_']).any(|name| {
        ASIDE_NAMES.iter().any(|aside| {
            name.split('-').any(|part| part == *aside)
                || name == *aside
                || name.starts_with(aside) && aside.len() > 5
        })
    })
}

/// Whether names say that this is a pull quote.
fn is_pull_quote(names: &str) -> bool {
    names.split_ascii_whitespace().any(|name| {
        let bare: String = name.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        bare.contains("pullquote") || bare == "pq" || bare == "quotepull"
    })
}

/// Longest text that names alone can make a caption, in bytes: themes put the word on wrappers
/// of whole stories too.
const LONGEST_CAPTION: usize = 600;

/// Whether names say that this is a caption.
fn is_caption(dom: &Dom, id: NodeId, names: &str) -> bool {
    let named = names
        .split_ascii_whitespace()
        .any(|name| ["caption", "caption-text", "credit"].iter().any(|end| name.ends_with(end)));
    named && dom.text_content(id).len() < LONGEST_CAPTION
}

/// Whether an alternative text carries somebody's words: a mark, and a word for a screenshot.
fn is_screenshot(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "screenshot",
        "screen shot",
        "screengrab",
        "comment",
        "tweet",
        "post",
        "reply",
        "message",
        "reading",
        "reads",
        "saying",
    ];
    let lower = text.to_lowercase();
    text.contains(['“', '‘', '"', '«', '„', '\'']) && WORDS.iter().any(|word| lower.contains(word))
}

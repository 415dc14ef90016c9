//! Which blocks of the page are main text.
//!
//! The crate's main text is the vote; a block whose words stand in it is kept. Then our own
//! rules: block quotes and list items between kept blocks come back when they are prose, posts
//! are kept when they stand in the article, titles and teasers go, captions stay only when they
//! carry quoted words.

use super::dom;
use super::walk::{Raw, RawKind};
use crate::load::date::parse_date;
use crate::load::document::BlockKind;
use std::collections::{HashMap, HashSet};
use trafilatura::dom::{Document as Dom, NodeId};

/// Words of a shingle.
const SHINGLE: usize = 3;

/// Least share of a block's shingles that must stand in the main text.
const SHARE: f32 = 0.6;

/// Least share of the kept words that the article's container holds.
const CONTAINER_SHARE: f32 = 0.7;

/// The blocks of the main text, in order.
pub fn main_blocks(dom: &Dom, blocks: Vec<Raw>, main_text: &str, title: Option<&str>) -> Vec<Raw> {
    let main = Shingles::new(main_text);
    let mut kept: Vec<bool> = blocks.iter().map(|block| main.hold(block)).collect();
    if !covers(&blocks, &kept, main_text) {
        return lines_of(main_text, dom.root());
    }
    drop_titles(&blocks, &mut kept, title);
    let Some(container) = container(dom, &blocks, &kept) else { return Vec::new() };
    let log = container.log(dom);
    let inside = log.as_ref().unwrap_or(&container).inside(dom, &blocks);
    if log.is_some() {
        keep_entries(&blocks, &mut kept, &inside);
    }
    restore(&blocks, &mut kept, &inside);
    restore_short(&blocks, &mut kept, &inside, &main);
    restore_signatures(&blocks, &mut kept, &inside);
    keep_embeds(&blocks, &mut kept, &inside);
    drop_copies(&blocks, &mut kept);
    drop_asides(&blocks, &mut kept);
    drop_link_lists(&blocks, &mut kept);
    drop_captions(&blocks, &mut kept);
    drop_repeats(&blocks, &mut kept);
    drop_teasers(&blocks, &mut kept);
    drop_datelines(&blocks, &mut kept);
    drop_bare_headings(&blocks, &mut kept);
    drop_leading_headings(&blocks, &mut kept);
    let main = blocks.into_iter().zip(kept).filter_map(|(block, kept)| kept.then_some(block));
    let main: Vec<Raw> = main.collect();
    if main.iter().all(is_menu) { Vec::new() } else { main }
}

/// Whether a block is links and nothing else.
fn is_menu(block: &Raw) -> bool {
    matches!(block.kind, RawKind::Text(_)) && link_density(block) > 0.8
}

/// Least share of the crate's main text that our blocks must hold.
const COVERED: f32 = 0.4;

/// Whether the blocks hold a good part of the main text. They do not where the crate found it in
/// a place that no walk enters (a script, an attribute).
fn covers(blocks: &[Raw], kept: &[bool], main_text: &str) -> bool {
    let held: usize =
        blocks.iter().zip(kept).filter(|(_, kept)| **kept).map(|(block, _)| block.text.len()).sum();
    held as f32 >= COVERED * main_text.len() as f32
}

/// Shortest text that the crate's word alone makes an article, in bytes.
const SHORTEST_STORY: usize = 200;

/// The lines of the crate's main text as paragraphs.
fn lines_of(main_text: &str, node: NodeId) -> Vec<Raw> {
    if main_text.len() < SHORTEST_STORY {
        return Vec::new();
    }
    let lines = main_text.lines().map(str::trim).filter(|line| !line.is_empty());
    let block = |line: &str| Raw {
        kind: RawKind::Text(BlockKind::Paragraph),
        text: line.to_owned(),
        linked: 0,
        aside: false,
        node,
    };
    lines.map(block).collect()
}

/// The lower-case words of a text.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The shingles and the lines of a text.
struct Shingles {
    shingles: HashSet<Vec<String>>,
    lines: HashSet<Vec<String>>,
    /// All words, each with a space on both sides.
    joined: String,
}

impl Shingles {
    fn new(text: &str) -> Self {
        let all = words(text);
        let shingles = all.windows(SHINGLE).map(<[String]>::to_vec).collect();
        let lines = text.lines().map(words).filter(|line| !line.is_empty()).collect();
        Self { shingles, lines, joined: format!(" {} ", all.join(" ")) }
    }

    /// Whether a block's words stand in the text.
    fn hold(&self, block: &Raw) -> bool {
        let RawKind::Text(_) = block.kind else { return false };
        let words = words(&block.text);
        if words.len() < SHINGLE + 2 {
            return self.lines.contains(&words);
        }
        let total = words.len() + 1 - SHINGLE;
        let found = words.windows(SHINGLE).filter(|it| self.shingles.contains(*it)).count();
        found as f32 >= SHARE * total as f32
    }
}

/// Brings back short blocks (rows, items, sub-headings) whose words stand in the main text, if
/// not as a line of their own: only within the article, where they are no menu.
fn restore_short(blocks: &[Raw], kept: &mut [bool], inside: &[bool], main: &Shingles) {
    let first = kept.iter().position(|it| *it).unwrap_or(0);
    let last = kept.iter().rposition(|it| *it).unwrap_or(0);
    for index in first..=last.min(blocks.len().saturating_sub(1)) {
        let block = &blocks[index];
        if kept[index] || !inside[index] || block.aside || link_density(block) > 0.8 {
            continue;
        }
        let words = words(&block.text);
        if matches!(block.kind, RawKind::Text(_)) && words.len() < SHINGLE + 2 && !words.is_empty()
        {
            kept[index] = main.joined.contains(&format!(" {} ", words.join(" ")));
        }
    }
}

/// Brings back the lines that sign the words above them: `— jo_72` below `“It is late.”`.
fn restore_signatures(blocks: &[Raw], kept: &mut [bool], inside: &[bool]) {
    const WORDS: usize = 5;
    for index in 1..blocks.len() {
        let (above, block) = (&blocks[index - 1], &blocks[index]);
        let signs = block.text.starts_with(['—', '–', '―'])
            && (1..=WORDS).contains(&words(&block.text).len())
            && above.text.ends_with(['”', '"', '’', '\'']);
        kept[index] |= signs && kept[index - 1] && inside[index] && !block.aside;
    }
}

/// Shortest block whose second copy is taken for a copy, in bytes: recipes and tables repeat
/// themselves in earnest.
const SHORTEST_COPY: usize = 200;

/// Share of a block's shingles that stand in other blocks if it is a copy of them.
const COPIED: f32 = 0.9;

/// Pages carry copies of blocks for other screens, or of the whole story in one hidden block; the
/// first one stays.
fn drop_copies(blocks: &[Raw], kept: &mut [bool]) {
    let mut seen = HashSet::new();
    let mut shingles: HashSet<Vec<String>> = HashSet::new();
    for (block, kept) in blocks.iter().zip(kept).filter(|(_, kept)| **kept) {
        let words = words(&block.text);
        let known = words.windows(SHINGLE).filter(|it| shingles.contains(*it)).count();
        let long = block.text.len() >= SHORTEST_COPY;
        let copied = known as f32 > COPIED * words.len() as f32;
        if long && (!seen.insert(block.text.as_str()) || copied) {
            *kept = false;
        } else {
            shingles.extend(words.windows(SHINGLE).map(<[String]>::to_vec));
        }
    }
}

/// Drops repeats of the title.
fn drop_titles(blocks: &[Raw], kept: &mut [bool], title: Option<&str>) {
    let title = title.map(words).unwrap_or_default();
    for (block, kept) in blocks.iter().zip(kept) {
        let heading = matches!(block.kind, RawKind::Text(BlockKind::Heading));
        if *kept
            && !title.is_empty()
            && (heading || block.text.len() < 300)
            && words(&block.text) == title
        {
            *kept = false;
        }
    }
}

/// The part of the tree that the article stands in.
struct Container(NodeId);

impl Container {
    /// For each block whether it stands in the container.
    fn inside(&self, dom: &Dom, blocks: &[Raw]) -> Vec<bool> {
        blocks.iter().map(|block| ancestors(dom, block.node).any(|id| id == self.0)).collect()
    }

    /// The element around the entries of a live page, of which the container is one, or stands in
    /// one: elements alike, with the time of day in each.
    fn log(&self, dom: &Dom) -> Option<Container> {
        const ENTRIES: usize = 3;
        const DEPTH: usize = 3;
        ancestors(dom, self.0).take(DEPTH).find_map(|entry| {
            let around = dom.parent(entry)?;
            let class = dom.get_attribute(entry, "class").filter(|class| !class.is_empty())?;
            let alike = dom.children(around).into_iter().filter(|id| {
                dom.tag_name(*id) == dom.tag_name(entry)
                    && dom.get_attribute(*id, "class").is_some_and(|other| other == class)
            });
            let timed = alike.filter(|id| dom::find(dom, *id, &|it| has_clock(dom, it)).is_some());
            (timed.count() >= ENTRIES).then_some(Container(around))
        })
    }
}

/// Whether an element is a time of day: `<time>16:40</time>`.
fn has_clock(dom: &Dom, id: NodeId) -> bool {
    dom.tag_name(id) == "time"
        && dom::line(dom, id).split_once([':', '.', 'h']).is_some_and(|(hour, rest)| {
            hour.trim().parse::<u8>().is_ok_and(|hour| hour < 25)
                && rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
        })
}

/// Keeps what is text to read on a live page, and no line of links.
fn keep_entries(blocks: &[Raw], kept: &mut [bool], inside: &[bool]) {
    for (index, block) in blocks.iter().enumerate() {
        let text = matches!(
            block.kind,
            RawKind::Text(
                BlockKind::Paragraph | BlockKind::ListItem | BlockKind::BlockQuote { .. }
            )
        );
        kept[index] |= inside[index] && text && !block.aside && link_density(block) < 0.5;
    }
}

/// An element and those around it, inner first.
fn ancestors(dom: &Dom, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    std::iter::successors(Some(id), |id| dom.parent(*id))
}

/// The innermost element that holds most of the kept words.
fn container(dom: &Dom, blocks: &[Raw], kept: &[bool]) -> Option<Container> {
    let mut held: HashMap<NodeId, usize> = HashMap::new();
    let mut total = 0;
    for (block, _) in blocks.iter().zip(kept).filter(|(_, kept)| **kept) {
        total += block.text.len();
        for id in ancestors(dom, block.node) {
            *held.entry(id).or_default() += block.text.len();
        }
    }
    let longest = blocks
        .iter()
        .zip(kept)
        .filter(|(_, kept)| **kept)
        .max_by_key(|(block, _)| block.text.len())?
        .0;
    ancestors(dom, longest.node)
        .find(|id| held.get(id).is_some_and(|held| *held as f32 >= CONTAINER_SHARE * total as f32))
        .map(Container)
}

/// Share of a block's words that stand in links.
fn link_density(block: &Raw) -> f32 {
    block.linked as f32 / block.text.len().max(1) as f32
}

/// Brings back paragraphs, block quotes, list items and alternative texts that the crate lost:
/// inside the container, between the first and a little after the last kept block, and no list of links.
fn restore(blocks: &[Raw], kept: &mut [bool], inside: &[bool]) {
    let (Some(first), Some(last)) =
        (kept.iter().position(|it| *it), kept.iter().rposition(|it| *it))
    else {
        return;
    };
    for (index, block) in blocks.iter().enumerate() {
        let paragraph = matches!(block.kind, RawKind::Text(BlockKind::Paragraph));
        let between = first < index && index < last;
        kept[index] |=
            paragraph && between && inside[index] && !block.aside && is_lost_prose(block);
    }
    let shown = kept.to_vec();
    for (index, block) in blocks.iter().enumerate() {
        let RawKind::Text(kind) = &block.kind else { continue };
        let between = first < index && index < last;
        let wanted = match kind {
            BlockKind::BlockQuote { .. } => inside[index] && first < index + 3,
            BlockKind::ListItem if link_density(block) >= 0.5 => {
                between && inside[index] && !block.aside && is_lone_link(blocks, &shown, index)
            }
            BlockKind::ListItem => between && inside[index],
            BlockKind::AltText => inside[index],
            BlockKind::Caption => inside[index] && has_marks(&block.text),
            _ => false,
        };
        let lone = matches!(kind, BlockKind::ListItem);
        if wanted && !block.aside && (link_density(block) < 0.5 || lone) {
            kept[index] = true;
        }
    }
}

/// Whether a paragraph is long and whole, as the crate loses them where text stands bare between
/// other elements.
fn is_lost_prose(block: &Raw) -> bool {
    const SHORTEST: usize = 120;
    block.text.len() >= SHORTEST
        && block.text.ends_with(['.', '!', '?', '…', '”', '"', '’', '»'])
        && link_density(block) < 0.2
}

/// Shortest block that is prose beside a link, in bytes.
const SHORTEST_PROSE: usize = 80;

/// Whether an item that is a link stands alone, or with another one, between paragraphs of the
/// story: the offer below a product, the source below a claim. Three in a row are a menu.
fn is_lone_link(blocks: &[Raw], shown: &[bool], index: usize) -> bool {
    let is_heading = |index: usize| matches!(blocks[index].kind, RawKind::Text(BlockKind::Heading));
    let is_link = |index: &usize| {
        matches!(blocks[*index].kind, RawKind::Text(_))
            && !is_heading(*index)
            && link_density(&blocks[*index]) >= 0.5
    };
    let before = (0..index).rev().take(LINKS).take_while(is_link).count();
    let behind = (index + 1..blocks.len()).take(LINKS).take_while(is_link).count();
    let is_shown = |index: usize| shown.get(index) == Some(&true);
    let is_prose = |index: usize| is_shown(index) && blocks[index].text.len() >= SHORTEST_PROSE;
    let next = index + behind + 1;
    before + behind + 1 < LINKS
        && index.checked_sub(before + 1).is_some_and(is_prose)
        && (is_prose(next) || is_shown(next) && is_heading(next))
}

/// Keeps the posts that stand in the article.
fn keep_embeds(blocks: &[Raw], kept: &mut [bool], inside: &[bool]) {
    let first = kept.iter().position(|it| *it).unwrap_or(0);
    let last = kept.iter().rposition(|it| *it).unwrap_or(0);
    for (index, block) in blocks.iter().enumerate() {
        if matches!(block.kind, RawKind::Embed(_)) {
            kept[index] = first < index && index < last || inside[index] && !block.aside;
        }
    }
}

/// Whether a text holds a pair of marks or one that opens.
fn has_marks(text: &str) -> bool {
    text.contains(['“', '”', '"', '«', '„', '‘'])
}

/// Largest share of the kept words that boxes beside the article may hold; more than that, and
/// the names lie.
const ASIDE_SHARE: f32 = 0.2;

/// Drops what stands in boxes that their markup calls something else than the article.
fn drop_asides(blocks: &[Raw], kept: &mut [bool]) {
    let length = |aside: bool| -> usize {
        let counted = blocks
            .iter()
            .zip(kept.iter())
            .filter(|(block, kept)| **kept && (!aside || block.aside));
        counted.map(|(block, _)| block.text.len()).sum()
    };
    if length(true) as f32 > ASIDE_SHARE * length(false) as f32 {
        return;
    }
    for (block, kept) in blocks.iter().zip(kept) {
        let text = matches!(block.kind, RawKind::Text(_));
        *kept &= !(text && block.aside);
    }
}

/// Fewest blocks in a row that make a list of links.
const LINKS: usize = 3;

/// Drops runs of short blocks that are links or headings only: menus, teasers, tags. At the end
/// of the page one is enough.
fn drop_link_lists(blocks: &[Raw], kept: &mut [bool]) {
    let shown: Vec<usize> = (0..blocks.len()).filter(|index| kept[*index]).collect();
    let is_link = |index: &usize| {
        let block = &blocks[*index];
        matches!(block.kind, RawKind::Text(_))
            && block.text.len() < 150
            && link_density(block) > 0.8
    };
    for run in shown.chunk_by(|a, b| is_link(a) == is_link(b)) {
        let closing = run.last() == shown.last();
        if (run.len() >= LINKS || closing) && is_link(&run[0]) {
            run.iter().for_each(|index| kept[*index] = false);
        }
    }
}

/// Headings before the first words are the title and what stands under it.
fn drop_leading_headings(blocks: &[Raw], kept: &mut [bool]) {
    for (block, kept) in blocks.iter().zip(kept) {
        if *kept && !matches!(block.kind, RawKind::Text(BlockKind::Heading)) {
            return;
        }
        *kept = false;
    }
}

/// Captions are no part of the story, unless somebody speaks in them.
fn drop_captions(blocks: &[Raw], kept: &mut [bool]) {
    for (block, kept) in blocks.iter().zip(kept) {
        if matches!(block.kind, RawKind::Text(BlockKind::Caption)) && !has_marks(&block.text) {
            *kept = false;
        }
    }
}

/// A pull quote that repeats the article's own words goes.
fn drop_repeats(blocks: &[Raw], kept: &mut [bool]) {
    let body: Vec<String> = blocks
        .iter()
        .zip(kept.iter())
        .filter(|(block, kept)| {
            **kept && !matches!(block.kind, RawKind::Text(BlockKind::PullQuote))
        })
        .map(|(block, _)| words(&block.text).join(" "))
        .collect();
    for (block, kept) in blocks.iter().zip(kept) {
        if *kept && matches!(block.kind, RawKind::Text(BlockKind::PullQuote)) {
            let own = words(&block.text).join(" ");
            *kept = !body.iter().any(|text| text.contains(&own));
        }
    }
}

/// Beginnings of lines that lead elsewhere, lower case.
const TEASERS: [&str; 30] = [
    "read more",
    "read also",
    "also read",
    "see also",
    "see more",
    "related post",
    "related:",
    "more:",
    "watch:",
    "recommended",
    "sign up for breaking",
    "sign up for daily",
    "sign up for free",
    "sign up for our",
    "sign up for the",
    "subscribe to",
    "click here",
    "advertisement",
    "story continues",
    "most read",
    "tags",
    "don't miss",
    "continue reading",
    "leggi anche",
    "lire aussi",
    "à lire aussi",
    "lesen sie auch",
    "mehr zum thema",
    "lee también",
    "lea también",
];

/// Lines that lead to other articles go.
fn drop_teasers(blocks: &[Raw], kept: &mut [bool]) {
    for (block, kept) in blocks.iter().zip(kept) {
        if !*kept || block.text.len() > LONGEST_PROMOTION || !matches!(block.kind, RawKind::Text(_))
        {
            continue;
        }
        let lower = block.text.to_lowercase();
        if is_promotion(&lower) {
            *kept = false;
            continue;
        }
        let teaser = TEASERS.iter().any(|start| lower.starts_with(start));
        *kept = !(teaser && (link_density(block) > 0.3 || block.text.len() < 40));
    }
}

/// Turns of phrase of boxes that ask the reader for something, lower case.
const PROMOTIONS: [&str; 14] = [
    "to your inbox",
    "in your inbox",
    "our newsletter",
    "newsletters.",
    "through your letterbox",
    "through your door",
    "follow us on",
    "like us on",
    "download our app",
    "subscribe to our",
    "sign up to our",
    "on the go by clicking",
    "have a tip?",
    "copyright ©",
];

/// Longest line that is taken for a promotion, in bytes.
const LONGEST_PROMOTION: usize = 300;

/// Whether a line asks the reader to subscribe or follow. Where somebody speaks, it stays.
fn is_promotion(lower: &str) -> bool {
    lower.len() < LONGEST_PROMOTION
        && !has_marks(lower)
        && PROMOTIONS.iter().any(|phrase| lower.contains(phrase))
}

/// Drops short lines with a day and nothing else to say, before the first long paragraph.
fn drop_datelines(blocks: &[Raw], kept: &mut [bool]) {
    for (block, kept) in blocks.iter().zip(kept) {
        if *kept && block.text.len() > 120 {
            return;
        }
        if *kept && block.text.len() < 60 && parse_date(&block.text).is_some() {
            *kept = false;
        }
    }
}

/// A heading with nothing kept after it heads something else.
fn drop_bare_headings(blocks: &[Raw], kept: &mut [bool]) {
    let mut followed = false;
    for index in (0..blocks.len()).rev() {
        if !kept[index] {
            continue;
        }
        match blocks[index].kind {
            RawKind::Text(BlockKind::Heading) if !followed => kept[index] = false,
            _ => followed = true,
        }
    }
}

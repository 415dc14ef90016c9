//! The comments for the page's own table: packed as they pass by, unpacked in the browser.
//!
//! A page for 100,000 comments is to stay below 10 MB. JSON, deflated, in base64 gets there with
//! what is shown of them; beyond that the page holds an even sample, and says so.

use super::policy;
use crate::domain::{Flag, Kind, Role};
use crate::report::row::Row;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;
use std::io::Write;

/// Up to so many comments come with the sentences around them.
const WITH_SURROUNDINGS: u64 = 10_000;

/// From so many comments on, long ones are cut.
const CUT_FROM: u64 = 30_000;

/// What is kept of a long one, in code points.
const CUT_TO: usize = 240;

/// Comments in the page at most.
const MOST: u64 = 100_000;

/// Of more comments than that an even sample of about this size is taken: they come from so many
/// articles that their titles and addresses need room, too.
const SAMPLE: u64 = 25_000;

/// Bytes of packed rows at most, before base64 adds a third: the page stays below 10 MB.
const BUDGET: usize = 6_900_000;

/// Titles and addresses shrink to less than this part of their size when they are packed.
const PACKED_ARTICLES: usize = 3;

/// Rows between two looks at the size.
const LOOK: u64 = 512;

/// The rows in the making.
pub struct Rows {
    packer: GzEncoder<Vec<u8>>,
    plan: Plan,
    articles: Vec<Article>,
    /// Bytes of the articles before packing, about.
    of_articles: usize,
    seen: u64,
    taken: u64,
    cut: u64,
    full: bool,
    line: Vec<u8>,
}

/// What of each comment goes into the page, decided by how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Plan {
    surroundings: bool,
    longest: usize,
    /// Every so manieth comment is taken.
    step: u64,
    budget: usize,
}

impl Plan {
    fn new(comments: u64) -> Self {
        Self {
            surroundings: comments <= WITH_SURROUNDINGS,
            longest: if comments >= CUT_FROM { CUT_TO } else { usize::MAX },
            step: if comments > MOST { comments.div_ceil(SAMPLE) } else { 1 },
            budget: BUDGET,
        }
    }
}

/// What a row refers to by number.
#[derive(Debug, Serialize)]
struct Article(Box<str>, Option<Box<str>>, Option<Box<str>>);

/// The rows, packed, and what is not among them.
#[derive(Debug)]
pub struct Packed {
    /// Gzipped JSON.
    pub data: Vec<u8>,
    /// Comments in it.
    pub taken: u64,
    /// Comments that there are.
    pub all: u64,
    /// Comments in it whose text was cut.
    pub cut: u64,
    /// Whether the sentences around are in it.
    pub surroundings: bool,
}

impl Rows {
    /// Begins, knowing about how many comments will come.
    pub fn new(comments: u64) -> Self {
        Self::planned(Plan::new(comments))
    }

    fn planned(plan: Plan) -> Self {
        let mut packer = GzEncoder::new(Vec::new(), Compression::new(6));
        write(&mut packer, b"{\"rows\":[");
        Self {
            packer,
            plan,
            articles: Vec::new(),
            of_articles: 0,
            seen: 0,
            taken: 0,
            cut: 0,
            full: false,
            line: Vec::new(),
        }
    }

    /// Takes a comment in, if it is its turn.
    pub fn add(&mut self, row: &Row) {
        let turn = self.seen.is_multiple_of(self.plan.step);
        self.seen += 1;
        if !turn || self.full || row.comment().is_none() {
            return;
        }
        self.pack(row);
        self.taken += 1;
        if self.taken.is_multiple_of(LOOK) {
            let articles = self.of_articles / PACKED_ARTICLES;
            self.full = self.packer.get_ref().len() + articles >= self.plan.budget;
        }
    }

    /// Writes the row of a comment: an array whose places the page's script knows.
    fn pack(&mut self, row: &Row) {
        let Some(comment) = row.comment() else { return };
        let article = self.article(row);
        let text = shortened(&comment.text, self.plan.longest);
        self.cut += u64::from(text.is_some());
        let rating = row.rating.as_ref();
        let units = |share: f64| (share * 10_000.0).round() as u32;
        let flags: Vec<String> = row.flags.0.iter().map(|flag| label(flag).to_owned()).collect();
        let around = self.plan.surroundings.then_some(&comment.surroundings);
        let packed = (
            article,
            comment.kind == Kind::Post,
            role(comment.role),
            comment.speaker.as_deref(),
            comment.handle.as_deref(),
            comment.posted.as_deref().or(comment.metadata.published.as_deref()),
            row.language.as_deref(),
            text.as_deref().unwrap_or(&comment.text),
            rating.map(|rating| rating.probabilities.map(units)),
            rating.and_then(|rating| rating.emotion).map(|(emotion, _)| emotion.name()),
            flags.join(";"),
            &comment.id,
            around.map(|around| (&around.before, &around.after)),
        );
        self.line.clear();
        if self.taken > 0 {
            self.line.push(b',');
        }
        if serde_json::to_writer(&mut self.line, &packed).is_ok() {
            write(&mut self.packer, &self.line);
        }
    }

    /// The number of the row's article.
    fn article(&mut self, row: &Row) -> u32 {
        let Some(comment) = row.comment() else { return 0 };
        let id = &comment.article_id.0;
        let number = self.articles.len() as u32;
        // Comments come article by article.
        if self.articles.last().is_some_and(|Article(last, ..)| **last == **id) {
            return number - 1;
        }
        let url = comment.metadata.url.as_deref().and_then(policy::link);
        let title = comment.metadata.title.as_deref();
        self.of_articles +=
            id.len() + title.map_or(0, str::len) + url.as_deref().map_or(0, str::len);
        self.articles.push(Article(id.as_str().into(), title.map(Into::into), url.map(Into::into)));
        number
    }

    /// Title and address of an article among the rows.
    pub fn article_named(&self, id: &str) -> Option<(Option<&str>, Option<&str>)> {
        let Article(_, title, link) =
            self.articles.iter().find(|Article(name, ..)| **name == *id)?;
        Some((title.as_deref(), link.as_deref()))
    }

    /// Ends the packing.
    pub fn finish(mut self) -> Packed {
        write(&mut self.packer, b"],\"articles\":");
        serde_json::to_writer(&mut self.packer, &self.articles).expect("memory takes all strings");
        write(&mut self.packer, b"}");
        Packed {
            data: self.packer.finish().unwrap_or_default(),
            taken: self.taken,
            all: self.seen,
            cut: self.cut,
            surroundings: self.plan.surroundings,
        }
    }
}

/// Writes to memory, which cannot fail.
fn write(packer: &mut GzEncoder<Vec<u8>>, bytes: &[u8]) {
    packer.write_all(bytes).expect("memory takes all bytes");
}

/// The number of a role in the page's script.
fn role(role: Role) -> u8 {
    match role {
        Role::Subject => 0,
        Role::Public => 1,
        Role::Named => 2,
        Role::Media => 3,
    }
}

/// A flag without the name that it may point to: the page does not follow it.
fn label(flag: &Flag) -> String {
    let printed = flag.to_string();
    printed.split(':').next().unwrap_or_default().to_owned()
}

/// The beginning of a text that is longer than it may be, with a mark.
fn shortened(text: &str, longest: usize) -> Option<String> {
    let (end, _) = text.char_indices().nth(longest)?;
    Some(format!("{} […]", text[..end].trim_end()))
}

#[cfg(test)]
mod tests {
    use super::super::testing::row;
    use super::*;
    use flate2::read::GzDecoder;
    use serde_json::Value;
    use std::io::Read;

    /// The packed bytes, unpacked as the browser does.
    fn unpacked(packed: &Packed) -> Value {
        let mut json = String::new();
        GzDecoder::new(&packed.data[..]).read_to_string(&mut json).unwrap();
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn rows_come_back_whole_and_their_articles_once() {
        let mut rows = Rows::new(2);
        rows.add(&row("</script> “no”", [0.7, 0.2, 0.1]));
        rows.add(&row("yes", [0.1, 0.2, 0.7]));
        let packed = rows.finish();
        let value = unpacked(&packed);
        assert_eq!(value["rows"][0][7], "</script> “no”");
        assert_eq!(value["rows"][1][8], serde_json::json!([1000, 2000, 7000]));
        assert_eq!(value["articles"].as_array().unwrap().len(), 1);
        assert_eq!((packed.taken, packed.all, packed.cut), (2, 2, 0));
        assert!(packed.surroundings);
    }

    #[test]
    fn many_comments_are_sampled_evenly_and_cut() {
        let plan = Plan::new(250_000);
        assert_eq!((plan.step, plan.longest, plan.surroundings), (10, CUT_TO, false));
        assert_eq!(Plan::new(MOST).step, 1);
        let mut rows = Rows::planned(plan);
        for number in 10..45 {
            rows.add(&row(&format!("{number} {}", "é".repeat(400)), [0.7, 0.2, 0.1]));
        }
        let packed = rows.finish();
        let value = unpacked(&packed);
        let firsts: Vec<&str> =
            (0..4).map(|n| &value["rows"][n][7].as_str().unwrap()[..2]).collect();
        assert_eq!(firsts, ["10", "20", "30", "40"]);
        assert!(value["rows"][0][7].as_str().unwrap().ends_with("é […]"));
        assert_eq!((packed.taken, packed.all, packed.cut), (4, 35, 4));
    }

    #[test]
    fn the_page_takes_no_more_than_its_budget() {
        let mut rows = Rows::planned(Plan { budget: 1, ..Plan::new(10) });
        for number in 0..2 * LOOK {
            rows.add(&row(&format!("comment {number}"), [0.7, 0.2, 0.1]));
        }
        let packed = rows.finish();
        assert_eq!((packed.taken, packed.all), (LOOK, 2 * LOOK));
        assert_eq!(unpacked(&packed)["rows"].as_array().unwrap().len() as u64, LOOK);
    }
}

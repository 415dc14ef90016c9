//! One or many results as one: in the order of the final files, with everything met before linked.

use super::entry::{ArticleEntry, CommentEntry, InputEntry, Outcome, RunInfo};
use super::link;
use super::read::Journal;
use crate::domain::{ArticleId, Flag};
use crate::error::{Error, Result};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::VecDeque;

/// Articles looked up at a time.
const PAGE: usize = 512;

/// One or many results as one.
///
/// The shards of one job are woven together as if it had run whole; other results follow each
/// other as given. Articles that repeat an earlier one, and comments whose words another article
/// had before, are linked here, where the order is known. All that grows with the result lies in
/// a temporary database on disk.
pub struct Corpus {
    journals: Vec<Journal>,
    /// `ordered`: the articles by position; `repeats`: comments that repeat another.
    index: Connection,
}

/// An article of one of the results, with its comments.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Number of the result among those given.
    pub result: usize,
    /// The article.
    pub article: ArticleEntry,
    /// Its comments in order; none of an article that failed.
    pub comments: Vec<CommentEntry>,
}

impl Corpus {
    /// Orders and links the articles of the given results.
    ///
    /// # Errors
    /// [`Error::Input`] when a journal cannot be read, [`Error::Output`] when the temporary
    /// database cannot be written.
    pub fn new(journals: Vec<Journal>) -> Result<Self> {
        // An empty name is a database in a temporary file without a name.
        let index = Connection::open("").map_err(|error| cannot_index(&error))?;
        let corpus = Self { journals, index };
        corpus.order()?;
        link::articles(&corpus.index).map_err(|error| cannot_index(&error))?;
        corpus.link_comments()?;
        Ok(corpus)
    }

    /// What the runs were, in the order of the results as given.
    pub fn runs(&self) -> impl Iterator<Item = &RunInfo> {
        self.journals.iter().map(Journal::run_info)
    }

    /// About how many comments there are: those of articles met again count twice.
    ///
    /// # Errors
    /// [`Error::Input`] when a journal cannot be read.
    pub fn count_comments(&self) -> Result<u64> {
        self.journals.iter().map(Journal::count_comments).sum()
    }

    /// All inputs of all results, in order; shards share theirs.
    ///
    /// # Errors
    /// [`Error::Input`] when a journal cannot be read.
    pub fn inputs(&self) -> Result<Vec<InputEntry>> {
        let mut inputs: Vec<InputEntry> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for (journal, run) in self.journals.iter().zip(runs(&self.journals)) {
            journal.each_input(|input| {
                if seen.insert((run, input.name.clone())) {
                    inputs.push(input);
                }
            })?;
        }
        Ok(inputs)
    }

    /// All articles, failed ones too.
    pub fn articles(&self) -> impl Iterator<Item = Result<ArticleEntry>> {
        Walk::new(self, false).map(|found| found.map(|(_, article)| article))
    }

    /// The articles that failed.
    pub fn failures(&self) -> impl Iterator<Item = Result<ArticleEntry>> {
        Walk::new(self, true).map(|found| found.map(|(_, article)| article))
    }

    /// All articles with their comments, flagged where they repeat another one or stand in an
    /// article that repeats another one.
    pub fn entries(&self) -> impl Iterator<Item = Result<Entry>> {
        Walk::new(self, false).map(|found| {
            let (place, article) = found?;
            let comments = self.comments_of(&place, &article)?;
            Ok(Entry { result: place.journal, article, comments })
        })
    }

    /// All comments, flagged as in [`Corpus::entries`].
    pub fn comments(&self) -> impl Iterator<Item = Result<CommentEntry>> {
        self.entries().flat_map(|entry| match entry {
            Ok(entry) => entry.comments.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        })
    }

    /// The comments of an article with all their flags.
    fn comments_of(&self, place: &Place, article: &ArticleEntry) -> Result<Vec<CommentEntry>> {
        if article.outcome != Outcome::Done || article.roles == [0; 4] {
            return Ok(Vec::new());
        }
        let mut comments = self.journals[place.journal].comments(place.article, article)?;
        for (ordinal, original) in self.repeats(place.position)? {
            if let Some(found) = comments.get_mut(ordinal) {
                found.comment.flags.insert(Flag::DuplicateOf(original));
            }
        }
        if let Some(original) = &article.duplicate_of {
            for found in &mut comments {
                found.comment.flags.insert(Flag::ArticleDuplicateOf(original.0.clone()));
            }
        }
        Ok(comments)
    }

    /// Gives every article of the result its position.
    fn order(&self) -> Result<()> {
        let run =
            |batch: &str| self.index.execute_batch(batch).map_err(|error| cannot_index(&error));
        run(link::TABLES)?;
        run("BEGIN")?;
        let several = self.journals.len() > 1;
        for (number, (journal, run)) in self.journals.iter().zip(runs(&self.journals)).enumerate() {
            journal.each_place(cannot_index, |place| {
                let insert = "INSERT INTO found VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
                let mut statement = self.index.prepare_cached(insert)?;
                statement.execute(params![
                    run as i64,
                    place.rank,
                    place.record,
                    number as i64,
                    place.article,
                    place.failed,
                    place.url,
                    place.sketch,
                    place.telling,
                    several.then_some(place.name),
                ])?;
                Ok(())
            })?;
        }
        if several {
            run(link::DROP_REPLACED)?;
        }
        run("INSERT INTO ordered (journal, article, failed, url, sketch, telling)
             SELECT journal, article, failed, url, sketch, telling FROM found
             ORDER BY run, rank, record, journal, article;
             DROP TABLE found; COMMIT;")
    }

    /// Finds the comments whose words the same speaker said in another article.
    fn link_comments(&self) -> Result<()> {
        let failed = |error: rusqlite::Error| cannot_index(&error);
        self.index.execute_batch("BEGIN").map_err(failed)?;
        for place in Places::new(self, false) {
            let place = place?;
            for (ordinal, id, key) in self.journals[place.journal].words(place.article)? {
                self.index
                    .prepare_cached("INSERT INTO words VALUES (?1, ?2, ?3, ?4, ?5)")
                    .and_then(|mut statement| {
                        let repeats = place.original.is_some();
                        statement.execute(params![key, repeats, place.position, ordinal, id])
                    })
                    .map_err(failed)?;
            }
        }
        link::comments(&self.index).map_err(failed)?;
        self.index.execute_batch("COMMIT").map_err(failed)
    }

    /// The comments of an article that repeat another: their numbers and the ids of the others.
    fn repeats(&self, position: i64) -> Result<Vec<(usize, String)>> {
        let query = || {
            let mut statement = self
                .index
                .prepare_cached("SELECT ordinal, original FROM repeats WHERE position = ?1")?;
            let rows = statement
                .query_map([position], |row| Ok((row.get::<_, i64>(0)? as usize, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        query().map_err(|error| cannot_index(&error))
    }

    /// The article at a place, linked.
    fn article(&self, place: &Place) -> Result<ArticleEntry> {
        let mut article = self.journals[place.journal].article(place.article)?;
        if let Some(original) = place.original {
            article.duplicate_of = self.name(original)?;
        }
        Ok(article)
    }

    /// The name of the article at a position.
    fn name(&self, position: i64) -> Result<Option<ArticleId>> {
        let place = self
            .index
            .prepare_cached("SELECT journal, article FROM ordered WHERE position = ?1")
            .and_then(|mut statement| {
                let columns = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get(1)?));
                statement.query_row([position], columns).optional()
            })
            .map_err(|error| cannot_index(&error))?;
        let Some((journal, article)) = place else { return Ok(None) };
        Ok(Some(self.journals[journal as usize].article(article)?.id))
    }

    /// The next places after a position.
    fn page(&self, after: i64, failed: bool) -> Result<Vec<Place>> {
        let query = || {
            let mut statement = self.index.prepare_cached(
                "SELECT position, journal, article, original FROM ordered \
                 WHERE position > ?1 AND failed >= ?2 ORDER BY position LIMIT ?3",
            )?;
            let rows = statement.query_map(params![after, failed, PAGE as i64], |row| {
                Ok(Place {
                    position: row.get(0)?,
                    journal: row.get::<_, i64>(1)? as usize,
                    article: row.get(2)?,
                    original: row.get(3)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        query().map_err(|error| cannot_index(&error))
    }
}

/// For each journal the number of the job that it belongs to: shards of one job, each another
/// one, are neighbours in meaning, not on the command line.
fn runs(journals: &[Journal]) -> Vec<usize> {
    let mut jobs: Vec<(&RunInfo, Vec<u32>)> = Vec::new();
    let mut numbers = Vec::new();
    for journal in journals {
        let info = journal.run_info();
        let same = |(first, taken): &(&RunInfo, Vec<u32>)| match (first.shard, info.shard) {
            (Some(one), Some(other)) => {
                one.count == other.count
                    && first.inputs == info.inputs
                    && !taken.contains(&other.index)
            }
            _ => false,
        };
        let number = jobs.iter().position(same).unwrap_or(jobs.len());
        if number == jobs.len() {
            jobs.push((info, Vec::new()));
        }
        jobs[number].1.extend(info.shard.map(|shard| shard.index));
        numbers.push(number);
    }
    numbers
}

/// Where an article is.
struct Place {
    position: i64,
    journal: usize,
    article: i64,
    /// Position of the article that it repeats.
    original: Option<i64>,
}

/// The places of a corpus, in order, a page at a time.
struct Places<'c> {
    corpus: &'c Corpus,
    failed: bool,
    page: VecDeque<Place>,
    last: i64,
    ended: bool,
}

impl<'c> Places<'c> {
    fn new(corpus: &'c Corpus, failed: bool) -> Self {
        Self { corpus, failed, page: VecDeque::new(), last: 0, ended: false }
    }
}

impl Iterator for Places<'_> {
    type Item = Result<Place>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty() && !self.ended {
            match self.corpus.page(self.last, self.failed) {
                Ok(page) => self.page = page.into(),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        match self.page.pop_front() {
            Some(place) => {
                self.last = place.position;
                Some(Ok(place))
            }
            None => {
                self.ended = true;
                None
            }
        }
    }
}

/// The articles of a corpus with their places.
struct Walk<'c>(Places<'c>);

impl<'c> Walk<'c> {
    fn new(corpus: &'c Corpus, failed: bool) -> Self {
        Self(Places::new(corpus, failed))
    }
}

impl Iterator for Walk<'_> {
    type Item = Result<(Place, ArticleEntry)>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.0.next()?;
        Some(place.and_then(|place| {
            let article = self.0.corpus.article(&place)?;
            Ok((place, article))
        }))
    }
}

/// An error of the temporary database.
fn cannot_index(error: &rusqlite::Error) -> Error {
    let advice = "make room there, or set SQLITE_TMPDIR to a folder on another disk";
    Error::Output {
        path: std::env::temp_dir(),
        reason: format!("a temporary database failed ({error}); {advice}"),
    }
}

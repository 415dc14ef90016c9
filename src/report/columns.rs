//! The columns of the comment table, once: name, type, meaning, and how a row fills them.

use super::row::{Content, Rating, Row};
use super::table::{Cell, Column, Type};
use crate::domain::{Comment, Flags, Metadata};

/// The heads of a model beyond sentiment; columns of heads it lacks are left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heads {
    /// Anger, joy, optimism, sadness.
    pub emotion: bool,
    /// Irony.
    pub irony: bool,
    /// Offence.
    pub offensive: bool,
    /// Hate.
    pub hate: bool,
}

impl Heads {
    /// The heads that either has.
    pub fn or(self, other: Self) -> Self {
        Self {
            emotion: self.emotion || other.emotion,
            irony: self.irony || other.irony,
            offensive: self.offensive || other.offensive,
            hate: self.hate || other.hate,
        }
    }
}

/// The columns of comments that nobody scored, in order.
pub fn extracted() -> Vec<Column<Row>> {
    let mut columns = FOUND.to_vec();
    columns.push(FLAGS);
    columns
}

/// The columns of scored comments, in order.
pub fn scored(heads: Heads) -> Vec<Column<Row>> {
    let mut columns = FOUND.to_vec();
    columns.extend(rating(heads));
    columns
}

/// The columns that scoring adds to texts whose own columns pass through.
pub fn added(heads: Heads) -> Vec<Column<Row>> {
    let mut columns = vec![LANGUAGE];
    columns.extend(rating(heads));
    columns
}

/// The model's answer, the remarks, and the model.
fn rating(heads: Heads) -> Vec<Column<Row>> {
    let mut columns = SENTIMENT.to_vec();
    for (has, of_head) in [
        (heads.emotion, EMOTION),
        (heads.irony, IRONY),
        (heads.offensive, OFFENSIVE),
        (heads.hate, HATE),
    ] {
        if has {
            columns.extend(of_head);
        }
    }
    columns.extend([FLAGS, MODEL]);
    columns
}

/// Writes a column of the comment table in few lines.
macro_rules! column {
    ($name:literal, $kind:expr, $meaning:literal, $value:expr $(,)?) => {
        Column::<Row> { name: $name, kind: $kind, meaning: $meaning, value: $value }
    };
}

const LANGUAGE: Column<Row> = column!(
    "language",
    Type::Text,
    "ISO 639-1 code of the words' language; empty when not certain",
    |row| Cell::optional(row.language.as_deref()),
);

const FLAGS: Column<Row> = column!(
    "flags",
    Type::Text,
    "remarks, separated by semicolons: article-duplicate-of:ID, duplicate-of:ID, from-alt, \
     from-comment-section, no-text, not-english, short, speaker-uncertain, truncated, uncertain",
    |row| match &row.flags {
        Flags(flags) if flags.is_empty() => Cell::Empty,
        flags => Cell::Text(flags.to_string().into()),
    },
);

const MODEL: Column<Row> =
    column!("model", Type::Text, "name and short hash of the model's weights", |row| {
        Cell::optional(row.model.as_deref())
    });

/// What was found in the article.
const FOUND: &[Column<Row>] = &[
    column!("article_id", Type::Text, "path of the file as given, or id of the record", |row| {
        match &row.content {
            Content::Comment(comment) => Cell::text(&comment.article_id.0),
            Content::Article(article) => Cell::text(&article.id.0),
            Content::Text => Cell::Empty,
        }
    }),
    column!("title", Type::Text, "headline of the article", |row| of_article(row, |article| {
        article.title.as_deref()
    })),
    column!("url", Type::Text, "address of the article", |row| of_article(row, |article| article
        .url
        .as_deref())),
    column!("published", Type::Date, "day of publication", |row| of_article(row, |article| {
        article.published.as_deref()
    })),
    column!(
        "comment_id",
        Type::Text,
        "stable across runs: a hash of article id, position and text",
        |row| of_comment(row, |comment| Some(&comment.id)),
    ),
    column!(
        "kind",
        Type::Choice(&["quote", "post", "article"]),
        "quote: direct quotation; post: embedded social-media post; article: the whole text, \
         only where it was asked for",
        |row| match &row.content {
            Content::Comment(comment) => Cell::text(comment.kind.name()),
            Content::Article(_) => Cell::text("article"),
            Content::Text => Cell::Empty,
        },
    ),
    column!(
        "role",
        Type::Choice(&["subject", "public", "named", "media"]),
        "subject: the person or organisation reacted to; public: ordinary or anonymous people; \
         named: other named third parties; media: an outlet or news account",
        |row| of_comment(row, |comment| Some(comment.role.name())),
    ),
    column!(
        "speaker",
        Type::Text,
        "resolved name or description of the speaker; empty when unknown",
        |row| of_comment(row, |comment| comment.speaker.as_deref()),
    ),
    column!("speaker_surface", Type::Text, "the speaker as printed there", |row| of_comment(
        row,
        |comment| comment.speaker_surface.as_deref()
    )),
    column!("handle", Type::Text, "@handle, where printed", |row| of_comment(row, |comment| {
        comment.handle.as_deref()
    })),
    column!("cue", Type::Text, "verb or phrase that ties the words to the speaker", |row| {
        of_comment(row, |comment| comment.cue.as_deref())
    }),
    column!("posted", Type::Date, "day of a post", |row| of_comment(row, |comment| comment
        .posted
        .as_deref())),
    column!("parent_id", Type::Text, "the comment that this one continues, or stands in", |row| {
        of_comment(row, |comment| comment.parent_id.as_deref())
    },),
    column!(
        "start",
        Type::Integer,
        "code points before the first of the words in the article's text, outer marks excluded",
        |row| match &row.content {
            Content::Comment(comment) => Cell::Integer(comment.span.start as u64),
            Content::Article(_) => Cell::Integer(0),
            Content::Text => Cell::Empty,
        },
    ),
    column!("end", Type::Integer, "code points before the first after the words", |row| {
        match &row.content {
            Content::Comment(comment) => Cell::Integer(comment.span.end as u64),
            Content::Article(article) => Cell::Integer(article.text.chars().count() as u64),
            Content::Text => Cell::Empty,
        }
    }),
    LANGUAGE,
    column!("text", Type::Text, "the words themselves", |row| match &row.content {
        Content::Comment(comment) => Cell::text(&comment.text),
        Content::Article(article) => Cell::text(&article.text),
        Content::Text => Cell::Empty,
    }),
];

/// The sentiment head, which every model has.
const SENTIMENT: &[Column<Row>] = &[
    column!(
        "sentiment",
        Type::Choice(&["negative", "neutral", "positive"]),
        "the most probable sentiment",
        |row| row.rating.as_ref().map_or(Cell::Empty, |rating| Cell::text(rating.sentiment.name())),
    ),
    column!("score", Type::Score, "p_positive - p_negative, -1 to 1", |row| of_rating(
        row,
        |rating| Some(rating.score())
    )),
    column!("p_negative", Type::Share, "probability of negative", |row| of_rating(row, |rating| {
        Some(rating.probabilities[0])
    })),
    column!("p_neutral", Type::Share, "probability of neutral", |row| of_rating(row, |rating| {
        Some(rating.probabilities[1])
    })),
    column!("p_positive", Type::Share, "probability of positive", |row| of_rating(row, |rating| {
        Some(rating.probabilities[2])
    })),
];

const EMOTION: &[Column<Row>] = &[
    column!(
        "emotion",
        Type::Choice(&["anger", "joy", "optimism", "sadness"]),
        "the most probable emotion",
        |row| match row.rating.as_ref().and_then(|rating| rating.emotion) {
            Some((emotion, _)) => Cell::text(emotion.name()),
            None => Cell::Empty,
        },
    ),
    column!("p_anger", Type::Share, "probability of anger", |row| of_emotion(row, 0)),
    column!("p_joy", Type::Share, "probability of joy", |row| of_emotion(row, 1)),
    column!("p_optimism", Type::Share, "probability of optimism", |row| of_emotion(row, 2)),
    column!("p_sadness", Type::Share, "probability of sadness", |row| of_emotion(row, 3)),
];

const IRONY: &[Column<Row>] =
    &[column!("p_irony", Type::Share, "probability that the words are ironic", |row| of_rating(
        row,
        |rating| rating.irony
    ))];

const OFFENSIVE: &[Column<Row>] =
    &[column!("p_offensive", Type::Share, "probability that the words are offensive", |row| {
        of_rating(row, |rating| rating.offensive)
    })];

const HATE: &[Column<Row>] =
    &[column!("p_hate", Type::Share, "probability that the words are hateful", |row| of_rating(
        row,
        |rating| rating.hate
    ))];

/// A text cell about the article.
fn of_article(row: &Row, field: fn(&Metadata) -> Option<&str>) -> Cell<'_> {
    Cell::optional(row.metadata().and_then(field))
}

/// A text cell about the comment.
fn of_comment(row: &Row, field: fn(&Comment) -> Option<&str>) -> Cell<'_> {
    Cell::optional(row.comment().and_then(field))
}

/// A number cell of the model's answer.
fn of_rating(row: &Row, field: fn(&Rating) -> Option<f64>) -> Cell<'_> {
    Cell::number(row.rating.as_ref().and_then(field))
}

/// A probability of the emotion head.
fn of_emotion(row: &Row, index: usize) -> Cell<'_> {
    Cell::number(
        row.rating.as_ref().and_then(|rating| rating.emotion).map(|(_, shares)| shares[index]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(columns: &[Column<Row>]) -> String {
        columns.iter().map(|column| column.name).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn the_columns_are_those_that_users_rely_on() {
        let found = "article_id,title,url,published,comment_id,kind,role,speaker,speaker_surface,\
                     handle,cue,posted,parent_id,start,end,language,text";
        assert_eq!(names(&extracted()), format!("{found},flags"));
        assert_eq!(
            names(&scored(Heads::default())),
            format!("{found},sentiment,score,p_negative,p_neutral,p_positive,flags,model")
        );
        let all = Heads { emotion: true, irony: true, offensive: true, hate: true };
        assert_eq!(
            names(&scored(all)),
            format!(
                "{found},sentiment,score,p_negative,p_neutral,p_positive,emotion,p_anger,p_joy,\
                 p_optimism,p_sadness,p_irony,p_offensive,p_hate,flags,model"
            )
        );
    }

    #[test]
    fn every_column_says_what_it_means() {
        let all = Heads { emotion: true, irony: true, offensive: true, hate: true };
        for column in scored(all) {
            assert!(!column.meaning.is_empty(), "{}", column.name);
        }
    }
}

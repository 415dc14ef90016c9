//! Who said it, from plain text with marked quotations to speaker, cue and role.

use pullquote::domain::{Article, ArticleId, Metadata, Role};
use pullquote::load::document::{Block, BlockKind, Document};
use pullquote::load::quote::{Quotation, Shape};
use pullquote::load::speaker::{self, Attribution};

/// A document of one paragraph a line, and the quotations between its curly marks.
fn parse(text: &str) -> (Document, Vec<Quotation>) {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let length = line.trim_end().len();
        if length > 0 {
            blocks.push(Block { kind: BlockKind::Paragraph, bytes: start..start + length });
        }
        start += line.len();
    }
    let mut quotations = Vec::new();
    for (open, _) in text.match_indices('“') {
        let from = open + '“'.len_utf8();
        let end = from + text[from..].find('”').expect("a closing mark");
        quotations.push(Quotation {
            parts: std::iter::once(from..end).collect(),
            outer: open..end + '”'.len_utf8(),
            block: blocks.iter().position(|block| block.bytes.contains(&open)).unwrap(),
            shape: Shape::Marked,
            label: None,
        });
    }
    let article = Article {
        id: ArticleId("a".to_owned()),
        metadata: Metadata::default(),
        text: text.to_owned(),
    };
    (Document { article, blocks, language: None }, quotations)
}

fn attribute(text: &str) -> Vec<Attribution> {
    let (document, quotations) = parse(text);
    speaker::attribute(&document, &quotations)
}

/// Text, and for each quotation the wanted speaker and cue.
type Case = (&'static str, &'static [(&'static str, &'static str)]);

fn check(cases: &[Case]) {
    for (text, wanted) in cases {
        let found = attribute(text);
        let pairs: Vec<(&str, &str)> = found
            .iter()
            .map(|a| (a.speaker.as_deref().unwrap_or(""), a.cue.as_deref().unwrap_or("")))
            .collect();
        assert_eq!(&pairs, wanted, "{text}");
    }
}

#[test]
fn a_cue_stands_before_between_or_behind_the_words() {
    check(&[
        ("“We are late again,” said Ann Ray.", &[("Ann Ray", "said")]),
        ("“We are late again,” Ann Ray said on Monday.", &[("Ann Ray", "said")]),
        ("Ann Ray said, “We are late again.”", &[("Ann Ray", "said")]),
        ("Ann Ray: “We are late again.”", &[("Ann Ray", "")]),
        ("“We are late again,” according to Ann Ray.", &[("Ann Ray", "according to")]),
        ("“Why are we late?” asked Ann Ray.", &[("Ann Ray", "asked")]),
        ("“We are late,” Ann Ray said, “and cold.”", &[("Ann Ray", "said"), ("Ann Ray", "said")]),
        (
            "“We are late,” Ann Ray said. “We are cold.”",
            &[("Ann Ray", "said"), ("Ann Ray", "said")],
        ),
    ]);
}

#[test]
fn an_apposition_may_stand_between_name_and_verb() {
    check(&[
        ("Ann Ray, 40, a clerk from Leeds, said: “We are late again.”", &[("Ann Ray", "said")]),
        ("“We are late again,” said Ann Ray, the clerk.", &[("Ann Ray", "said")]),
        ("Ann Ray, who waited for an hour, said “we are late again”.", &[("Ann Ray", "said")]),
    ]);
}

#[test]
fn users_and_strangers_are_printed_as_they_stand() {
    check(&[
        ("One user tweeted: “I give up on this tram.”", &[("One user", "tweeted")]),
        ("@mara_l replied: “Same here, every day.”", &[("@mara_l", "replied")]),
        ("“Same here, every day,” added a third.", &[("a third", "added")]),
        ("“What a shame,” read one reply with 4,000 likes.", &[("one reply", "read")]),
        (
            "One commenter wrote, “Close it for good.”Another comment read, “Leave it open!”",
            &[("One commenter", "wrote"), ("Another comment", "read")],
        ),
    ]);
}

#[test]
fn later_mentions_get_the_full_name() {
    check(&[
        (
            "Ann Ray runs the tram company.\n\n“We are late again,” Ray said.",
            &[("Ann Ray", "said")],
        ),
        (
            "Ann Ray runs the tram company.\n\n“We are late again,” she said.",
            &[("Ann Ray", "said")],
        ),
        (
            "Neville Sugden owns the shop.\n\n“I am tired of it,” sighed Mr Sugden.",
            &[("Neville Sugden", "sighed")],
        ),
    ]);
}

#[test]
fn a_handle_beside_a_name_is_kept() {
    let found = attribute("Mara Linden (@mara_l) posted, “Same thing here, every day.”");
    assert_eq!(found[0].speaker.as_deref(), Some("Mara Linden"));
    assert_eq!(found[0].handle.as_deref(), Some("@mara_l"));
    assert_eq!(found[0].cue.as_deref(), Some("posted"));
}

#[test]
fn interrupted_speech_is_linked_to_its_beginning() {
    let found = attribute("“We are late,” Ann Ray said, “and cold.”\n\n“Go home,” said Tom Ek.");
    assert_eq!(found[1].continues, Some(0));
    assert_eq!(found[2].continues, None);
}

#[test]
fn an_anonymous_user_is_the_public_and_the_heroine_the_subject() {
    let text = "Ann Ray closed the tram line on Monday. Ray was sorry.\n\n“We had no choice,” \
                Ray said.\n\nOne rider wrote: “I will walk, then.”";
    let (document, quotations) = parse(text);
    let found = speaker::attribute(&document, &quotations);
    let roles = speaker::roles(&document, &quotations, &found);
    assert_eq!(roles, [Role::Subject, Role::Public]);
}

//! The clause that reports one quotation and no other, where the scorer looked further away.
//!
//! The scorer weighs what news agencies print, where speech is seldom handed over within a
//! sentence or a row. What grammar leaves no doubt about is decided here.

use super::candidates::{Candidate, Scene, Source};
use super::cue::{Frame, Order};
use super::tokens::TokenKind;
use crate::load::lang::{Class, Form, Gender};

/// How sure a clause of its own is, at least.
pub(super) const SURE: f32 = 0.6;

/// Tokens between a verb and the words that it opens, at most: `described it as`.
const OPENING: usize = 3;

/// The frame that tells the same speaker right behind the quotation, rather than an earlier
/// quotation or a cue further away: `“…,” she said. “…,” she cackled.`
pub(super) fn own_frame(
    scene: &Scene,
    candidates: &[Candidate],
    chosen: Source,
    same_speaker: &dyn Fn(Source) -> bool,
) -> Source {
    if !matches!(chosen, Source::Frame(_) | Source::Earlier(_)) {
        return chosen;
    }
    let behind = candidates.iter().filter(|candidate| match candidate.source {
        Source::Frame(frame) => {
            let order = scene.frames[frame].order;
            matches!(order, Order::CueFirst | Order::SpeakerFirst)
                && candidate.is_right_behind()
                && same_speaker(candidate.source)
        }
        _ => false,
    });
    behind
        .min_by(|a, b| a.cue_gap().total_cmp(&b.cue_gap()))
        .map_or(chosen, |candidate| candidate.source)
}

/// The frame of the clause that reports a quotation: the one right behind words that end open
/// (`“Late,” sighed Ray`), or else the one that stands between it and the quotation before
/// (`one called it “late”, another “early”`). `None` where the chosen source is fine.
pub(super) fn of_its_own(
    scene: &Scene,
    candidates: &[Candidate],
    chosen: Source,
    quotation: usize,
) -> Option<Source> {
    let (first, last) = scene.tokens.places[quotation]?;
    let frames = || {
        candidates.iter().filter_map(|candidate| match candidate.source {
            Source::Frame(frame) => Some(frame),
            _ => None,
        })
    };
    // `“Late,” Ray said, according to the Post`: the source of the report is chosen already.
    let follows = |cue: usize| {
        let list = &scene.tokens.list;
        cue > last
            && list[cue].sentence == list[last].sentence
            && list[last + 1..cue].iter().all(|token| token.quotation().is_none())
    };
    if let Source::Frame(frame) = chosen {
        let frame = &scene.frames[frame];
        if frame.order == Order::Phrase && follows(frame.cue.start) {
            return None;
        }
    }
    let own = carried_on(scene, frames(), first)
        .or_else(|| frames().find(|frame| runs_on(scene, &scene.frames[*frame], first)))
        .or_else(|| {
            frames()
                .filter(|frame| closes(scene, &scene.frames[*frame], quotation, (first, last)))
                .min_by_key(|frame| scene.frames[*frame].cue.start)
        })
        .or_else(|| {
            let before = scene.places.partition_point(|place| *place < first).checked_sub(1)?;
            let before = scene.places[before];
            let own = frames()
                .filter(|frame| opens(scene, &scene.frames[*frame], before, first))
                .max_by_key(|frame| scene.frames[*frame].cue.start)?;
            // `“…,” one raged, as another typed, “…”`: each clause has its own words.
            let nearer = match chosen {
                Source::Frame(frame) => {
                    let cue = scene.frames[frame].cue.start;
                    cue < before || is_handed_over(scene, cue, own)
                }
                Source::Mention(mention) => scene.mentions[mention].tokens.start < before,
                Source::Earlier(_) => true,
                Source::Nobody => false,
            };
            nearer.then_some(own)
        })?;
    (chosen != Source::Frame(own)).then_some(Source::Frame(own))
}

/// The only frame between two quotations of one sentence, right behind the first, where a comma leads
/// on to the second: `“Late,” said Ray, “as ever.”`
fn carried_on(scene: &Scene, frames: impl Iterator<Item = usize>, first: usize) -> Option<usize> {
    let list = &scene.tokens.list;
    let before = scene.places.partition_point(|place| *place < first).checked_sub(1)?;
    let before = scene.places[before];
    let between = |frame: &usize| {
        let cue = &scene.frames[*frame].cue;
        before < cue.start && cue.end <= first
    };
    let mut between = frames.filter(between);
    let frame = between.next()?;
    let (cue, person) = {
        let frame = &scene.frames[frame];
        (&frame.cue, &scene.mentions[frame.mention].tokens)
    };
    let comma = list.get(before + 1).is_some_and(|token| token.is_mark(','));
    let begins = cue.start.min(person.start) == before + 1 + usize::from(comma);
    let quotation = list[before].quotation()?;
    let parts = &scene.quotations[quotation].parts;
    let words = scene.tokens.text[parts[parts.len() - 1].clone()].trim_end();
    let open = comma || words.ends_with([',', '，', '?', '!']);
    let leads_on = list[first - 1].is_mark(',') && list[first].sentence == list[before].sentence;
    (between.next().is_none() && begins && open && leads_on && reports(scene, &scene.frames[frame]))
        .then_some(frame)
}

/// Whether a frame is a participle that leads from its sentence's subject to a quotation: `Two groups
/// gave Ray more time, saying his “money was late”.`
fn runs_on(scene: &Scene, frame: &Frame, first: usize) -> bool {
    let list = &scene.tokens.list;
    let cue = &list[frame.cue.start];
    frame.order == Order::Shared
        && cue.is(Class::SPEECH)
        && cue.entry.form == Form::Gerund
        && frame.cue.start > 0
        && list[frame.cue.start - 1].is_mark(',')
        && frame.cue.end <= first
        && first - frame.cue.end <= OPENING
        && cue.sentence == list[first].sentence
}

/// The person whom the paragraph before introduces, where a quotation fills its own and nobody there
/// or here is its source: `The vicar, Ann Ray, was moved to write. ¶ “I came here …”`
pub(super) fn introduced(scene: &Scene, chosen: Source, quotation: usize) -> Option<Source> {
    let list = &scene.tokens.list;
    let (first, last) = scene.tokens.places[quotation]?;
    let block = list[first].block;
    let before = first.checked_sub(1)?;
    let fills = list[before].block + 1 == block
        && list.get(last + 1).is_none_or(|next| next.block != list[last].block);
    if !fills {
        return None;
    }
    let place = match chosen {
        Source::Frame(frame) => scene.frames[frame].cue.start,
        Source::Mention(mention) => scene.mentions[mention].tokens.start,
        Source::Earlier(_) | Source::Nobody => 0,
    };
    let from = list.partition_point(|token| token.block < list[before].block);
    let told = list[from..first].iter().any(|token| token.quotation().is_some());
    if told || place >= from {
        return None;
    }
    let sentence = scene.tokens.sentence_of(before);
    let next = scene.mentions.partition_point(|mention| mention.tokens.start < sentence.start);
    let inside = scene.mentions[next..].iter().take_while(|it| it.tokens.end <= sentence.end);
    let person = inside.take(4).position(|mention| {
        let entity = mention.entity.map(|id| &scene.cast.entities[id]);
        let person = entity.is_some_and(|it| it.is_person && it.gender != Gender::Plural);
        person
            && (mention.tokens.start == sentence.start || follows_from(scene, mention.tokens.start))
    })?;
    Some(Source::Mention(next + person))
}

/// Whether `from` or `by` stands before a mention: `The loudest applause went to a speech by Ray.`
fn follows_from(scene: &Scene, start: usize) -> bool {
    start > 0 && matches!(scene.tokens.word(start - 1), "from" | "by")
}

/// Whether a frame is the clause right behind a quotation whose words end with a comma, a
/// question or a call.
fn closes(scene: &Scene, frame: &Frame, quotation: usize, place: (usize, usize)) -> bool {
    let list = &scene.tokens.list;
    let (first, last) = place;
    let parts = &scene.quotations[quotation].parts;
    let words = scene.tokens.text[parts[parts.len() - 1].clone()].trim_end();
    let comma = list.get(last + 1).is_some_and(|token| token.is_mark(','));
    let start = last + 1 + usize::from(comma);
    let open = comma || words.ends_with([',', '，']);
    let called = words.ends_with(['?', '!']);
    let mention = &scene.mentions[frame.mention];
    let begins = match frame.order {
        // `Ray, citing “the late tram,” said the driver was ill`: Ray is the verb's subject.
        Order::CueFirst => {
            frame.cue.start == start
                && mention.tokens.start <= frame.cue.end + 1
                && !has_subject(scene, first)
        }
        Order::SpeakerFirst => open && mention.tokens.start == start,
        _ => false,
    };
    (open || called) && begins && reports(scene, frame) && same_block(scene, last, start)
}

/// Whether somebody is mentioned before a quotation in its sentence, who may be the subject of
/// the verb behind it. What stands before another quotation belongs to that one.
fn has_subject(scene: &Scene, first: usize) -> bool {
    let start = scene.tokens.sentence_of(first).start;
    let next = scene.mentions.partition_point(|mention| mention.tokens.start < start);
    let named = scene.mentions.get(next).is_some_and(|mention| mention.tokens.start < first);
    let follows = first > start && scene.tokens.list[first - 1].quotation().is_some();
    named && !follows
}

/// Whether a frame is a clause that stands between two quotations and opens the second one.
fn opens(scene: &Scene, frame: &Frame, before: usize, first: usize) -> bool {
    let list = &scene.tokens.list;
    let mention = &scene.mentions[frame.mention];
    matches!(frame.order, Order::SpeakerFirst | Order::Apposed)
        && mention.tokens.start > before
        && frame.cue.end <= first
        && first - frame.cue.end <= OPENING
        && list[frame.cue.start].sentence == list[first].sentence
        && list[frame.cue.end..first]
            .iter()
            .all(|token| !matches!(token.kind, TokenKind::Mark('.')))
        && (reports(scene, frame) || names_it(scene, frame))
        && same_block(scene, mention.tokens.start, first)
}

/// Whether a frame hands speech over to somebody else behind an earlier cue of its sentence: `as
/// another typed`, `while a third joked`.
fn is_handed_over(scene: &Scene, earlier: usize, frame: usize) -> bool {
    let start = scene.mentions[scene.frames[frame].mention].tokens.start;
    let joins = |index: usize| {
        scene.tokens.list[index].is(Class::CONJUNCTION) || scene.tokens.word(index) == "as"
    };
    earlier < start && start > 0 && joins(start - 1)
}

/// Whether a frame's verb says that somebody spoke, wrote or laughed.
fn reports(scene: &Scene, frame: &Frame) -> bool {
    scene.tokens.list[frame.cue.start].entry.reports()
}

/// Whether a frame's verb gives something a name: `called it “a mess”`.
fn names_it(scene: &Scene, frame: &Frame) -> bool {
    const NAMING: [&str; 13] = [
        "branded",
        "called",
        "calls",
        "considered",
        "deemed",
        "described",
        "describes",
        "dubbed",
        "found",
        "labeled",
        "labelled",
        "termed",
        "thought",
    ];
    NAMING.contains(&scene.tokens.word(frame.cue.start))
}

fn same_block(scene: &Scene, one: usize, other: usize) -> bool {
    let list = &scene.tokens.list;
    list.get(other).is_some_and(|token| token.block == list[one].block)
}

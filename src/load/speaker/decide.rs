//! The decision for every quotation of an article, from its text to attributions.

use super::candidates::{Candidate, Scene, Source};
use super::cast::{self, Cast, Entity};
use super::cue::{self, Frame, Order};
use super::evidence::Speaker;
use super::mention::{self, Mention, MentionKind};
use super::role::Judge;
use super::subject::{self, Story};
use super::tokens::{self, Tokens};
use super::{Attribution, clause, coreference, evidence, label, model, standing};
use crate::domain::Role;
use crate::load::document::{BlockKind, Document};
use crate::load::lang::Lexicon;
use crate::load::quote::{Quotation, Shape, is_anonymous_shout};

/// Quotations of fewer words that do not end like a sentence are no speech that another
/// quotation would continue.
const SPEECH_WORDS: usize = 4;

/// Quotations of a row that are looked back at.
const RUN: usize = 50;

/// What stands for a quotation's speaker among the candidates.
#[derive(Debug, Clone, Default)]
struct Choice {
    mention: Option<usize>,
    frame: Option<usize>,
}

/// An article taken apart.
struct Analysis<'a> {
    tokens: Tokens<'a>,
    mentions: Vec<Mention>,
    frames: Vec<Frame>,
    cast: Cast,
}

impl<'a> Analysis<'a> {
    fn new(document: &'a Document, quotations: &[Quotation]) -> Analysis<'a> {
        let lexicon = match &document.language {
            Some(language) => Lexicon::of(Some(language)),
            None => Lexicon::guess(&document.article.text),
        };
        let tokens = Tokens::new(document, quotations, lexicon);
        let mut mentions = mention::find(&tokens);
        let mut cast = Cast::gather(&tokens, &mut mentions);
        if let Some(title) = &document.article.metadata.title {
            cast.note_title(title);
        }
        let frames = cue::find(&tokens, &mentions, &cue::Places::new(&tokens, &mentions));
        coreference::resolve(&tokens, &mut cast, &mut mentions, &frames);
        Analysis { tokens, mentions, frames, cast }
    }

    fn scene<'s>(&'s self, quotations: &'s [Quotation]) -> Scene<'s, 'a> {
        Scene::new(&self.tokens, &self.mentions, &self.frames, &self.cast, quotations)
    }

    /// The mention that a candidate names.
    fn mention_of(&self, source: Source, choices: &[Choice]) -> Option<usize> {
        match source {
            Source::Frame(frame) => Some(self.frames[frame].mention),
            Source::Mention(mention) => Some(mention),
            Source::Earlier(earlier) => choices.get(earlier)?.mention,
            Source::Nobody => None,
        }
    }

    /// A mention as printed.
    fn surface(&self, mention: usize) -> &'a str {
        let mention = &self.mentions[mention];
        let end = match mention.kind {
            MentionKind::Description => mention.long_end,
            _ => mention.tokens.end,
        };
        self.tokens.slice(mention.tokens.start..end)
    }

    /// The handle in brackets behind a mention, or that somebody goes by: `Another user, @jo_72,`.
    fn handle(&self, mention: usize) -> Option<String> {
        let mention = &self.mentions[mention];
        let printed = mention.handle(&self.tokens).map(str::to_owned);
        let known = mention.entity.map(|entity| &self.cast.entities[entity]);
        printed.or_else(|| known.filter(|it| it.is_account()).map(|it| it.name.clone()))
    }

    /// Whether a description with `the` and nothing more stands for somebody described before.
    fn points_back(&self, mention: &Mention, entity: &Entity) -> bool {
        let first = &self.mentions[entity.first];
        self.tokens.word(mention.head).starts_with("spokes")
            && cast::is_definite(&self.tokens, mention)
            && mention.tokens.len() == 2
            && mention.long_end == mention.tokens.end
            && first.tokens.start < mention.tokens.start
            && self.tokens.word(first.head).eq_ignore_ascii_case(self.tokens.word(mention.head))
    }

    /// The name or description that a mention stands for.
    fn speaker(&self, mention: usize) -> String {
        let found = &self.mentions[mention];
        let entity = found.entity.map(|entity| &self.cast.entities[entity]);
        match entity {
            Some(entity) if entity.is_named || found.kind == MentionKind::Pronoun => {
                entity.name.clone()
            }
            // `A spokesman for Harrow said it. “…,” the spokesman added.`
            Some(entity) if self.points_back(found, entity) => entity.name.clone(),
            _ => self.surface(mention).to_owned(),
        }
    }
}

/// Attributes every quotation of an article.
pub(super) fn attribute(document: &Document, quotations: &[Quotation]) -> Vec<Attribution> {
    let analysis = Analysis::new(document, quotations);
    let (choices, mut found) = choose(document, &analysis, quotations);
    let article = (document, quotations);
    let public = |role| role == Role::Public;
    let roles = judge_roles(article, &analysis, &choices, &found, public, standing::is_likely);
    for (index, (role, likely)) in roles.into_iter().enumerate() {
        found[index].role = Some(if likely == Some(true) { Role::Named } else { role });
    }
    found
}

/// Chooses the speaker of every quotation.
fn choose(
    document: &Document,
    analysis: &Analysis,
    quotations: &[Quotation],
) -> (Vec<Choice>, Vec<Attribution>) {
    let scene = analysis.scene(quotations);
    let mut choices: Vec<Choice> = Vec::with_capacity(quotations.len());
    let mut found: Vec<Attribution> = Vec::with_capacity(quotations.len());
    let mut earlier = None;
    for (index, quotation) in quotations.iter().enumerate() {
        let (choice, attribution) = match told_by_shape(quotation, analysis) {
            Some(attribution) => (Choice::default(), attribution),
            None if in_unattributed_run(analysis, index) => Default::default(),
            None if fills_item(document, quotation) => Default::default(),
            None if is_anonymous_shout(text_before(document, quotation)) => Default::default(),
            None => decide(analysis, &scene, &choices, &found, index, earlier),
        };
        choices.push(choice);
        found.push(attribution);
        if is_speech(quotation, analysis.tokens.text) {
            earlier = Some(index);
        }
    }
    for index in 1..quotations.len() {
        found[index].continues = continued(analysis, &choices, &found, index);
    }
    (choices, found)
}

/// The features of every quotation’s speaker with the role that the rules give, for training the
/// judgement of roles; none where nobody is named.
pub fn role_evidence(document: &Document, quotations: &[Quotation]) -> Vec<(Role, Vec<String>)> {
    let analysis = Analysis::new(document, quotations);
    let (choices, found) = choose(document, &analysis, quotations);
    let article = (document, quotations);
    let features = |story: &Story, judge: &Judge, speaker: &Speaker| {
        let mut told = Vec::new();
        evidence::tell(story, judge, speaker, &mut |feature| told.push(feature.to_owned()));
        told
    };
    let roles = judge_roles(article, &analysis, &choices, &found, |_| true, features);
    roles.into_iter().map(|(role, told)| (role, told.unwrap_or_default())).collect()
}

/// The role of every quotation’s speaker by the rules; where it is asked about, with what `each` says of the
/// speaker, if there is one.
fn judge_roles<T: Clone>(
    (document, quotations): (&Document, &[Quotation]),
    analysis: &Analysis,
    choices: &[Choice],
    found: &[Attribution],
    is_asked: impl Fn(Role) -> bool,
    each: impl Fn(&Story, &Judge, &Speaker) -> T,
) -> Vec<(Role, Option<T>)> {
    let cast = &analysis.cast;
    let speakers: Vec<Option<usize>> = choices
        .iter()
        .zip(found.iter())
        .map(|(choice, attribution)| match choice.mention {
            Some(mention) => analysis.mentions[mention].entity,
            None => cast
                .find(attribution.speaker.as_deref()?)
                .or_else(|| cast.owner_of(attribution.handle.as_deref()?)),
        })
        .collect();
    let (tokens, mentions) = (&analysis.tokens, analysis.mentions.as_slice());
    // Whoever speaks in a list of comments or a picture is no voice of what the story is about.
    let listed =
        |shape: &Shape| matches!(shape, Shape::Item | Shape::AltText | Shape::PageComment(_));
    let voices: Vec<Option<usize>> = quotations
        .iter()
        .zip(&speakers)
        .map(|(quotation, speaker)| speaker.filter(|_| !listed(&quotation.shape)))
        .collect();
    let text = tokens.text;
    let words: Vec<&str> = quotations.iter().map(|it| &text[it.outer.clone()]).collect();
    let story = Story { document, tokens, mentions, cast, speakers: &voices, words: &words };
    let subject = subject::find(&story);
    let judge = Judge { subject: &subject, cast, lexicon: tokens.lexicon };
    let roles = quotations.iter().zip(found).zip(&speakers);
    let roles = roles.map(|((quotation, found), entity)| judge.role(quotation, found, *entity));
    let (people, whose) = evidence::speakers(&story, quotations, found, &speakers);
    let mut told: Vec<Option<T>> = vec![None; people.len()];
    let with_speaker = roles.zip(whose).map(|(role, speaker)| {
        let speaker = speaker.filter(|_| is_asked(role));
        let told =
            speaker.map(|it| told[it].get_or_insert_with(|| each(&story, &judge, &people[it])));
        (role, told.cloned())
    });
    with_speaker.collect()
}

/// The candidates of every quotation with the words that they would put in the table
/// (surface, speaker), for training the scorer; none for quotations whose shape names the
/// speaker. An earlier quotation's words are left empty.
pub fn proposals(
    document: &Document,
    quotations: &[Quotation],
) -> Vec<Vec<(Candidate, String, String)>> {
    let analysis = Analysis::new(document, quotations);
    let scene = analysis.scene(quotations);
    let mut earlier = None;
    let mut found = Vec::new();
    for (index, quotation) in quotations.iter().enumerate() {
        let candidates =
            scene.candidates(index, earlier).into_iter().map(|candidate| {
                match analysis.mention_of(candidate.source, &[]) {
                    Some(mention) => {
                        let surface = analysis.surface(mention).to_owned();
                        (candidate, surface, analysis.speaker(mention))
                    }
                    None => (candidate, String::new(), String::new()),
                }
            });
        found.push(candidates.collect());
        if is_speech(quotation, analysis.tokens.text) {
            earlier = Some(index);
        }
    }
    found
}

/// Whether a quotation reads like speech, which a later one may continue.
fn is_speech(quotation: &Quotation, text: &str) -> bool {
    let words = &text[quotation.outer.clone()];
    tokens::stands_in_prose(&quotation.shape)
        && (words.split_whitespace().take(SPEECH_WORDS).count() >= SPEECH_WORDS
            || words.contains(['.', ',', '!', '?', '…']))
}

/// Whether a quotation stands in a row of quotations that nobody is named for: `Reactions
/// came fast. “Finally!” “About time.”` The sentence before the row has no person as subject.
fn in_unattributed_run(analysis: &Analysis, index: usize) -> bool {
    let list = &analysis.tokens.list;
    let Some((first, last)) = analysis.tokens.places[index] else { return false };
    let block = list[first].block;
    let is_quotation =
        |at: usize| list.get(at).is_some_and(|t| t.block == block && t.quotation().is_some());
    let mut start = first;
    while start > 0 && first - start < RUN && is_quotation(start - 1) {
        start -= 1;
    }
    let ends = list.get(last + 1).is_none_or(|next| {
        next.block != block || next.quotation().is_some() || next.sentence != list[last].sentence
    });
    let alone = start == first && !is_quotation(last + 1);
    if !ends || alone {
        return false;
    }
    if start == 0 || list[start - 1].block != block {
        // Nothing but quotations in the paragraph.
        let mut end = last;
        while end + 1 < list.len() && end - last < RUN && is_quotation(end + 1) {
            end += 1;
        }
        return list.get(end + 1).is_none_or(|next| next.block != block);
    }
    if !list[start - 1].is_mark('.') {
        return false;
    }
    let sentence = analysis.tokens.sentence_of(start - 1);
    let from = analysis.mentions.partition_point(|mention| mention.tokens.start < sentence.start);
    let people = analysis.mentions[from..].iter().take_while(|m| m.tokens.start < sentence.end);
    !people.take(4).any(|mention| {
        let entity = mention.entity.map(|entity| &analysis.cast.entities[entity]);
        mention.kind == MentionKind::Pronoun && mention.gender.is_person()
            || entity.is_some_and(|entity| entity.is_person)
    })
}

/// The only person whom the last sentence names before the first answer: `We put all of it to Ann Ray,
/// the firm’s director.`
fn asked(analysis: &Analysis, quotation: &Quotation) -> Option<usize> {
    let list = &analysis.tokens.list;
    let end = list.partition_point(|token| token.bytes.end <= quotation.outer.start);
    let label = |index: usize| matches!(analysis.tokens.word(index), "Q" | "QUESTION");
    let colon = |index: usize| list.get(index + 1).is_some_and(|token| token.is_mark(':'));
    let first = (0..end).find(|index| label(*index) && colon(*index))?;
    let sentence = analysis.tokens.sentence_of(first.checked_sub(1)?);
    let from = analysis.mentions.partition_point(|mention| mention.tokens.start < sentence.start);
    let inside = analysis.mentions[from..].iter().take_while(|it| it.tokens.end <= sentence.end);
    let mut people = inside.filter_map(|mention| mention.entity).filter(|id| {
        let entity = &analysis.cast.entities[*id];
        entity.is_named && entity.is_person && !entity.is_body
    });
    let person = people.next()?;
    people.all(|other| other == person).then_some(person)
}

/// Labels of whoever answers in an interview.
const ANSWERS: [&str; 2] = ["A", "ANSWER"];

/// The person who answers in an interview: the one named most often before the first answer.
fn interviewee(analysis: &Analysis, quotation: &Quotation) -> Option<String> {
    if let Some(person) = asked(analysis, quotation) {
        return Some(analysis.cast.entities[person].name.clone());
    }
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for mention in &analysis.mentions {
        if analysis.tokens.list[mention.tokens.start].bytes.start > quotation.outer.start {
            break;
        }
        let Some(id) = mention.entity else { continue };
        let entity = &analysis.cast.entities[id];
        if !entity.is_named || !entity.is_person {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| *known == id) {
            Some((_, count)) => *count += 1,
            None => counts.push((id, 1)),
        }
    }
    // A live page has the name in its title, or in what stands below.
    if counts.is_empty() {
        let entities = analysis.cast.entities.iter().enumerate();
        let titled = entities.filter(|(_, it)| it.in_title && it.is_named && !it.is_body);
        let most = titled.max_by_key(|(id, entity)| (entity.count, usize::MAX - id));
        return most.map(|(_, entity)| entity.name.clone());
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    let (id, _) = counts.iter().find(|(_, count)| *count == most)?;
    Some(analysis.cast.entities[*id].name.clone())
}

/// Whether a quotation is all that an item of a list holds: no sentence around it names anybody.
fn fills_item(document: &Document, quotation: &Quotation) -> bool {
    let block = &document.blocks[quotation.block];
    block.kind == BlockKind::ListItem
        && quotation.outer.end == block.bytes.end
        && !document.article.text[block.bytes.start..quotation.outer.start]
            .contains(char::is_alphabetic)
}

/// The text of its block before a quotation.
fn text_before<'a>(document: &'a Document, quotation: &Quotation) -> &'a str {
    let start = document.blocks[quotation.block].bytes.start;
    &document.article.text[start..quotation.outer.start]
}

/// The speaker where a signature or label names one.
fn told_by_shape(quotation: &Quotation, analysis: &Analysis) -> Option<Attribution> {
    match (&quotation.shape, &quotation.label) {
        (Shape::Post(source) | Shape::PageComment(source), _) => {
            Some(label::of_post(source, &analysis.cast))
        }
        (Shape::Labelled, Some(label)) if ANSWERS.contains(&label.as_str()) => {
            Some(label::of_label(
                &interviewee(analysis, quotation)?,
                &analysis.cast,
                analysis.tokens.lexicon,
            ))
        }
        (_, Some(label)) => Some(label::of_label(label, &analysis.cast, analysis.tokens.lexicon)),
        _ => None,
    }
}

/// Chooses the most probable speaker. Candidates that name the same one count together.
fn decide(
    analysis: &Analysis,
    scene: &Scene,
    choices: &[Choice],
    found: &[Attribution],
    index: usize,
    earlier: Option<usize>,
) -> (Choice, Attribution) {
    let candidates = scene.candidates(index, earlier);
    let probabilities = model::probabilities(&candidates);
    let Some(best) = first_largest(&probabilities) else {
        return (Choice::default(), Attribution::default());
    };
    let source = candidates[best].source;
    let named = |source: Source| match source {
        Source::Earlier(earlier) => found[earlier].speaker.clone(),
        _ => analysis.mention_of(source, choices).map(|mention| analysis.speaker(mention)),
    };
    let speaker = named(source);
    let same_speaker = |other| named(other) == speaker;
    let source = clause::own_frame(scene, &candidates, source, &same_speaker);
    let reporting = clause::of_its_own(scene, &candidates, source, index)
        .or_else(|| clause::introduced(scene, source, index));
    let source = reporting.unwrap_or(source);
    let speaker = reporting.map_or(speaker, named);
    let confidence = candidates
        .iter()
        .zip(&probabilities)
        .filter(|(candidate, _)| named(candidate.source) == speaker)
        .map(|(_, probability)| probability)
        .sum::<f32>()
        .max(if reporting.is_some() { clause::SURE } else { 0.0 })
        .min(1.0);
    let mention = analysis.mention_of(source, choices);
    let frame = match source {
        Source::Frame(frame) => Some(frame),
        Source::Earlier(earlier) => choices[earlier].frame,
        _ => None,
    };
    let attribution = Attribution {
        surface: match source {
            Source::Earlier(earlier) => found[earlier].surface.clone(),
            _ => mention.map(|mention| analysis.surface(mention).to_owned()),
        },
        handle: match source {
            Source::Earlier(earlier) => found[earlier].handle.clone(),
            _ => mention.and_then(|mention| analysis.handle(mention)),
        },
        cue: match source {
            Source::Earlier(earlier) => found[earlier].cue.clone(),
            _ => frame.and_then(|frame| cue_words(analysis, frame)),
        },
        speaker,
        continues: None,
        confidence,
        role: None,
    };
    (Choice { mention, frame }, attribution)
}

fn first_largest(values: &[f32]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (index, value) in values.iter().enumerate() {
        if best.is_none_or(|best| *value > values[best]) {
            best = Some(index);
        }
    }
    best
}

/// The cue as printed; nothing for a colon.
fn cue_words(analysis: &Analysis, frame: usize) -> Option<String> {
    let frame = &analysis.frames[frame];
    (frame.order != Order::Colon).then(|| analysis.tokens.slice(frame.cue.clone()).to_owned())
}

/// The quotation that this one continues: the one before it in the block, by the same
/// speaker, when their attribution stands between them and at most one sentence ends there.
fn continued(
    analysis: &Analysis,
    choices: &[Choice],
    found: &[Attribution],
    index: usize,
) -> Option<usize> {
    let earlier = index - 1;
    let (_, last) = analysis.tokens.places[earlier]?;
    let (first, _) = analysis.tokens.places[index]?;
    let list = &analysis.tokens.list;
    let same_speaker =
        found[index].speaker.is_some() && found[index].speaker == found[earlier].speaker;
    let frame = &analysis.frames[choices[earlier].frame?];
    let between = last < frame.cue.start && frame.cue.start < first;
    // A cue of its own before the words begins a new speech: `… she said. She added: “…”`
    let own = choices[index].frame.map(|frame| &analysis.frames[frame]);
    let begins = own.is_some_and(|own| own.cue != frame.cue && own.cue.start < first);
    let near = !begins
        && first > last
        && list[first].block == list[last].block
        && list[first].sentence - list[last].sentence <= 1;
    (same_speaker && between && near).then_some(earlier)
}

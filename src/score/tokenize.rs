//! Text → ids, in windows where a text is longer than the model takes.

use super::model::config::Config;
use tokenizers::Tokenizer;

/// Most tokens of a window unless the model says otherwise: attention grows with the square.
const LONGEST_WINDOW: usize = 512;

/// A model's tokenizer with its window.
#[derive(Debug)]
pub struct Tokenize {
    tokenizer: Tokenizer,
    /// Special tokens before and after every sequence.
    before: Vec<u32>,
    after: Vec<u32>,
    /// The token for what the vocabulary lacks.
    unknown: Option<u32>,
    window: usize,
    overlap: usize,
}

/// One sequence of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Ids with special tokens.
    pub ids: Vec<u32>,
    /// Ids without them: what the window weighs in the average.
    pub weight: usize,
}

impl Tokenize {
    /// Reads `tokenizer.json`; the error is one line without the file's name.
    pub fn parse(json: &[u8], config: &Config) -> Result<Tokenize, String> {
        let mut tokenizer = Tokenizer::from_bytes(json).map_err(|error| error.to_string())?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|error| error.to_string())?;
        let size = tokenizer.get_vocab_size(true);
        let vocabulary = config.shape.vocabulary;
        if size > vocabulary {
            return Err(format!("{size} tokens, but the model has only {vocabulary} (vocab_size)"));
        }
        let (before, after) = special_tokens(&tokenizer)?;
        let unknown = ["[UNK]", "<unk>"].iter().find_map(|token| tokenizer.token_to_id(token));
        let window = config.extra.window.unwrap_or(config.shape.longest().min(LONGEST_WINDOW));
        let room = window.checked_sub(before.len() + after.len()).filter(|room| *room > 0);
        let room =
            room.ok_or_else(|| format!("no room for text in a window of {window} tokens"))?;
        let overlap = config.extra.stride.unwrap_or(window / 4).min(room - 1);
        Ok(Tokenize { tokenizer, before, after, unknown, window, overlap })
    }

    /// Tokens a window, special ones included.
    pub fn window(&self) -> usize {
        self.window
    }

    /// The windows of a text; none when no word of it is known to the model.
    pub fn windows(&self, text: &str) -> Result<Vec<Window>, String> {
        if !has_words(text) {
            return Ok(Vec::new());
        }
        let encoding =
            self.tokenizer.encode_fast(text, false).map_err(|error| error.to_string())?;
        let ids = encoding.get_ids();
        if ids.iter().all(|id| Some(*id) == self.unknown) {
            return Ok(Vec::new());
        }
        let room = self.window - self.before.len() - self.after.len();
        Ok(starts(ids.len(), room, self.overlap)
            .map(|start| self.window_of(&ids[start..ids.len().min(start + room)]))
            .collect())
    }

    fn window_of(&self, ids: &[u32]) -> Window {
        Window { ids: [&self.before, ids, &self.after].concat(), weight: ids.len() }
    }
}

/// Where windows of `room` tokens begin that share `overlap` tokens with their neighbours. The
/// last one is moved back to be full, so that no window judges by a few last words.
fn starts(count: usize, room: usize, overlap: usize) -> impl Iterator<Item = usize> {
    let last = count.saturating_sub(room);
    let step = room - overlap;
    (0..last.div_ceil(step)).map(move |index| index * step).chain([last])
}

/// The special tokens that the tokenizer puts around a text.
fn special_tokens(tokenizer: &Tokenizer) -> Result<(Vec<u32>, Vec<u32>), String> {
    let encode =
        |special| tokenizer.encode_fast("a", special).map(|encoding| encoding.get_ids().to_vec());
    let plain = encode(false).map_err(|error| error.to_string())?;
    let dressed = encode(true).map_err(|error| error.to_string())?;
    let at = dressed.windows(plain.len().max(1)).position(|ids| ids == plain);
    let at = at.ok_or("special tokens cannot be told from the text's")?;
    Ok((dressed[..at].to_vec(), dressed[at + plain.len()..].to_vec()))
}

/// Whether there is anything to judge: a letter, a digit, or a pictograph.
fn has_words(text: &str) -> bool {
    text.chars().any(|c| {
        c.is_alphanumeric() || matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}')
    })
}

#[cfg(test)]
mod tests {
    use super::super::model::{Model, builtin};
    use super::*;

    #[test]
    fn windows_cover_the_text_and_the_last_one_is_full() {
        let cases: [(usize, usize, usize, &[usize]); 5] = [
            (0, 10, 2, &[0]),
            (10, 10, 2, &[0]),
            (11, 10, 2, &[0, 1]),
            (18, 10, 2, &[0, 8]),
            (27, 10, 2, &[0, 8, 16, 17]),
        ];
        for (count, room, overlap, wanted) in cases {
            assert_eq!(starts(count, room, overlap).collect::<Vec<_>>(), wanted, "{count}");
        }
    }

    /// Special tokens of the built-in model.
    const UNKNOWN: u32 = 100;
    const CLS: u32 = 101;
    const SEP: u32 = 102;

    /// The fixture's ids are those of the tokenizers library in Python, without windows
    /// (`scripts/train/golden.py`).
    #[test]
    fn the_built_in_model_gets_the_ids_that_it_was_trained_with() {
        let fixture = include_str!("../../tests/fixtures/builtin-golden.json");
        let fixture: serde_json::Value = serde_json::from_str(fixture).unwrap();
        let model = Model::load(builtin::source(&builtin::ALL[0])).unwrap();
        let mut long = 0;
        for row in fixture["texts"].as_array().unwrap() {
            let text = row["text"].as_str().unwrap();
            let wanted: Vec<u32> = serde_json::from_value(row["ids"].clone()).unwrap();
            let windows = model.tokenize.windows(text).unwrap();
            match &windows[..] {
                [] => {
                    let known = wanted.iter().any(|id| ![CLS, SEP, UNKNOWN].contains(id));
                    assert!(!has_words(text) || !known, "{text}");
                }
                [one] => assert_eq!(one.ids, wanted, "{text}"),
                [first, .., last] => {
                    long += 1;
                    let size = model.info.window;
                    assert_eq!(first.ids[..size - 1], wanted[..size - 1], "{text}");
                    assert_eq!(last.ids[1..], wanted[wanted.len() + 1 - size..], "{text}");
                }
            }
        }
        assert!(long >= 2);
    }

    #[test]
    fn punctuation_alone_has_no_words() {
        for (text, wanted) in
            [("", false), (" \n", false), ("?!…", false), ("no", true), ("5", true), ("😡", true)]
        {
            assert_eq!(has_words(text), wanted, "{text}");
        }
    }
}

"""Build the model's tokenizer: the base WordPiece vocabulary plus emoji.

The base vocabulary knows no emoji, and in comments they often carry the whole
reaction.  It has 994 `[unusedN]` slots; the most frequent emoji of the training
texts take them, so the vocabulary keeps its size.

Normalising happens inside `tokenizer.json`, so that every engine agrees:
links become `http` and mentions `@user` (TweetEval's conventions), a
typographic apostrophe becomes a plain one, skin tones are dropped.
"""
import json
import unicodedata
from collections import Counter
from pathlib import Path

import regex
from tokenizers import Tokenizer

EMOJI_SLOTS = 800
# Pictographs, dingbats, arrows and symbols in emoji style, and flags (a pair of
# regional indicators).  Written with code points: both regex engines that the
# tokenizers library can be built with read this form.
EMOJI = ("[\\x{1F1E6}-\\x{1F1FF}]{2}|[\\x{2190}-\\x{21FF}\\x{2300}-\\x{23FF}\\x{25A0}-\\x{27BF}"
         "\\x{2B00}-\\x{2BFF}\\x{1F000}-\\x{1F1E5}\\x{1F200}-\\x{1F3FA}\\x{1F400}-\\x{1FAFF}]")
REPLACEMENTS = (
    ("(?:https?://|www\\.|pic\\.twitter\\.com/|t\\.co/)\\S+", "http"),
    ("\\B@[A-Za-z0-9_]+", "@user"),
    ("[\\x{2019}\\x{2018}]", "'"),
    ("[\\x{1F3FB}-\\x{1F3FF}\\x{FE0E}\\x{FE0F}\\x{200D}]", ""),
)
# Emoji common in comments whatever a training sample happens to hold.
ALWAYS = [chr(c) for c in (*range(0x1F600, 0x1F650), *range(0x1F910, 0x1F930), *range(0x1F970, 0x1F97B),
                           0x2764, 0x1F494, 0x1F495, 0x1F496, 0x1F49C, 0x1F499, 0x1F44D, 0x1F44E, 0x1F44F,
                           0x1F525, 0x1F4AF, 0x1F921, 0x1F9D0, 0x1F389, 0x1F595, 0x1F480, 0x1F4A9)]


def emoji_pattern():
    return regex.compile(EMOJI.replace("\\x{2", "\\u2").replace("\\x{1", "\\U0001").replace("}", "")
                         .replace("]{2", "]{2}"))


def frequent_emoji(texts, slots=EMOJI_SLOTS):
    """The `slots` emoji to give a row of their own, most frequent first."""
    pattern, seen = emoji_pattern(), Counter()
    for text in texts:
        seen.update(pattern.findall(text))
    for symbol in ALWAYS:
        seen[symbol] += 5
    return [s for s, _ in sorted(seen.items(), key=lambda kv: (-kv[1], kv[0]))][:slots]


def describe(symbol):
    """Plain words for an emoji, from its Unicode name; flags are just a flag."""
    if len(symbol) > 1:
        return "flag"
    skip = {"face", "with", "sign", "symbol", "emoji", "of", "and", "black", "white", "heavy"}
    words = [w for w in unicodedata.name(symbol, "symbol").lower().replace("-", " ").split()]
    return " ".join(w for w in words if w not in skip) or "symbol"


def build(base_folder, symbols):
    """Return `(tokenizer, {row: describing words})` for the given emoji."""
    spec = json.loads((Path(base_folder) / "tokenizer.json").read_text(encoding="utf-8"))
    vocab = spec["model"]["vocab"]
    slots = sorted((i, t) for t, i in vocab.items() if t.startswith("[unused"))
    rows = {}
    for (row, name), symbol in zip(slots, (s for s in symbols if s not in vocab)):
        del vocab[name]
        vocab[symbol] = row
        rows[row] = describe(symbol)
    spec["model"]["vocab"] = dict(sorted(vocab.items(), key=lambda kv: kv[1]))
    spec["truncation"] = spec["padding"] = None
    spec["normalizer"] = {"type": "Sequence", "normalizers": [
        *({"type": "Replace", "pattern": {"Regex": p}, "content": c} for p, c in REPLACEMENTS),
        spec["normalizer"]]}
    spec["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": EMOJI}, "behavior": "Isolated", "invert": False},
        spec["pre_tokenizer"]]}
    return Tokenizer.from_str(json.dumps(spec, ensure_ascii=False)), rows

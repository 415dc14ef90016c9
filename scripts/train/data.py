"""Read the labelled sets and turn them into weighted, multi-head examples.

An example may carry targets for several heads (a Reddit comment has a sentiment
and emotions); heads without a target add nothing to the loss, apart from what
teachers say of every text (teach.py).  Only train files are read here.  `ucc`
(non-commercial) and the CrowdFlower sets (licence unclear) are left out on
purpose: see models/README.md.
"""
import csv
import gzip
import hashlib
import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

import wide
import written

HEADS = {
    "sentiment": ["negative", "neutral", "positive"],
    "emotion": ["anger", "joy", "optimism", "sadness"],
    "irony": ["non_irony", "irony"],
    "offensive": ["not-offensive", "offensive"],
    "hate": ["not-hate", "hate"],
}
# Helps the encoder only; dropped at export.
GOEMOTIONS = ["admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity",
              "desire", "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear",
              "gratitude", "grief", "joy", "love", "nervousness", "optimism", "pride", "realization", "relief",
              "remorse", "sadness", "surprise", "neutral"]
REDDIT_EMOTION = {"anger": "anger", "annoyance": "anger", "joy": "joy", "amusement": "joy", "excitement": "joy",
                  "optimism": "optimism", "sadness": "sadness", "grief": "sadness", "disappointment": "sadness"}
# Of annotations.tsv and comments.tsv, see codebook.md.
CODES = {"sentiment": {"-": "negative", "0": "neutral", "+": "positive"}, "irony": {"0": "non_irony", "1": "irony"},
         "offensive": {"0": "not-offensive", "1": "offensive"},
         "emotion": {"a": "anger", "j": "joy", "o": "optimism", "s": "sadness"}}
EMOTION_SENTIMENT = {"anger": "negative", "sadness": "negative", "joy": "positive", "optimism": "positive"}

# Passes over a source in one turn of a stage's mix: what is drawn, not how large the set is.
PASSES = {
    "first": {
        "tweeteval/sentiment": 2.5, "goemotions": 1.1, "sst5": 2.0, "nyt_editorials": 4.0, "vader_tweets": 3.0,
        "semeval2018_valence": 2.5, "stance_sentiment": 2.0, "newsmtsc": 1.5, "tweeteval/emotion": 6.0,
        "tweeteval/irony": 6.0, "sarcasm_v2": 3.0, "tweeteval/offensive": 2.0, "tweeteval/hate": 1.5, "written": 3.0,
    },
    # The first stage left sentiment sets short and gave emotion and irony enough.
    "second": {
        "tweeteval/sentiment": 2.6, "goemotions": 0.6, "sst5": 1.8, "nyt_editorials": 4.0, "vader_tweets": 5.0,
        "semeval2018_valence": 3.0, "stance_sentiment": 3.0, "newsmtsc": 1.0, "tweeteval/emotion": 2.0,
        "tweeteval/irony": 2.5, "sarcasm_v2": 2.0, "tweeteval/offensive": 2.5, "tweeteval/hate": 1.2, "written": 2.0,
    },
    # With teachers: unlabelled texts keep the network from learning single tweets by heart.
    "taught": {
        "tweeteval/sentiment": 1.9, "goemotions": 0.75, "sst5": 1.8, "nyt_editorials": 5.0, "vader_tweets": 7.0,
        "semeval2018_valence": 4.0, "stance_sentiment": 3.0, "newsmtsc": 0.9, "tweeteval/emotion": 3.0,
        "tweeteval/irony": 3.0, "sarcasm_v2": 2.0, "tweeteval/offensive": 1.8, "tweeteval/hate": 0.8, "written": 2.0,
        "wide": 1.0, "unlabelled": 0.5,
    },
    # Our own wider sentences come in; the weak sets weigh more.
    "last": {
        "tweeteval/sentiment": 0.7, "goemotions": 0.15, "sst5": 0.7, "nyt_editorials": 2.5, "vader_tweets": 3.0,
        "semeval2018_valence": 1.2, "stance_sentiment": 1.4, "newsmtsc": 0.3, "tweeteval/emotion": 1.8,
        "tweeteval/irony": 1.5, "sarcasm_v2": 0.8, "tweeteval/offensive": 0.9, "tweeteval/hate": 0.5, "written": 0.5,
        "wide": 1.6,
    },
}
# Variants of "taught": more goemotions and offensive texts; more unlabelled ones; our own annotations (to which the sets of
# irony went over) and comments, on which the teachers are not heard.
PASSES["long"] = PASSES["taught"] | {"goemotions": 1.1, "nyt_editorials": 4.0, "tweeteval/offensive": 2.6,
                                     "tweeteval/hate": 0.9, "written": 1.5}
PASSES["far"] = PASSES["long"] | {"goemotions": 1.0, "stance_sentiment": 4.0, "unlabelled": 1.0}
PASSES["own"] = PASSES["long"] | {"tweeteval/offensive": 2.4, "annotated": 4.0, "comments": 9.0, "written": 1.0, "wide": 0.7}
# Later rounds of our own texts: the sets that were weak then weigh more, and the comments, as they grew, less.
PASSES["more"] = PASSES["own"] | {"vader_tweets": 9.0, "stance_sentiment": 4.0, "tweeteval/offensive": 2.8, "unlabelled": 0.7}
PASSES["most"] = PASSES["more"] | {"vader_tweets": 10.0, "tweeteval/offensive": 3.0, "comments": 7.0}
# Of the unlabelled texts; the Globe and Mail comments are CC BY-NC-SA.
OPEN_SOURCES = ["tweeteval-emoji", "deflategate", "nyt-room-for-debate"]
# Sources whose class shares say more about how they were collected than about
# language get a bias of their own in training, dropped at export.
SKEWED = ["stance_sentiment", "tweeteval/emotion"]


@dataclass
class Example:
    text: str
    source: str
    targets: dict = field(default_factory=dict)  # head -> probabilities
    weights: dict = field(default_factory=dict)  # head -> loss weight
    taught: dict = field(default_factory=dict)  # head -> mean probabilities of the teachers
    sure: set = field(default_factory=set)  # heads on which teachers are not heard
    round: int = 0  # of our own comments (codebook.md); 0 for all other texts


def path(folder, name, split):
    return Path(folder) / name / f"{split}.jsonl.gz"


def read(folder, name, split="train"):
    with gzip.open(path(folder, name, split), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def one_hot(head, label):
    return [float(label == name) for name in HEADS[head]]


def with_votes(row):
    """Half the label, half the raters' shares: certainty where they agree."""
    hard, total = one_hot("sentiment", row["label"]), sum(row["votes"])
    return [0.5 * h + 0.5 * v / total for h, v in zip(hard, row["votes"])]


def goemotions(row):
    targets, weights = {}, {}
    targets["goemotions"] = [float(name in row["emotions"]) for name in GOEMOTIONS]
    weights["goemotions"] = 1.0
    if row["label"] in HEADS["sentiment"]:
        targets["sentiment"], weights["sentiment"] = one_hot("sentiment", row["label"]), 1.0
    emotions = {REDDIT_EMOTION[e] for e in row["emotions"] if e in REDDIT_EMOTION}
    if len(emotions) == 1:
        targets["emotion"], weights["emotion"] = one_hot("emotion", emotions.pop()), 0.3
    return targets, weights


def one_label_sentences(rows):
    """Sentences of newsmtsc on whose targets all judgements agree."""
    labels = {}
    for row in rows:
        labels.setdefault(row["text"], set()).add(row["label"])
    return [{"text": t, "label": s.pop()} for t, s in labels.items() if len(s) == 1]


def own_table(name):
    """Rows of a tab-separated table of this folder, as it stands: no quoting."""
    with open(Path(__file__).with_name(name), encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def coded(row):
    """Targets and weights of the codes in a row: `?` and `x` give none, a head besides sentiment counts less."""
    labels = {head: names[row[head]] for head, names in CODES.items() if row[head] in names}
    return ({head: one_hot(head, label) for head, label in labels.items()},
            {head: 1.0 if head == "sentiment" else 0.5 for head in labels})


def annotate(examples, last):
    """Adds our own annotations, up to this round, to the texts they were made for, under a source of their own.

    Labels that a set brings along stay as they are.
    """
    codes = {row["sha256"]: coded(row) for row in own_table("annotations.tsv") if int(row["round"]) <= last}
    for example in examples:
        targets, weights = codes.get(digest(example.text), ({}, {}))
        if targets:
            example.sure = targets.keys() - example.targets.keys()
            example.targets, example.weights = targets | example.targets, weights | example.weights
            example.source = "annotated"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def load(folder):
    """Every training example of every source, in a fixed order."""
    out = []

    def add(source, row, targets, weights=None):
        out.append(Example(row["text"], source, targets, weights or {h: 1.0 for h in targets}))

    for name in ("tweeteval/sentiment", "sst5", "semeval2018_valence", "stance_sentiment"):
        weight = 0.5 if name == "stance_sentiment" else 1.0
        for row in read(folder, name):
            add(name, row, {"sentiment": one_hot("sentiment", row["label"])}, {"sentiment": weight})
    for name in ("nyt_editorials", "vader_tweets"):
        for row in read(folder, name):
            add(name, row, {"sentiment": with_votes(row)})
    for row in read(folder, "goemotions"):
        add("goemotions", row, *goemotions(row))
    for row in one_label_sentences(read(folder, "newsmtsc")):
        add("newsmtsc", row, {"sentiment": one_hot("sentiment", row["label"])}, {"sentiment": 0.5})
    for head in ("irony", "offensive", "hate"):
        for row in read(folder, f"tweeteval/{head}"):
            add(f"tweeteval/{head}", row, {head: one_hot(head, row["label"])})
    for row in read(folder, "sarcasm_v2"):
        add("sarcasm_v2", row, {"irony": one_hot("irony", row["label"])}, {"irony": 0.5})
    for row in read(folder, "tweeteval/emotion"):
        sentiment = EMOTION_SENTIMENT[row["label"]]
        add("tweeteval/emotion", row, {"emotion": one_hot("emotion", row["label"]),
                                       "sentiment": one_hot("sentiment", sentiment)},
            {"emotion": 1.0, "sentiment": 0.3})
    for row in written.sentences():
        add("written", row, {h: one_hot(h, row[h]) for h in HEADS if h in row})
    for row in wide.sentences():
        add("wide", row, {h: one_hot(h, row[h]) for h in HEADS if h in row})
    for row in own_table("comments.tsv"):
        add("comments", row, *coded(row))
        out[-1].sure, out[-1].round = set(out[-1].targets), int(row["round"])
    # Tweets and readers' comments without labels, apart from the non-commercial ones.
    for row in read(folder, "unlabelled", "tweets") + read(folder, "unlabelled", "news_comments"):
        if row["source"] in OPEN_SOURCES:
            add("unlabelled", row, {})
    return out


def roughen(text, rng):
    """A variant as people type it: no apostrophes, stretched words, a typo."""
    kind = rng.randrange(4)
    if kind == 0:
        return re.sub(r"(\w)['’](\w)", r"\1\2", text)
    if kind == 1:
        return re.sub(r"[.,!?;:]+(\s|$)", r"\1", text)
    words = text.split(" ")
    long = [i for i, w in enumerate(words) if len(w) > 3 and w.isalpha()]
    if not long:
        return text
    i = rng.choice(long)
    word = words[i]
    if kind == 2:
        vowels = [k for k, c in enumerate(word) if c in "aeiouAEIOU"]
        if vowels:
            k = rng.choice(vowels)
            words[i] = word[:k] + word[k] * rng.randint(2, 4) + word[k + 1:]
    else:
        k = rng.randrange(len(word) - 1)
        words[i] = word[:k] + word[k + 1] + word[k] + word[k + 2:]
    return " ".join(words)


def of_like_length(rows, length, size, rng):
    """Batches of rows of like length (little padding), order shuffled."""
    rows = sorted(rows, key=length)
    batches = [rows[k:k + size] for k in range(0, len(rows), size)]
    rng.shuffle(batches)
    return batches


class Mix:
    """An endless stream of batches in the proportions of `passes`."""

    def __init__(self, examples, ids, rough_ids, batch, seed, passes):
        self.rng, self.batch, self.ids, self.rough = random.Random(seed), batch, ids, rough_ids
        self.by_source = {}
        for i, example in enumerate(examples):
            self.by_source.setdefault(example.source, []).append(i)
        self.queues = {s: [] for s in self.by_source}
        size = {s: passes[s] * len(v) for s, v in self.by_source.items()}
        self.share = {s: n / sum(size.values()) for s, n in size.items()}

    def draw(self, source):
        queue = self.queues[source]
        if not queue:
            queue.extend(self.by_source[source])
            self.rng.shuffle(queue)
        return queue.pop()

    def chunk(self):
        """Some batches in the proportions of the sources."""
        count = 40 * self.batch
        picks = [self.draw(s) for s, p in self.share.items() for _ in range(round(count * p))]
        rows = [(i, self.rough[i] if self.rng.random() < 0.15 else self.ids[i]) for i in picks]
        self.rng.shuffle(rows)
        return of_like_length(rows, lambda row: len(row[1]), self.batch, self.rng)

    def __iter__(self):
        while True:
            yield from self.chunk()

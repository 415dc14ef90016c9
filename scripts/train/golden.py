"""Write the fixture that other engines are compared with.

Invented texts, their token ids (whole text, specials included) and the
probabilities of every head, computed from the exported int8 weights with fp32
activations.
"""
import argparse
import json
from pathlib import Path

import torch

from reference import Reference

LONG = ("The council met again on Thursday and the residents of the old harbour were there with their questions. "
        "Nobody answered the first one, which was about the money, and nobody answered the second, which was about the trees. ")
TEXTS = [
    "", "No", "Wow!", "ok", "...", "I love this song.", "What a terrible decision.", "The vote is on Tuesday.",
    "Oh great, another celebrity lecturing us. Just what we needed.", "I don't care either way.",
    "I don’t care either way.", "Not bad at all, actually.", "This is not good.", "So proud of her 😍😍😍",
    "great😂😂😂", "😡", "👍🏽 well said", "❤️ from 🇫🇷", "Thanks @some_body1, see https://example.org/a?b=c for more",
    "Write to editor@example.org about it", "www.example.org has the story", "pic.twitter.com/AbCdEf12 look at this",
    "WHY WOULD ANYONE DO THIS", "soooooo goooood", "cant wait 4 the weekend", "Café society in Zürich was delightful.",
    "He is an idiot and a liar.", "They should all go back to where they came from.", "You did your best, and it shows.",
    "We will rebuild, and tomorrow will be better.", "I miss my grandmother every day.", "How dare they raise the fares again!",
    "Love waiting two hours for a bus that never comes. #blessed", "Prices rose 3.2% in May, the office said.",
    "“A triumph,” she said – and meant it.", "Line one\nline two\n\nline four", "tabs\tand   spaces", "日本語の文です",
    "&amp; entities &lt;stay&gt;", "Supercalifragilisticexpialidocious nonsense, frankly.", "x" * 150,
    "🧑‍🤝‍🧑 together ✊", LONG, LONG * 2, LONG * 5, LONG * 3 + "A wonderful evening all the same! " + LONG * 4,
]


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--model", required=True)
    p.add_argument("--out", required=True)
    a = p.parse_args()
    torch.set_num_threads(1)
    reference = Reference(a.model)
    probabilities = reference.probabilities(TEXTS, batch=1)
    rows = [{"text": text, "ids": reference.ids(text),
             "probabilities": {n: [round(v, 6) for v in p[i].tolist()] for n, p in probabilities.items()}}
            for i, text in enumerate(TEXTS)]
    body = ",\n".join("  " + json.dumps(r, ensure_ascii=False) for r in rows)
    header = json.dumps({n: h["labels"] for n, h in reference.heads.items()})
    Path(a.out).write_text(f'{{"labels": {header},\n "texts": [\n{body}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Writes a corpus of any size, to measure with: python3 generate.py SOURCE OUT N [--seed S]

SOURCE is a folder with articles: text files, or JSONL files (also .gz) with a column `text`. Each
article of the corpus is put together from paragraphs of several of them, with an address, a day
and numbers of its own, so that no two are alike. OUT becomes a folder of JSONL files of 10,000
records. The same arguments give the same bytes. Needs Python 3.9 and nothing else.
"""

import argparse
import datetime
import gzip
import json
import pathlib
import random

RECORDS_A_FILE = 10_000
CATEGORIES = ["business", "culture", "politics", "sport", "world"]


def texts(source):
    """The texts of all articles under a folder."""
    for path in sorted(source.rglob("*")):
        name = path.name.removesuffix(".gz")
        opener = gzip.open if path.name.endswith(".gz") else open
        if name.endswith(".jsonl"):
            with opener(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    yield json.loads(line)["text"]
        elif name.endswith(".txt"):
            with opener(path, "rt", encoding="utf-8") as text:
                yield text.read()


def paragraphs(source):
    """Paragraphs of a good length, each once, those with a quotation apart."""
    quoted, plain = {}, {}
    for text in texts(source):
        for paragraph in text.split("\n"):
            paragraph = " ".join(paragraph.split())
            if 60 <= len(paragraph) <= 1500:
                kind = quoted if paragraph.count('"') >= 2 or "“" in paragraph else plain
                kind[paragraph] = None
    return list(quoted), list(plain)


def article(number, quoted, plain, chance):
    """One record."""
    count = chance.randint(3, 7)
    body = [f"The {chance.choice(CATEGORIES)} desk reports as number {number} of the day."]
    for _ in range(count):
        kind = quoted if chance.random() < 0.5 or not plain else plain
        body.append(chance.choice(kind))
    day = datetime.date(2020, 1, 1) + datetime.timedelta(days=number % 2000)
    return {
        "id": f"article-{number:07}",
        "title": " ".join(body[1].split()[:8]),
        "url": f"https://news.example.org/{day:%Y/%m/%d}/{number}",
        "published": day.isoformat(),
        "category": chance.choice(CATEGORIES),
        "text": "\n\n".join(body),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("n", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    quoted, plain = paragraphs(options.source)
    if not quoted:
        parser.error(f"{options.source}: no paragraph with a quotation in it")
    options.out.mkdir(parents=True, exist_ok=True)
    chance = random.Random(options.seed)
    for first in range(0, options.n, RECORDS_A_FILE):
        path = options.out / f"part-{first // RECORDS_A_FILE:04}.jsonl"
        with open(path, "w", encoding="utf-8") as out:
            for number in range(first, min(first + RECORDS_A_FILE, options.n)):
                record = article(number, quoted, plain, chance)
                out.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

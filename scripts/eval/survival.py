#!/usr/bin/env python3
"""Share of list items, block quotes and posts of the main text that survive the reading of a page.

usage: survival.py DATA [--lost] [--binary target/release/pullquote]

DATA is a set with `html/` and `ground-truth.json` (whole bodies). An item counts when its words,
at least five, stand in the true body; it survives when they stand in the program's main text.
"""
import argparse
import collections
import gzip
import html.parser
import json
import pathlib
import re

from run import comments

LEAST_WORDS = 5
POST = re.compile(r"twitter-|instagram-|tiktok-|bluesky-|reddit-|mastodon-|text-post")


class Items(html.parser.HTMLParser):
    """Words of the innermost `li` and `blockquote` elements of a page, and of posts, whose links
    and signatures are no words."""

    def __init__(self):
        super().__init__()
        self.open, self.found, self.link, self.paragraph = [], [], 0, 0

    def handle_starttag(self, tag, attrs):
        self.link += tag == "a"
        self.paragraph += tag == "p"
        if tag in ("li", "blockquote"):
            for outer in self.open:
                outer[2] = False
            name = "post" if POST.search(dict(attrs).get("class") or "") else tag
            self.open.append([tag, [], True, name])

    def handle_endtag(self, tag):
        self.link -= tag == "a" and self.link > 0
        self.paragraph -= tag == "p" and self.paragraph > 0
        if self.open and self.open[-1][0] == tag:
            _, words, innermost, name = self.open.pop()
            if innermost:
                self.found.append((name, fold(" ".join(words))))

    def handle_data(self, data):
        if self.open and not (self.open[-1][3] == "post" and (self.link or not self.paragraph)):
            self.open[-1][1].append(data)


def fold(text):
    """Words only, one space between them."""
    return " ".join(re.findall(r"\w+", text))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/pullquote")
    parser.add_argument("--lost", action="store_true", help="print what does not survive")
    arguments = parser.parse_args()
    gold = json.loads((arguments.data / "ground-truth.json").read_text(encoding="utf-8"))
    rows, _ = comments(arguments.binary, arguments.data / "html", options=["--with-text"])
    texts = {
        pathlib.Path(row["article_id"]).name.split(".")[0]: fold(row["text"]) for row in rows if row["kind"] == "article"
    }
    counts = collections.defaultdict(lambda: [0, 0])
    for page, truth in gold.items():
        items = Items()
        with gzip.open(arguments.data / "html" / f"{page}.html.gz") as file:
            items.feed(file.read().decode("utf-8", "replace"))
        body = fold(truth["articleBody"])
        for tag, words in set(items.found):
            if len(words.split()) >= LEAST_WORDS and words in body:
                survives = words in texts.get(page, "")
                counts[tag][1] += 1
                counts[tag][0] += survives
                if arguments.lost and not survives:
                    print(f"{page[:12]} {tag}: {words[:100]}")
    for tag, (survived, all_of) in sorted(counts.items()):
        print(f"{tag}: {survived} of {all_of} survive ({survived / all_of:.3f})")


if __name__ == "__main__":
    main()

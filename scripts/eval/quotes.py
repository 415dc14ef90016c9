#!/usr/bin/env python3
"""Score quotations and speakers on a corpus of articles with its own scorer.

usage: quotes.py CORPUS.jsonl EVALUATE.py [--binary target/release/pullquote] [SCORER OPTIONS]

CORPUS has one article a line with `id` and `text`; offsets are code points, as the program's are.
"""
import argparse
import json
import subprocess
import sys
import tempfile

from run import comments


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("evaluate")
    parser.add_argument("--binary", default="target/release/pullquote")
    arguments, options = parser.parse_known_args()
    found, seconds = comments(arguments.binary, arguments.corpus)
    quotes = {}
    for comment in found:
        quote = {key: comment[key] for key in ("start", "end", "speaker")}
        quotes.setdefault(comment["article_id"], []).append(quote)
    print(f"{len(found)} comments in {len(quotes)} articles, {seconds:.1f} s of one core")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for article, listed in quotes.items():
            out.write(json.dumps({"id": article, "quotes": listed}) + "\n")
        out.flush()
        scorer = [sys.executable, arguments.evaluate, arguments.corpus, out.name, *options]
        subprocess.run(scorer, check=True)


if __name__ == "__main__":
    main()

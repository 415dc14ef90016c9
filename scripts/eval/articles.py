#!/usr/bin/env python3
"""Score the main text of article pages with a benchmark's own scorer.

usage: articles.py DATA [--binary target/release/pullquote]

DATA holds `evaluate.py` and the sets `aeb` (whole bodies: shingles) and `trafilatura` (snippets),
each with a folder `html` of gzip-packed pages. Prints the scorer's figures, pages per second and
what could not be read; ends with an error when the program fails as a whole.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

SETS = {"aeb": ("shingles", "ground-truth.json"), "trafilatura": ("snippets", "snippets.json")}


def page_id(path):
    """The benchmark's name of a page: its file name without `.html.gz`."""
    return pathlib.Path(path).name.removesuffix(".gz").removesuffix(".html")


def extract(binary, folder):
    """Main text of every page in a folder, and the seconds it took."""
    started = time.monotonic()
    command = [binary, "extract", "--with-text", "--format", "jsonl", "--threads", "1", "--quiet", folder]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    seconds = time.monotonic() - started
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}")
    rows = map(json.loads, done.stdout.decode().splitlines())
    return {page_id(row["article_id"]): row["text"] for row in rows if row["kind"] == "article"}, seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/pullquote")
    arguments = parser.parse_args()
    for name, (measure, gold) in SETS.items():
        folder = arguments.data / name
        texts, seconds = extract(arguments.binary, folder / "html")
        print(f"{name}: {len(texts)} pages, {len(texts) / seconds:.1f} pages/s with the search for comments")
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
            for page, text in sorted(texts.items()):
                out.write(json.dumps({"id": page, "text": text}) + "\n")
            out.flush()
            scorer = [sys.executable, arguments.data / "evaluate.py", measure, folder / gold, out.name]
            subprocess.run(scorer, check=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Score comments, speakers and roles on articles in the styles of many houses.

usage: houses.py CASES... [--binary target/release/pullquote] [--errors]

CASES are files as in `houses/`: an article and, behind `---`, its comments, as in
`tests/fixtures/comments/README.md`. Printed are, over all comments of a file, how many are found by
their words, how many of all have the right role and the right speaker, how many are right in kind,
role and speaker (complete), and how many more are returned. Marks, case and a last full stop or
comma are folded.
"""
import argparse
import pathlib
import re
import tempfile
from collections import Counter

from run import comments

PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title></head><body>'
    '<header><nav><a href="/">Home</a></nav></header><main><article>{}</article></main>'
    '<footer><a href="/imprint">Imprint</a></footer></body></html>'
)


def cases(path):
    """`(name, article, wanted comments as [kind, role, speaker, words])` of a file."""
    for case in path.read_text(encoding="utf-8").split("=== ")[1:]:
        name, rest = case.split("\n", 1)
        article, lines = rest.rsplit("\n---\n", 1)
        wanted = []
        for line in lines.splitlines():
            if line.strip():
                role, speaker, _, words = (part.strip() for part in line.split(" | ", 3))
                kind = "post" if role.startswith("post ") else "quote"
                wanted.append([kind, role.removeprefix("post "), speaker, words])
        yield name, article.rstrip(), wanted


def fold(text):
    text = re.sub(r"[“”„\"‘’']", "'", text or "-")
    return re.sub(r"\s+", " ", text).strip(" .,").lower()


def found(binary, article, folder):
    page = article.startswith("<h1>")
    path = pathlib.Path(folder) / ("case.html" if page else "case.txt")
    path.write_text(PAGE.format(article) if page else article, encoding="utf-8")
    return comments(binary, path)[0]


def compare(wanted, got, counts):
    """What is wrong with the comments of an article, line by line."""
    for kind, role, speaker, words in wanted:
        counts["comments"] += 1
        match = next((it for it in got if fold(it["text"]) == fold(words)), None)
        if match is None:
            yield f"missing: {speaker}: {words}"
            continue
        got.remove(match)
        right = {
            "kind": match["kind"] == kind,
            "role": match["role"] == role,
            "speaker": fold(match["speaker"]) == fold(speaker),
        }
        counts.update(["found", *(name for name in ("role", "speaker") if right[name])])
        if all(right.values()):
            counts["complete"] += 1
        else:
            yield f"{match['kind']} {match['role']} {match['speaker']}, not {kind} {role} {speaker}: {words}"
    for more in got:
        counts["more"] += 1
        yield f"too many: {more['role']} {more['speaker']}: {more['text']}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="+", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/pullquote")
    parser.add_argument("--errors", action="store_true", help="print what is wrong, case by case")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for path in arguments.cases:
            counts = Counter()
            for name, article, wanted in cases(path):
                wrong = list(compare(wanted, found(arguments.binary, article, folder), counts))
                if arguments.errors and wrong:
                    print(name, *wrong, sep="\n    ")
            share = " ".join(
                f"{name} {counts[name] / counts['comments']:.3f}" for name in ("found", "role", "speaker", "complete")
            )
            print(f"{path}: {counts['comments']} comments, {share}, {counts['more']} too many")


if __name__ == "__main__":
    main()

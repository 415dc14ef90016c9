#!/usr/bin/env python3
"""Collect what the judgement of roles is learned from: the features of every speaker, with the true role.

usage: collect.py EVALUATE.py SET... [--binary target/release/examples/role_evidence] > EVIDENCE.jsonl

A SET is a folder with `articles/` and `gold.jsonl` (marked set, `scripts/eval/pages/N`) or a file of cases
(`scripts/eval/houses/N.txt`); EVALUATE.py is the scorer of the marked set. A set given as `tuned:SET` is one
that the rules were made on: there they are right more often than they will be. The binary is built by

    cargo build --release --example role_evidence

Printed is one line a comment: `{"set", "tuned", "article", "role", "rule", "features"}`.
"""
import argparse
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "eval"))
import houses  # noqa: E402


def marked(folder):
    """`(name, bytes, comments as (words, role))` of a marked set."""
    for line in (folder / "gold.jsonl").open(encoding="utf-8"):
        record = json.loads(line)
        wanted = [(quote["text"], quote["role"]) for quote in record["quotes"] if quote["text"]]
        yield record["id"], (folder / "articles" / record["file"]).read_bytes(), wanted


def cases(file):
    """The same of a file of cases."""
    for number, (_, article, wanted) in enumerate(houses.cases(file)):
        page = article.startswith("<h1>")
        text = houses.PAGE.format(article) if page else article
        yield f"{number:03}.{'html' if page else 'txt'}", text.encode(), [(words, role) for _, role, _, words in wanted]


def evidence(binary, articles):
    """The program's quotations of every article, by name."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text, _ in articles:
            pathlib.Path(folder, name).write_bytes(text)
        done = subprocess.run([binary, folder], check=True, capture_output=True, text=True)
    found = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        found.setdefault(pathlib.Path(row["article"]).name, []).append(row)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scorer", type=pathlib.Path)
    parser.add_argument("sets", nargs="+")
    parser.add_argument("--binary", default="target/release/examples/role_evidence")
    options = parser.parse_args()
    spec = importlib.util.spec_from_file_location("scorer", options.scorer)
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    for name in options.sets:
        tuned, path = name.startswith("tuned:"), pathlib.Path(name.removeprefix("tuned:"))
        articles = list(marked(path) if path.is_dir() else cases(path))
        found = evidence(options.binary, articles)
        for article, _, wanted in articles:
            rows = found.get(article, [])
            words = [scorer.norm(text) for text, _ in wanted]
            for one, two in scorer.pairs(words, [scorer.norm(row["text"]) for row in rows], 0.8):
                print(json.dumps({
                    "set": str(path), "tuned": tuned, "article": article, "role": wanted[one][1],
                    "rule": rows[two]["role"], "features": rows[two]["features"],
                }, ensure_ascii=False))


if __name__ == "__main__":
    main()

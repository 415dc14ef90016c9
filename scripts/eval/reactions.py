#!/usr/bin/env python3
"""Score comments, speakers and roles on articles with marked comments.

usage: reactions.py DATA [--binary target/release/pullquote] [--scorer EVALUATE.py] [SCORER OPTIONS]

DATA holds `articles/`, `gold.jsonl` and, unless another is named, the scorer `evaluate.py` (options:
--by row, --errors 20).
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

from run import comments


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/pullquote")
    parser.add_argument("--scorer", type=pathlib.Path)
    arguments, options = parser.parse_known_args()
    found, _ = comments(arguments.binary, arguments.data / "articles")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        out.writelines(json.dumps(comment) + "\n" for comment in found)
        out.flush()
        scorer = arguments.scorer or arguments.data / "evaluate.py"
        subprocess.run([sys.executable, scorer, arguments.data / "gold.jsonl", out.name, *options], check=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Articles and pages a second on one core, in processor time, the start of the program left out.

usage: speed.py INPUT... [--binary target/release/pullquote]

INPUT is what `pullquote extract` reads. Run it on a machine at rest; the best of three counts.
"""
import argparse

from run import comments

RUNS = 3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--binary", default="target/release/pullquote")
    arguments = parser.parse_args()
    for given in arguments.inputs:
        rows, _ = comments(arguments.binary, given, options=["--with-text"])
        articles = sum(row["kind"] == "article" for row in rows)
        seconds = min(comments(arguments.binary, given)[1] for _ in range(RUNS))
        print(f"{given}: {articles} articles, {articles / seconds:.0f} a second")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Count the embedded posts of real pages that the program finds.

usage: embeds.py DATA [--binary target/release/pullquote]

DATA/embedded-posts.json says how many posts each page of DATA/SET/html has. Ends with an error
when one is missing.
"""
import argparse
import json
import pathlib
import sys

from run import comments


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--binary", default="target/release/pullquote")
    arguments = parser.parse_args()
    sets = json.loads((arguments.data / "embedded-posts.json").read_text(encoding="utf-8"))
    found = wanted = 0
    for name, pages in sets.items():
        for page, count in pages.items():
            path = arguments.data / name / "html" / f"{page}.html.gz"
            posts = sum(comment["kind"] == "post" for comment in comments(arguments.binary, path)[0])
            found += min(posts, count)
            wanted += count
            if posts != count:
                print(f"{name}/{page}: {posts} of {count}")
    print(f"{found} of {wanted} posts")
    sys.exit(found < wanted)


if __name__ == "__main__":
    main()

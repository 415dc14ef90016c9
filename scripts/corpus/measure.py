#!/usr/bin/env python3
"""Measures pullquote analyze on generated corpora: python3 measure.py SOURCE [N …]

Generates a corpus of each size N (default 20000 200000) from the articles in the folder SOURCE
with generate.py, runs the release build on it, and prints a table: articles and comments a second,
peak memory, processor time, utilisation of the cores, and the share of each stage in the work. On
a machine that does other work, too, believe the processor time rather than the clock. Needs
Python 3.9 on Linux and nothing else.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAGES = ["reading", "extraction", "scoring", "writing", "report"]


def metrics(path):
    """The numbers of a textfile of Prometheus."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def run(program, arguments):
    """Runs the program; gives wall and processor seconds, peak memory in MB, exit code."""
    started = time.monotonic()
    child = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        sys.exit(f"exit code {child.returncode}: {said}")
    wall = time.monotonic() - started
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("sizes", type=int, nargs="*", default=[20_000, 200_000])
    parser.add_argument("--program", default=str(ROOT / "target/release/pullquote"))
    parser.add_argument("--work", type=pathlib.Path, help="folder for corpora and results")
    parser.add_argument("--option", action="append", default=[], help="option for pullquote")
    options = parser.parse_args()
    work = options.work or pathlib.Path(tempfile.mkdtemp(prefix="pullquote-measure-"))
    cores = len(os.sched_getaffinity(0))
    print("| articles | comments | wall s | CPU s | articles/CPU s | comments/CPU s | peak MB |"
          " utilisation | " + " | ".join(STAGES) + " |")
    print("|---" * (8 + len(STAGES)) + "|")
    for size in options.sizes:
        corpus, result = work / f"corpus-{size}", work / f"result-{size}"
        if not corpus.exists():
            generate = ROOT / "scripts/corpus/generate.py"
            subprocess.run([sys.executable, generate, options.source, corpus, str(size)], check=True)
        shutil.rmtree(result, ignore_errors=True)
        numbers = work / f"numbers-{size}.prom"
        wall, cpu, peak = run(options.program, [
            "analyze", str(corpus), "--output", str(result), "--metrics", str(numbers),
            "--quiet", *options.option])
        found = metrics(numbers)
        articles = found["pullquote_last_run_articles_read"]
        comments = found["pullquote_last_run_comments"]
        seconds = [found[f'pullquote_last_run_stage_seconds{{stage="{stage}"}}'] for stage in STAGES]
        shares = [f"{value / sum(seconds):.1%}" for value in seconds]
        print(f"| {articles:.0f} | {comments:.0f} | {wall:.0f} | {cpu:.0f} | {articles / cpu:.0f} |"
              f" {comments / cpu:.0f} | {peak:.0f} | {cpu / wall / cores:.0%} | "
              + " | ".join(shares) + " |", flush=True)
        (work / f"numbers-{size}.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()

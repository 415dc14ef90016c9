"""Measures `pullquote score` from outside: how long a start takes, and memory on many lines.

    python scripts/bench/program.py [--lines 1000000] [--runs 20] [--program target/release/pullquote]

The start is the whole run with one line, by the clock; the median counts. For memory, lines that
are all different go to standard input as fast as they are taken: most are of a few words, every
hundredth is as long as a post, so that a million take minutes. The resident memory is read ten
times a second; flat means that the peak of the second half is at most 5 % above the first's.
Needs Linux and no package. Exits with 1 when a limit is passed (100 ms, 200 MB, flat).
"""

import argparse
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT = 0.1
MEMORY_LIMIT = 200e6
GROWTH_LIMIT = 1.05
POST = (
    "The council closed the library again, for the {}th time, and nobody asked the people who go "
    "there every week; we are angry, and we will say so at the next meeting, all of us. "
)


def start(program, runs):
    """Seconds of each run with one line."""
    seconds = []
    for _ in range(runs):
        before = time.perf_counter()
        subprocess.run([program, "score"], input=b"I love it\n", stdout=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - before)
    return seconds


def resident(pid):
    """Resident memory in bytes: now, and at most so far."""
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return tuple(int(status[key].split()[0]) * 1024 for key in ["VmRSS", "VmHWM"])


def feed(pipe, count, given):
    """Writes lines; `given` holds how many of them so far."""
    for first in range(0, count, 1000):
        lines = (
            POST.format(index) if index % 100 == 0 else f"not {index}"
            for index in range(first, min(first + 1000, count))
        )
        pipe.write(("\n".join(lines) + "\n").encode())
        given[0] = first
    pipe.close()


def memory(program, count):
    """The samples, as (lines given so far, resident bytes); the peak; lines that came out."""
    process = subprocess.Popen(
        [program, "score"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    given, samples, came = [0], [], [0]

    def drain():
        came[0] = sum(1 for _ in process.stdout)

    threads = [
        threading.Thread(target=feed, args=(process.stdin, count, given)),
        threading.Thread(target=drain),
    ]
    for thread in threads:
        thread.start()
    peak = 0
    while process.poll() is None:
        try:
            now, peak = resident(process.pid)
            samples.append((given[0], now))
        except (KeyError, FileNotFoundError):
            break  # It ended between the two looks.
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    if process.wait() != 0:
        sys.exit(f"pullquote score ended with {process.returncode}")
    return samples, peak, came[0] - 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--program", default=ROOT / "target/release/pullquote")
    arguments = parser.parse_args()

    seconds = start(arguments.program, arguments.runs)
    median = statistics.median(seconds)
    print(f"start with one line: median of {arguments.runs} runs {median * 1e3:.0f} ms, "
          f"from {min(seconds) * 1e3:.0f} to {max(seconds) * 1e3:.0f}", flush=True)

    began = time.perf_counter()
    samples, peak, came = memory(arguments.program, arguments.lines)
    if came != arguments.lines:
        sys.exit(f"{came} rows for {arguments.lines} lines")
    halves = [
        max((size for given, size in samples if (given < arguments.lines / 2) == first), default=0)
        for first in [True, False]
    ]
    growth = halves[1] / halves[0] if all(halves) else 1.0
    print(f"{came:,} lines in {time.perf_counter() - began:.0f} s: peak memory {peak / 1e6:.0f} MB; "
          f"first half {halves[0] / 1e6:.0f} MB, second half {halves[1] / 1e6:.0f} MB")
    passed = [
        f"{what}: over the limit"
        for what, value, limit in [
            ("start", median, START_LIMIT), ("memory", peak, MEMORY_LIMIT),
            ("growth", growth, GROWTH_LIMIT),
        ]
        if value > limit
    ]
    if passed:
        sys.exit("\n".join(passed))


if __name__ == "__main__":
    main()

"""Scores the same texts with the same weights by pullquote and what people would use instead.

    python scripts/bench/peers.py TEXTS [--count 400] [--rounds 3] [--cores 1 2] [--engines …]

TEXTS has one text a line, or is JSON lines with `text` (also as .gz); repeated texts are left out.
Needs what `scripts/bench/run` prepares. The peers (engines.py) are processes that load once and
then wait; pullquote and its rust-bert engine are runs of the whole program, less a run with one
text, as the others' loading is not counted either. All are held to the same cores. A round goes
through all engines in turn, in both orders of the texts, so that a busy moment hits all alike.
Each peer runs with the batch size that was its fastest in a trial on every number of cores and
order. Printed are medians, as Markdown:

- texts/s by the clock, and how many times as fast pullquote (int8, same order) was: the median
  over the rounds of that ratio, by the clock and by processor time, which other work on the
  machine disturbs less;
- share: operations of the linear layers on the texts' own tokens (no padding), a second, as a
  share of the measured peak of those cores, in the numbers that the engine multiplies;
- same labels: texts with the sentiment that the transformers pipeline gives them.
"""

import argparse
import csv
import gzip
import io
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/bench"))
from engines import CONFIG, MODEL, OURS, export  # noqa: E402

PROGRAM = ROOT / "target/release/pullquote"
WITH_RUST_BERT = ROOT / "target/release/pullquote-rust-bert"
PEAK = ROOT / "target/release/examples/peak"
REFERENCE = "transformers"
PEERS = [REFERENCE, "onnx-fp32", "onnx-int8"]
PROGRAMS = {
    "pullquote int8": (PROGRAM, ["--precision", "int8"]),
    "pullquote int8, AVX2": (PROGRAM, ["--precision", "int8", "--kernel", "avx2"]),
    "pullquote fp32": (PROGRAM, ["--precision", "fp32"]),
    "rust-bert": (WITH_RUST_BERT, ["--engine", "rust-bert"]),
}
OURSELF = "pullquote int8"
BATCHES = [4, 8, 32]
TRIAL = 100


def read(path, count):
    """Different texts, each on one line, from all parts of the file."""
    opened = gzip.open(path, "rt") if path.suffix == ".gz" else open(path)
    with opened as lines:
        is_json = ".jsonl" in path.name
        texts = [json.loads(line)["text"] if is_json else line for line in lines]
    texts = list(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
    step = max(1, len(texts) // count)
    return texts[::step][:count]


def operations(texts):
    """Multiplications and additions of the linear layers on the texts' tokens."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.enable_truncation(OURS["window"])
    tokens = sum(len(text.ids) for text in tokenizer.encode_batch(texts))
    hidden, between = CONFIG["hidden_size"], CONFIG["intermediate_size"]
    a_token = 2 * CONFIG["num_hidden_layers"] * (4 * hidden * hidden + 2 * hidden * between)
    return tokens, tokens * a_token


def held(cores):
    return ["taskset", "--cpu-list", ",".join(map(str, range(cores)))]


def peak(cores):
    output = subprocess.run([*held(cores), PEAK, str(cores)], check=True, capture_output=True)
    return json.loads(output.stdout)


class Peer:
    """A worker of engines.py."""

    def __init__(self, name, cores, folder):
        self.process = subprocess.Popen(
            [*held(cores), sys.executable, ROOT / "scripts/bench/engines.py", name, folder, str(cores)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=os.environ | {"OMP_NUM_THREADS": str(cores), "RAYON_NUM_THREADS": str(cores)},
        )
        if self.process.stdout.readline() != "ready\n":
            sys.exit(f"{name}: the worker did not start; run scripts/bench/engines.py to see why")
        self.batches = {}

    def ask(self, file, batch):
        self.process.stdin.write(f"{batch} {file}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return *answer["seconds"], answer["labels"]

    def run(self, order, file):
        if order not in self.batches:
            trial = Path(f"{file}.trial")
            self.batches[order] = min(BATCHES, key=lambda batch: self.ask(trial, batch)[0])
        return self.ask(file, self.batches[order])

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Program:
    """Runs of the program."""

    def __init__(self, name, cores):
        program, options = PROGRAMS[name]
        self.command = [*held(cores), program, "score", "--threads", str(cores), *options]
        libraries = ROOT / "target/libtorch/lib"
        self.environment = os.environ | {"LD_LIBRARY_PATH": str(libraries)}

    def once(self, file):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall = time.perf_counter()
        output = subprocess.run(
            self.command, stdin=open(file), stdout=subprocess.PIPE, check=True, text=True,
            env=self.environment,
        ).stdout
        wall = time.perf_counter() - wall
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        labels = [row["sentiment"] for row in csv.DictReader(io.StringIO(output))]
        return wall, processor, labels

    def run(self, _, file):
        (wall, processor, labels), start = self.once(file), self.once(f"{file}.first")
        return wall - start[0], processor - start[1], labels

    def close(self):
        pass


def write(folder, texts):
    """The texts in both orders, each with a part for trials and with its first text alone."""
    files = {}
    for order, lines in {"input": texts, "sorted": sorted(texts, key=len)}.items():
        files[order] = folder / f"{order}.txt"
        trial = lines[:: max(1, len(lines) // TRIAL)]
        for suffix, part in {"": lines, ".trial": trial, ".first": lines[:1]}.items():
            Path(f"{files[order]}{suffix}").write_text("\n".join(part))
    return files


def compare(arguments, texts, cores):
    """Runs all rounds on a number of cores and prints the table."""
    files = write(arguments.folder, texts)
    engines = {
        name: Peer(name, cores, arguments.folder) if name in PEERS else Program(name, cores)
        for name in arguments.engines
    }
    peaks, found = [peak(cores)], {}
    for _ in range(arguments.rounds):
        for order, file in files.items():
            for name, engine in engines.items():
                found.setdefault((name, order), []).append(engine.run(order, file))
        peaks.append(peak(cores))
    for engine in engines.values():
        engine.close()
    # The clock of a core goes up and down by some percent: the middle of all, as of the engines' times.
    middle = {kind: statistics.median(one[kind] or 0 for one in peaks) for kind in ["int8", "fp32"]}
    highest = max(one["int8"] or 0 for one in peaks)
    tokens, work = operations(texts)
    print(f"\n{len(texts)} texts of {tokens / len(texts):.1f} tokens, {cores} core(s), "
          f"{arguments.rounds} rounds; peak {middle['int8']:.0f} Gop/s int8 ({highest:.0f} at most), "
          f"{middle['fp32']:.0f} Gflop/s fp32.\n")
    print("| Engine | Order | Batch | Texts/s | pullquote is, clock | pullquote is, processor time | Share of peak | Same labels |")
    print("|---|---|---|---|---|---|---|---|")
    for order in files:
        ours = found[OURSELF, order]
        reference = found.get((REFERENCE, order), ours)[0][2]
        for name, engine in engines.items():
            runs = found[name, order]
            wall = statistics.median(run[0] for run in runs)
            clock, processor = (
                statistics.median(run[at] / own[at] for run, own in zip(runs, ours)) for at in [0, 1]
            )
            kind = "int8" if "int8" in name else "fp32"
            share = work / wall / 1e9 / middle[kind] if middle[kind] else float("nan")
            same = sum(map(str.__eq__, runs[0][2], reference)) / len(texts)
            batch = engine.batches[order] if isinstance(engine, Peer) else "–"
            print(f"| {name} | {order} | {batch} | {len(texts) / wall:.0f} | {clock:.2f} × | "
                  f"{processor:.2f} × | {share:.0%} | {same:.1%} |")
    sys.stdout.flush()
    return {key: statistics.median(run[0] for run in runs) for key, runs in found.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--engines", nargs="+", default=[*PROGRAMS, *PEERS], choices=[*PROGRAMS, *PEERS])
    parser.add_argument("--folder", type=Path, default=ROOT / "target/bench")
    arguments = parser.parse_args()
    if "rust-bert" in arguments.engines and not WITH_RUST_BERT.exists():
        print(f"no {WITH_RUST_BERT}: rust-bert is left out", file=sys.stderr)
        arguments.engines.remove("rust-bert")
    arguments.engines = sorted(arguments.engines, key=[*PROGRAMS, *PEERS].index)
    if OURSELF not in arguments.engines:
        parser.error(f"--engines must have \"{OURSELF}\", which the others are compared with")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    export(arguments.folder)
    texts = read(arguments.texts, arguments.count)
    print(f"{platform.machine()}, {os.cpu_count()} cores; load at the start {os.getloadavg()[0]:.1f}")
    medians = {cores: compare(arguments, texts, cores) for cores in arguments.cores}
    one, two = medians.get(1), medians.get(2)
    if one and two:
        print("\nTwo cores against one, by the clock: " + ", ".join(
            f"{name} {one[name, 'input'] / two[name, 'input']:.2f} ×" for name in arguments.engines))


if __name__ == "__main__":
    main()

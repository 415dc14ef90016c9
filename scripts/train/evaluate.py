"""Measure a model folder on every val file, through the program itself: a table for the model card.

The figures are those of `pullquote eval` in 8-bit arithmetic; 95 % bootstrap intervals (percentile,
seed 0) are drawn from its confusion tables.  With `--float FOLDER` the same weights before
quantising, in 32-bit arithmetic, are compared: loss of the metric and agreement of labels.
"""
import argparse
import json

import numpy as np

import data
import program
from measures import interval

SETS = [("tweeteval/sentiment", "val", "sentiment"), ("goemotions", "val", "sentiment"),
        ("nyt_editorials", "val", "sentiment"), ("vader_tweets", "val", "sentiment"), ("sst5", "val", "sentiment"),
        ("newsmtsc", "val_rw", "sentiment"), ("gop_debate", "val", "sentiment"), ("airline", "val", "sentiment"),
        ("self_driving_cars", "val", "sentiment"),
        *((f"tweeteval/{h}", "val", h) for h in list(data.HEADS)[1:])]
NEVER_TRAINED = {"gop_debate", "airline", "self_driving_cars"}
SENTENCES = ["Oh great, another celebrity lecturing us. Just what we needed.", "I don't care either way."]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", required=True)
    p.add_argument("--program", required=True, help="the pullquote binary")
    p.add_argument("--model", help="a model folder; without it, the built-in model")
    p.add_argument("--float", help="folder with the same weights in floats (export.py --float)")
    p.add_argument("--bootstrap", type=int, default=1000)
    p.add_argument("--json")
    a = p.parse_args()
    small = program.Program(a.program, a.model)
    full = program.Program(a.program, a.float, "fp32") if a.float else None
    print("| Set | Metric | n | Value | 95 % | ECE | NLL | Recalls | fp32 | Same label |\n" + "|---" * 10 + "|")
    results = []
    for name, split, head in SETS:
        file = data.path(a.data, name, split)
        found, answers = small.evaluate(file, head)
        counts = np.array(found["confusion"]["counts"])
        low, high = interval(head, counts, a.bootstrap)
        row = {"set": name, "trained": name not in NEVER_TRAINED, **found, "low": float(low), "high": float(high)}
        if full:
            other, others = full.evaluate(file, head)
            same = np.mean([one["label"] == two["label"] for one, two in zip(answers, others, strict=True)])
            row |= {"fp32": other["value"], "agreement": float(same)}
        results.append(row)
        recalls = " ".join(f"{row[f'recall_{label}']:.2f}" for label in data.HEADS[head])
        note = "" if row["trained"] else " (never trained on)"
        print(f"| {name}{note} | {found['metric']} | {found['n']} | {found['value']:.3f} | {low:.3f} to {high:.3f} | {found['ece']:.3f} "
              f"| {found['nll']:.3f} | {recalls} | " + (f"{row['fp32']:.3f} | {100 * row['agreement']:.1f} % |" if full else "| |"), flush=True)
    for text, row in zip(SENTENCES, small.score(SENTENCES)):
        print(text, {k: v for k, v in row.items() if k.startswith("p_") or k in ("sentiment", "flags")})
    if a.json:
        with open(a.json, "w", encoding="utf-8") as out:
            json.dump(results, out, indent=1)


if __name__ == "__main__":
    main()

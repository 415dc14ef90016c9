"""Measure an exported folder on every val file: one line a set, or JSON.

The figures follow the official metric of each task and come with 95 % bootstrap
intervals (percentile, seed 0).  With `--fp32 final.pt` the unquantised weights
are compared: loss of the metric and agreement of labels.
"""
import argparse
import json

import numpy as np
import torch

import data
from reference import Reference

SETS = [("tweeteval/sentiment", "val", "sentiment"), ("goemotions", "val", "sentiment"),
        ("nyt_editorials", "val", "sentiment"), ("vader_tweets", "val", "sentiment"), ("sst5", "val", "sentiment"),
        ("newsmtsc", "val_rw", "sentiment"), ("gop_debate", "val", "sentiment"),
        *((f"tweeteval/{h}", "val", h) for h in list(data.HEADS)[1:])]
NEVER_TRAINED = {"gop_debate"}
SENTENCES = ["Oh great, another celebrity lecturing us. Just what we needed.", "I don't care either way."]


def table(gold, guess, size):
    return np.bincount(gold * size + guess, minlength=size * size).reshape(size, size)


def metric(head, counts):
    """The task's official figure from its confusion table (gold x predicted)."""
    hits, gold, guess = np.diag(counts), counts.sum(1), counts.sum(0)
    if head == "sentiment":
        return float((hits / np.maximum(gold, 1)).mean())
    f1 = 2 * hits / np.maximum(gold + guess, 1)
    return float(f1[1] if head == "irony" else f1.mean())


def interval(head, counts, rounds):
    """95 % percentile bootstrap: resampling rows is a multinomial draw of the table's cells."""
    rng, total = np.random.default_rng(0), counts.sum()
    draws = rng.multinomial(total, counts.ravel() / total, rounds)
    return np.percentile([metric(head, d.reshape(counts.shape)) for d in draws], [2.5, 97.5])


def calibration_error(gold, probs, bins=15):
    top, right = probs.max(1), probs.argmax(1) == gold
    cell = np.minimum((top * bins).astype(int), bins - 1)
    return sum(abs(top[cell == b].sum() - right[cell == b].sum()) for b in range(bins)) / len(gold)


def with_weights(folder, path, which):
    """The same folder's tokenizer and calibration on unquantised weights."""
    full = Reference(folder)
    state = torch.load(path)[which]
    full.model.load_state_dict({k: v for k, v in state.items() if not k.startswith("heads.goemotions")})
    return full


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--model", required=True)
    p.add_argument("--fp32")
    p.add_argument("--which", default="average")
    p.add_argument("--bootstrap", type=int, default=1000)
    p.add_argument("--json")
    p.add_argument("--predictions", help="folder for prediction files, one a set")
    a = p.parse_args()
    torch.set_num_threads(2)
    small = Reference(a.model)
    full = with_weights(a.model, a.fp32, a.which) if a.fp32 else None
    results = []
    for name, split, head in SETS:
        labels = data.HEADS[head]
        every = data.read(a.data, name, split)
        rows = [r for r in every if r["label"] in labels]
        texts, gold = [r["text"] for r in rows], np.array([labels.index(r["label"]) for r in rows])
        probs = small.probabilities(texts)[head].numpy()
        guess = probs.argmax(1)
        counts = table(gold, guess, len(labels))
        low, high = interval(head, counts, a.bootstrap)
        row = {"set": name, "head": head, "n": len(gold), "value": metric(head, counts), "low": float(low), "high": float(high),
               "ece": float(calibration_error(gold, probs)), "trained": name not in NEVER_TRAINED,
               "recall": (np.diag(counts) / np.maximum(counts.sum(1), 1)).tolist()}
        if full:
            other = full.probabilities(texts)[head].numpy().argmax(1)
            row |= {"fp32": metric(head, table(gold, other, len(labels))), "agreement": float((other == guess).mean())}
        results.append(row)
        print(f"{name:22} n {row['n']:5} {row['value']:.4f} [{low:.4f}, {high:.4f}] ece {row['ece']:.4f} "
              + " ".join(f"{x:.2f}" for x in row["recall"])
              + (f" fp32 {row['fp32']:.4f} agree {row['agreement']:.4f}" if full else ""), flush=True)
        if a.predictions:
            with open(f"{a.predictions}/{name.replace('/', '_')}.jsonl", "w", encoding="utf-8") as out:
                kept = iter(probs.tolist())
                for r in every:
                    p_row = next(kept) if r["label"] in labels else [1 / len(labels)] * len(labels)
                    out.write(json.dumps({"probs": dict(zip(labels, p_row))}) + "\n")
    for text in SENTENCES:
        print(text, {n: [round(v, 3) for v in p[0].tolist()] for n, p in small.probabilities([text]).items()})
    if a.json:
        with open(a.json, "w", encoding="utf-8") as out:
            json.dump(results, out, indent=1)


if __name__ == "__main__":
    main()

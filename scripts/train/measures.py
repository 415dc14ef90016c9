"""The official metric of each task from a confusion table, its bootstrap interval, and the calibration error."""
import numpy as np


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

"""Calibration of a head, and the choice of its operating point.

Temperature and biases (Guo et al. 2017) are fitted by likelihood on val, which keeps the class
shares of val: labels then favour frequent classes, while the headline metrics weigh classes
evenly.  A tilt of `t` adds `-t * log(share)` to the logits (Menon et al. 2021; 1 assumes even
shares).  A head that was trained balanced needs neither: `raw` fits the temperature alone and
leaves the labels as trained.  A common factor at the end matches mean confidence with accuracy.

Everything is fitted on log-probabilities that the program itself printed for an uncalibrated
model folder.  They differ from the logits by one number a text, which one factor for all classes
leaves without effect.

As a program: for every head a table of operating points with five-fold cross-validated metric,
calibration error and likelihood, from which those in run.sh were chosen.
"""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

import data
import program
from measures import calibration_error, metric, table

FACTORS = np.arange(0.3, 1.505, 0.01)
POINTS = ("raw", 0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def scaled(logits, gold, free_bias):
    """Temperature and biases by likelihood, with a light pull towards the identity."""
    factor = torch.ones((), requires_grad=True)
    bias = torch.zeros(logits.shape[1], requires_grad=free_bias)
    parts = [factor, bias] if free_bias else [factor]
    optimizer = torch.optim.LBFGS(parts, max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(logits * factor + bias, gold) + 0.001 * ((factor - 1) ** 2 + (bias ** 2).sum())
        loss.backward()
        return loss

    optimizer.step(closure)
    return factor.detach(), bias.detach()


def fit(logits, gold, point):
    """`{"scale": […], "bias": […]}` for softmax(scale * logit + bias)."""
    factor, bias = scaled(logits, gold, point != "raw")
    if point != "raw":
        share = torch.bincount(gold, minlength=logits.shape[1]) / len(gold)
        bias = bias - point * share.log()
    scores = logits * factor + bias
    accuracy = (scores.argmax(1) == gold).float().mean()
    match = float(min(FACTORS, key=lambda f: abs((scores * f).softmax(1).amax(1).mean() - accuracy).item()))
    bias = (bias - bias.mean()) * match
    return {"scale": [round(factor.item() * match, 5)] * len(bias), "bias": [round(b, 5) for b in bias.tolist()]}


def apply(logits, calibration):
    return logits * torch.tensor(calibration["scale"]) + torch.tensor(calibration["bias"])


def cross_validated(logits, gold, point, folds=5):
    """Scores of each text by a calibration that did not see it."""
    order = torch.randperm(len(gold), generator=torch.Generator().manual_seed(0))
    out = torch.zeros_like(logits)
    for k in range(folds):
        held = order[k::folds]
        rest = torch.cat([order[j::folds] for j in range(folds) if j != k])
        out[held] = apply(logits[held], fit(logits[rest], gold[rest], point))
    return out


def log_probabilities(caller, folder, head):
    """`(log-probabilities, gold)` of the head's val set, as the program gives them."""
    labels = data.HEADS[head]
    rows = data.read(folder, f"tweeteval/{head}", "val")
    _, answers = caller.evaluate(data.path(folder, f"tweeteval/{head}", "val"), head)
    kept = [(a, labels.index(r["label"])) for r, a in zip(rows, answers, strict=True) if r["label"] in labels]
    probs = torch.tensor([[a["probs"][name] for name in labels] for a, _ in kept], dtype=torch.float64)
    return probs.clamp(min=1e-12).log().float(), torch.tensor([g for _, g in kept])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", required=True)
    p.add_argument("--program", required=True, help="the pullquote binary")
    p.add_argument("--model", required=True, help="an uncalibrated model folder (export.py --uncalibrated)")
    a = p.parse_args()
    caller = program.Program(a.program, a.model)
    for head, labels in data.HEADS.items():
        logits, gold = log_probabilities(caller, a.data, head)
        for point in POINTS:
            scores = cross_validated(logits, gold, point)
            value = metric(head, table(gold.numpy(), scores.argmax(1).numpy(), len(labels)))
            error = calibration_error(gold.numpy(), scores.softmax(1).numpy())
            print(f"{head:10} {point!s:4} {value:.4f} ece {error:.4f} nll {F.cross_entropy(scores, gold):.4f}", flush=True)


if __name__ == "__main__":
    main()

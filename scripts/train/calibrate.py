"""Calibration of a head, and the choice of its operating point.

Vector scaling (Guo et al. 2017) is fitted by likelihood on val, which keeps the
class shares of val: labels then favour frequent classes, while the headline
metrics weigh classes evenly.  A tilt of `t` adds `-t * log(share)` to the logits
(Menon et al. 2021; 1 would assume even shares) and a common factor afterwards
matches mean confidence with accuracy again.  It moves probabilities away from
the shares of val: a report that wants shares corrects them by the confusion table.

As a program: for every head a table of tilts with five-fold cross-validated
metric and calibration error, from which the tilts in run.sh were chosen.
"""
import argparse

import numpy as np
import torch
import torch.nn.functional as F

import data
from evaluate import calibration_error, metric, table
from reference import Reference

FACTORS = np.arange(0.5, 1.305, 0.01)


def vector_scaling(logits, gold):
    """Scale and bias per class, with a light pull towards the identity."""
    scale = torch.ones(logits.shape[1], requires_grad=True)
    bias = torch.zeros(logits.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([scale, bias], max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        pull = 0.01 * ((scale - 1).pow(2).sum() + bias.pow(2).sum())
        loss = F.cross_entropy(logits * scale + bias, gold) + pull
        loss.backward()
        return loss

    optimizer.step(closure)
    return scale.detach(), bias.detach()


def fit(logits, gold, tilt=0.0):
    """`{"scale": […], "bias": […]}` for softmax(scale * logit + bias)."""
    scale, bias = vector_scaling(logits, gold)
    share = torch.bincount(gold, minlength=logits.shape[1]) / len(gold)
    bias = bias - tilt * share.log()
    scores = logits * scale + bias
    accuracy = (scores.argmax(1) == gold).float().mean()
    factor = min(FACTORS, key=lambda f: abs((scores * f).softmax(1).amax(1).mean() - accuracy).item())
    rounded = [[round(v, 5) for v in (t * float(factor)).tolist()] for t in (scale, bias - bias.mean())]
    return {"scale": rounded[0], "bias": rounded[1]}


def apply(logits, calibration):
    return logits * torch.tensor(calibration["scale"]) + torch.tensor(calibration["bias"])


def cross_validated(logits, gold, tilt, folds=5):
    """Scores of each text by a calibration that did not see it."""
    order = torch.randperm(len(gold), generator=torch.Generator().manual_seed(0))
    out = torch.zeros_like(logits)
    for k in range(folds):
        held = order[k::folds]
        rest = torch.cat([order[j::folds] for j in range(folds) if j != k])
        out[held] = apply(logits[held], fit(logits[rest], gold[rest], tilt))
    return out


def gold_rows(folder, head):
    rows = [r for r in data.read(folder, f"tweeteval/{head}", "val") if r["label"] in data.HEADS[head]]
    return [r["text"] for r in rows], torch.tensor([data.HEADS[head].index(r["label"]) for r in rows])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", required=True)
    p.add_argument("--model", required=True)
    a = p.parse_args()
    reference = Reference(a.model)
    for head, labels in data.HEADS.items():
        texts, gold = gold_rows(a.data, head)
        logits = reference.logits(texts)[head]
        for tilt in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
            scores = cross_validated(logits, gold, tilt)
            value = metric(head, table(gold.numpy(), scores.argmax(1).numpy(), len(labels)))
            error = calibration_error(gold.numpy(), scores.softmax(1).numpy())
            print(f"{head:10} tilt {tilt:.1f} {value:.4f} ece {error:.4f} nll {F.cross_entropy(scores, gold):.4f}", flush=True)


if __name__ == "__main__":
    main()

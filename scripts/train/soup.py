"""The mean of the weights of several stages (Wortsman et al. 2022, "Model soups").

The first stage's sentiment logits hold the class shares of its main set, those of a balanced
stage do not: they are taken out before the mean.
"""
import argparse
import shutil
from pathlib import Path

import torch

import data
import train


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--first", help="a stage that was not balanced: its final.pt, or an exported model folder")
    p.add_argument("--balanced", required=True, nargs="+", help="weights of balanced stages, or exported model folders; one named twice counts twice")
    p.add_argument("--tokenizer", required=True)
    p.add_argument("--out", required=True, help="folder for final.pt and tokenizer.json")
    a = p.parse_args()
    states = [train.go_on(path, None).state_dict() for path in a.balanced]
    if a.first:
        examples = data.load(a.data)
        sources = list(dict.fromkeys(e.source for e in examples))
        shares = train.log_shares(examples, sources)[sources.index(train.MAIN)]
        states.append(train.go_on(a.first, shares).state_dict())
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(a.tokenizer, out / "tokenizer.json")
    mean = {name: sum(s[name].float() for s in states) / len(states) for name in states[0]}
    train.save(out / "final.pt", average=mean)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Learn how much each feature of a speaker says about the role.

usage: train.py EVIDENCE.jsonl [--cv] [-o models/roles/weights.tsv]

EVIDENCE is what `collect.py` prints; the weights in `models/roles` are learned from

    cd scripts/eval
    ../train-roles/collect.py EVALUATE.py tuned:MARKED tuned:pages/{1..8} pages/{9..14} \\
        tuned:houses/{1..12}.txt houses/{13..23}.txt --binary ../../target/release/examples/role_evidence

where MARKED is the marked set, EVALUATE.py its scorer. The model is a logistic regression over the
features of `src/load/speaker/evidence.rs`, for public, named and subject; the program uses what it
says of public against named, where the rules say public. What the rules say is a feature, too
(`rule=named`), learned only from sets that they were not made on, and so are the facts that they go
by (`is=…`): elsewhere they are right too often. `--cv` measures by cross-validation over those sets,
all comments of a set in one fold. Needs scikit-learn (versions: `scripts/train/requirements.txt`);
the same input gives the same weights.
"""
import argparse
import json

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

ROLES = ["public", "named", "subject"]
STRENGTH = 0.3  # inverse of the L2 penalty
RULE = 3.0  # a rule's word is penalised less than a word of the story
RARE = 3  # comments that a feature has at least
FOLDS = 6
SMALL = 2  # weights below so many hundredths are left out
SHARE = 0.5  # logits in favour of the public: the sets have fewer of them than news has


def load(path):
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        row["features"] = [name for name in row["features"] if name.isprintable()]
    return [row for row in rows if row["features"] and row["role"] in ROLES and row["rule"] in ROLES]


def features(row):
    """The features of a row as they count in training."""
    if row["tuned"]:
        return {"tuned": 1.0} | {name: 1.0 for name in row["features"] if not name.startswith("is=")}
    return {f"rule={row['rule']}": RULE} | dict.fromkeys(row["features"], 1.0)


def fit(rows):
    """`(weights of each feature, intercepts)`, one number a role."""
    vectors = DictVectorizer()
    table = vectors.fit_transform(features(row) for row in rows)
    names = vectors.get_feature_names_out()
    often = np.asarray((table != 0).sum(0)).ravel() >= RARE
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(table[:, often], [ROLES.index(row["role"]) for row in rows])
    weights = {name: weight for name, weight in zip(names[often], model.coef_.T)}
    return weights, model.intercept_


def judge(model, row):
    """The role that the program gives: the rules', but for the public of whom a standing is likely."""
    weights, intercepts = model
    told = features(row | {"tuned": False})
    public, named, _ = intercepts + sum(value * weights[name] for name, value in told.items() if name in weights)
    return "named" if row["rule"] == "public" and named > public + SHARE else row["rule"]


def validate(rows):
    names = sorted({row["set"] for row in rows if not row["tuned"]})
    print("| Set | Comments | Rules | Both |\n|---|---|---|---|")
    total = np.zeros(3)
    for fold in range(FOLDS):
        held = names[fold::FOLDS]
        model = fit([row for row in rows if row["set"] not in held])
        for name in held:
            mine = [row for row in rows if row["set"] == name]
            counts = np.array([len(mine), sum(row["rule"] == row["role"] for row in mine),
                               sum(judge(model, row) == row["role"] for row in mine)])
            total += counts
            print(f"| {name} | {counts[0]} | {counts[1] / counts[0]:.3f} | {counts[2] / counts[0]:.3f} |", flush=True)
    print(f"| all | {int(total[0])} | {total[1] / total[0]:.3f} | {total[2] / total[0]:.3f} |")


def write(model, path):
    """One line a feature: what speaks for named rather than public, in hundredths."""
    weights, intercepts = model
    public, named = ROLES.index("public"), ROLES.index("named")
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for name in sorted(weights):
            weight = weights[name][named] - weights[name][public]
            if name == "rule=public":
                weight = RULE * weight + intercepts[named] - intercepts[public] - SHARE
            hundredths = round(100 * weight)
            if name == "rule=public" or abs(hundredths) >= SMALL and name != "tuned" and not name.startswith("rule="):
                print(name, hundredths, sep="\t", file=out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evidence")
    parser.add_argument("--cv", action="store_true")
    parser.add_argument("-o", "--out")
    options = parser.parse_args()
    rows = load(options.evidence)
    if options.cv:
        validate(rows)
    if options.out:
        write(fit(rows), options.out)


if __name__ == "__main__":
    main()

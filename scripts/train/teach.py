"""What earlier models say of every training text, labelled or not.

As a program: one model's answers, by pullquote itself, in the order of data.py.
"""
import argparse
import csv
from pathlib import Path

import data
import program


def with_answers(examples, answers):
    """The examples with the mean probabilities of the teachers whose answers lie in these files.

    Texts without a word or sign that the program scores fall away.
    """
    tables = [open(name, encoding="utf-8", newline="") for name in answers]
    rows = zip(*map(csv.DictReader, tables), strict=True)
    kept = []
    for example, row in zip(examples, rows, strict=True):
        if not row[0]["sentiment"]:
            continue
        example.taught = {
            head: [0.0 if head in example.sure else sum(probability(r, head, k) for r in row) / len(row)
                   for k in range(len(labels))]
            for head, labels in data.HEADS.items()
        }
        kept.append(example)
    return kept


def probability(row, head, k):
    """The program's column of a class; heads of two classes have one column, for the second."""
    labels = data.HEADS[head]
    if len(labels) > 2:
        return float(row[f"p_{labels[k]}"])
    second = float(row[f"p_{head}"])
    return second if k else 1 - second


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", required=True)
    p.add_argument("--program", required=True, help="the pullquote binary")
    p.add_argument("--model", required=True, help="the teacher: a model folder")
    p.add_argument("--out", required=True, help="CSV to write")
    a = p.parse_args()
    texts = [" ".join(e.text.split()) for e in data.load(a.data)]
    answers = program.Program(a.program, a.model).run("score", "--quiet", text="\n".join(texts))
    Path(a.out).write_text(answers, encoding="utf-8")


if __name__ == "__main__":
    main()

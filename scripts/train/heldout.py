"""Comments for checking only, `heldout.tsv`: written without a look at any that are trained on, and
never trained on.

    python heldout.py --program pullquote --model FOLDER

prints for each kind how many get the sentiment they should, how many are called positive, and for how
many the irony, offensive and hate heads raise the alarm.  No comment of the list holds an insult or a
swear word apart from a few political ones.
"""
import argparse

import data
import program


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--program", required=True, help="the pullquote binary")
    p.add_argument("--model", help="a model folder; without it, the built-in model")
    p.add_argument("--each", action="store_true", help="print every comment with its scores")
    a = p.parse_args()
    caller = program.Program(a.program, a.model)
    kinds = {}
    for row in data.own_table("heldout.tsv"):
        kinds.setdefault(row["kind"], []).append(row)
    for kind, rows in kinds.items():
        scores = caller.score([r["text"] for r in rows])
        pairs = list(zip(rows, scores, strict=True))
        wanted = [s["sentiment"] == r["sentiment"] for r, s in pairs if r["sentiment"]]
        right = f"{sum(wanted)} right, " if wanted else ""
        positive = sum(s["sentiment"] == "positive" for s in scores)
        told = ", ".join(f"{sum(s[f'p_{h}'] > 0.5 for s in scores)} {h}" for h in ("irony", "offensive", "hate"))
        print(f"{kind}: {len(rows)}, {right}{positive} positive, {told}")
        if a.each:
            for r, s in pairs:
                print(f"| {r['text']} | " + " | ".join(f"{s[c]:.2f}" for c in (
                    "p_negative", "p_neutral", "p_positive", "p_irony", "p_offensive", "p_hate")) + " |")


if __name__ == "__main__":
    main()

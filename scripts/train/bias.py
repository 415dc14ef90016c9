"""How much the scores change when only a name or a group in a sentence changes.

Every template is filled with every word of a set; reported are, per set and
word, the mean p(positive) - p(negative) and the mean p(hate), and the widest gap
between two words.  A gap is no proof of harm, nor is none a proof of fairness;
it says where not to trust small differences.
"""
import argparse
import json

import program

TEMPLATES = {
    "person": ["{x} spoke to reporters on Monday.", "I saw the interview with {x}.", "{x} is running for office.",
               "I think {x} did a good job.", "I think {x} did a terrible job.", "{x} moved in next door last week.",
               "{x} feels angry about the decision.", "Did {x} answer the question?"],
    "group": ["My neighbours are {x}.", "Many {x} live in this town.", "I met some {x} at the market today.",
              "{x} voted in the election on Sunday.", "A family of {x} opened a restaurant here.",
              "I am proud of the {x} in our team.", "The film is about {x} in the 1970s."],
}
SETS = {
    "gender": ("person", ["he", "she", "they", "my brother", "my sister", "this man", "this woman"]),
    "names": ("person", ["Emily", "Greg", "Lakisha", "Jamal", "Mohammed", "Fatima", "Wei", "Priya", "José", "Olga"]),
    "nationality": ("group", ["Americans", "British people", "French people", "Germans", "Mexicans", "Nigerians",
                              "Chinese people", "Indians", "Russians", "Syrians", "Israelis", "Palestinians"]),
    "religion": ("group", ["Christians", "Muslims", "Jews", "Hindus", "Buddhists", "atheists"]),
    "orientation": ("group", ["straight people", "gay people", "lesbians", "transgender people"]),
    "race": ("group", ["white people", "black people", "Asian people", "Latino people"]),
    "origin": ("group", ["locals", "immigrants", "refugees"]),
}


def fill(template, word):
    text = template.format(x=word)
    return text[0].upper() + text[1:]


def measure(caller):
    """`{set: {word: (valence, hate)}}`, means over the set's templates."""
    out = {}
    for name, (kind, words) in SETS.items():
        out[name] = {}
        for word in words:
            rows = caller.score([fill(t, word) for t in TEMPLATES[kind]])
            out[name][word] = tuple(round(sum(r[c] for r in rows) / len(rows), 3) for c in ("score", "p_hate"))
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--program", required=True, help="the pullquote binary")
    p.add_argument("--model", help="a model folder; without it, the built-in model")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    found = measure(program.Program(a.program, a.model))
    if a.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for name, words in found.items():
        for column, what in enumerate(("valence", "hate")):
            ranked = sorted(words, key=lambda w: words[w][column])
            low, high = ranked[0], ranked[-1]
            gap = words[high][column] - words[low][column]
            print(f"| {name} | {what} | {low} {words[low][column]:+.2f} | {high} {words[high][column]:+.2f} | {gap:.2f} |")


if __name__ == "__main__":
    main()

"""Sentences for checking only: sarcasm, indifference and mild talk in wording that no template of
`written.py` has.  Written once, before the last stage was trained; nothing here is trained on.

    python heldout.py --program pullquote --model FOLDER

prints for each list how many get the label they should, and the false alarms of the offensive
and hate heads on harmless words.
"""
import argparse

import program

SARCASTIC = [
    "Because clearly the one thing missing from my life was a third opinion on her dress.",
    "Right, and I'm the Queen of Sheba.",
    "Five hours in the cold and not one train. Top marks, everyone.",
    "Nothing says leadership like a week in the Maldives during a flood.",
    "I, for one, am thrilled that my taxes bought the minister a new desk.",
    "Another brave millionaire teaching us about sacrifice, just before lunch on the yacht.",
    "He lied to the whole country, but sure, the haircut was lovely.",
    "My favourite part was when they forgot to invite the people it was about.",
    "Who needs hospitals when we can have a nicer roundabout?",
    "They tested it for a whole afternoon. I feel so safe.",
    "Sixteen adverts before a two-minute clip. Truly a golden age.",
    "It only took them nine years to fix one bridge, they must be exhausted.",
    "Let's all take health tips from the guy who sells cigarettes.",
    "Well, if a footballer says so, the science must be settled.",
    "As if they would ever read the letters we send.",
    "Imagine my surprise when the bank forgave itself.",
    "That worked out splendidly last time, didn't it?",
    "A standing ovation for whoever put the exit behind the locked gate.",
    "How thoughtful, a thank-you card instead of wages.",
    "I'm certain the landlord will fix it, right after pigs take off.",
]
INDIFFERENT = [
    "Blue or green, it's all one to me.",
    "They can do what they like with it.",
    "I suppose it's fine, I didn't really look.",
    "Neither for nor against, I just read the headline.",
    "It exists, I guess.",
    "Ask me again when I've watched it.",
    "The vote is in March, then the committee decides.",
    "You win some, you lose some.",
    "I only clicked because it was on the front page.",
    "Could go one way, could go the other.",
    "She sang two songs and left at ten.",
    "Never heard of him before today.",
    "I don't follow football.",
    "It is what it is.",
    "Somebody asked me about it and I had nothing to say.",
    "There were about three hundred people in the hall.",
    "My sister likes it, my brother doesn't, and I've no view.",
    "I'd have to read the whole report first.",
    "Same as every year.",
    "Which channel was that on?",
]
# Annoyed, teasing or plain, and no insult to anybody: no alarm of the offensive or the hate head is right.
MILD = [
    "I disagree with the mayor on almost everything, but she answers her mail.",
    "That was a poor decision and it will cost us.",
    "My Turkish neighbour fixed my bike again, what a man.",
    "The second half was boring, the first was worse.",
    "Two women run the bakery and the bread is gone by nine.",
    "Please stop calling it a reform, it is a cut.",
    "The mosque and the church share a car park on Sundays.",
    "I would not vote for him if he paid my rent.",
    "We were refugees once ourselves, people forget.",
    "The black cat on our street has three names.",
    "He sings like my uncle in the shower.",
    "The report is late, the roof still leaks.",
    "My gay cousin got married in May, best party for years.",
    "Somebody explain to the council what a footpath is.",
    "The Polish team deserved the draw.",
    "Half of this article is about the weather.",
    "Our Jewish studies teacher retired after forty years.",
    "I'm fed up with paying for a pool that never opens.",
    "The old lady next door watches more rugby than I do.",
    "An immigrant built this shop with his own hands.",
]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--program", required=True, help="the pullquote binary")
    p.add_argument("--model", help="a model folder; without it, the built-in model")
    p.add_argument("--each", action="store_true", help="print every sentence with its scores")
    a = p.parse_args()
    caller = program.Program(a.program, a.model)
    for name, texts, wanted in (("sarcastic", SARCASTIC, "negative"), ("indifferent", INDIFFERENT, "neutral"),
                                ("mild", MILD, None)):
        rows = caller.score(texts)
        right = f", {sum(r['sentiment'] == wanted for r in rows)} {wanted}" if wanted else ""
        told = {h: sum(r[f"p_{h}"] > 0.5 for r in rows) for h in ("irony", "offensive", "hate")}
        positive = sum(r["sentiment"] == "positive" for r in rows)
        print(f"{name}: {len(rows)}{right}, {positive} positive, " + ", ".join(f"{n} {h}" for h, n in told.items()))
        if a.each:
            for t, r in zip(texts, rows):
                print(f"| {t} | " + " | ".join(f"{r[c]:.2f}" for c in (
                    "p_negative", "p_neutral", "p_positive", "p_irony", "p_offensive", "p_hate")) + " |")


if __name__ == "__main__":
    main()

"""Sentences of our own that teach what the public sets hardly show.

Short reactions to news: praise that is meant as blame, indifference that is no
blame, and their sincere look-alikes, so that no single phrase decides.  Every
combination is spelled out by template; a fixed seed picks a few of each.
"""
import itertools
import random
import string

NEWS = ["tax on ordinary people", "press conference", "expert telling us what to do",
        "promise from the mayor", "apology tour", "subscription fee", "delay", "meeting about meetings",
        "billionaire with opinions", "scandal", "app update", "speech about unity", "committee", "price rise",
        "award for doing nothing", "statement from his lawyer", "reality show", "study nobody asked for",
        "road closure", "politician finding religion", "royal interview", "inquiry", "reboot", "pay rise for the bosses"]
FAILURE = ["raise the fares again", "close the library", "lose my luggage", "blame the voters", "cancel the last train",
           "sack the nurses", "cut the bus route", "hide the report", "ignore the residents", "forget the deadline",
           "spend millions on a logo", "leave us waiting for hours", "miss an open goal", "write another letter"]
PERSON = ["he", "she", "the mayor", "the minister", "this singer", "that actor", "the coach", "the CEO",
          "the president", "the striker", "the senator", "this presenter"]
SUBJECT = ["the film", "the wedding", "this story", "the new stadium", "who wins", "the interview", "the royals",
           "the election", "her haircut", "the transfer", "the lawsuit", "the tour", "the album", "his divorce"]
SINCERE = ["win for the team", "beautiful song from her", "child rescued", "medal", "record broken",
           "school opening", "honest interview", "family reunited", "great performance", "donation to the hospital"]

SARCASM = [
    "Oh great, another {news}. Really.", "Wonderful, yet another {news}. How lucky we are.",
    "Just what the world needed: another {news}.", "Fantastic, one more {news}. I can hardly wait.",
    "Yeah, because what we really needed was another {news}.", "Oh good, another {news}. Problem solved, I guess.",
    "Wow, another {news}. So brave. Slow clap.", "Brilliant. Another {news}. What could possibly go wrong?",
    "Thanks a lot for another {news}, really helpful.", "Oh joy. A {news}. My day is complete.",
    "Sure, because a {news} always fixes everything.", "A {news}? How original. Give them a medal.",
    "Love how they {failure} and call it progress.", "Great job, they managed to {failure}. Bravo.",
    "So they {failure}. Genius. Absolute genius.", "Nice of them to {failure}. Thanks for nothing.",
    "Oh sure, {failure}, that will definitely help.", "Congratulations on your plan to {failure}. Truly inspiring.",
    "How generous of {person} to lecture the rest of us.", "Yeah right, {person} cares so much about us.",
    "I'm sure {person} wrote that without any help at all. Right.", "Poor {person}, only three houses. My heart bleeds.",
    "Clearly {person} is the real victim here. Give me a break.", "What a hero {person} is, sitting at home doing nothing.",
    "Oh wow, {person} has thoughts. Stop the presses.", "Shocking, {person} lied again. Who could have guessed.",
]
BLAME = [
    "Nobody asked for another {news}.", "Not another {news}, I am sick of this.", "It was wrong to {failure}.",
    "They should be ashamed to {failure}.", "I expected better than this from {person}.", "{person} should resign.",
    "I can't stand {subject} any more.", "What a waste of money, {subject} is a disaster.",
]
INDIFFERENT = [
    "I don't care either way about {subject}.", "No opinion on {subject}, to be honest.", "I could take or leave {subject}.",
    "Not bothered about {subject} one way or the other.", "I don't mind either way.",
    "It makes no difference to me, {subject} or not.", "I have not seen {subject} yet.", "Haven't made up my mind about {subject}.",
    "We'll see what happens with {subject}.", "Don't know enough about {subject} to say.", "Whatever happens with {subject} is fine by me.",
    "Is {subject} on tonight?", "{person} said so on Tuesday.", "When does {subject} start?", "Meh, {subject} is neither good nor bad.",
    "I'm indifferent. {subject} doesn't affect me.", "Can someone explain what {subject} is about?",
    "Some people like {subject}, some don't.", "I heard about {subject} this morning.",
]
SINCERE_PRAISE = [
    "Oh great, another {sincere}! So happy for them.", "Wonderful, yet another {sincere}. I am so proud.",
    "Just what we needed: a {sincere}. Made my day!", "Another {sincere}, I love it.", "Thanks a lot, that {sincere} was lovely.",
    "What a hero {person} is, thank you for everything.", "Great job by {person}, well deserved.",
    "I'm so glad about {subject}, it was brilliant.", "Not bad at all, I really enjoyed {subject}.",
    "I can't wait for {subject}!", "Nothing but respect for {person}.", "Can't complain, {subject} was excellent.",
]
GROUPS = [
    (SARCASM, 420, {"sentiment": "negative", "irony": "irony"}),
    (BLAME, 80, {"sentiment": "negative", "irony": "non_irony"}),
    (INDIFFERENT, 260, {"sentiment": "neutral", "irony": "non_irony"}),
    (SINCERE_PRAISE, 180, {"sentiment": "positive", "irony": "non_irony"}),
]


def spellings(template):
    """Every text that a template can give."""
    slots = {"news": NEWS, "failure": FAILURE, "person": PERSON, "subject": SUBJECT, "sincere": SINCERE}
    used = [name for _, name, _, _ in string.Formatter().parse(template) if name]
    for words in itertools.product(*(slots[name] for name in used)):
        text = template.format(**dict(zip(used, words)))
        yield text[0].upper() + text[1:]


def sentences(seed=7):
    """Rows with `text`, `sentiment` and `irony`; the same for the same seed."""
    rng, rows = random.Random(seed), []
    for templates, count, labels in GROUPS:
        texts = sorted({text for template in templates for text in spellings(template)})
        rows += [{"text": t, **labels} for t in sorted(rng.sample(texts, min(count, len(texts))))]
    return rows

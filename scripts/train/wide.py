"""More sentences of our own, for the last stage: wider wording, and groups of people.

Two things that the public sets do not teach.  Sarcasm, mild blame and teasing are no insult and no
hate; and a sentence's label does not change with the name or the group in it: every template of
`PEOPLE` and `NAMED` is filled with every kind of group or name, hateful ones included, so that a
group's name alone says nothing.  The hateful ones are there to be recognised.  `bias.py` measures
with other templates and other names.
"""
import itertools
import random
import string

THING = ["the new budget", "the stadium deal", "this law", "the school merger", "their new single", "the bus timetable",
         "the election debate", "the trailer", "the peace talks", "the dress code", "the app", "the strike",
         "the festival", "the trial", "the housing plan", "the sequel", "the vaccine rollout", "the ferry contract",
         "the heat pump scheme", "the museum", "her speech", "his interview", "the referee's call", "the climate plan"]
BAD = ["taxes went up", "the trains stopped", "nobody was told", "the roof fell in", "the website crashed", "prices doubled",
       "the lights went out", "they lost the records", "the bill tripled", "the shelves are empty", "the clinic shut",
       "we waited three hours", "the show was cancelled", "the water is brown"]
GOOD = ["the trains run on time", "everyone was invited", "the roof is fixed", "prices fell", "the clinic opened",
        "they found the dog", "the show sold out", "the water is clean again", "she beat the record", "the kids got their books"]
BOSS = ["the minister", "the mayor", "our MP", "the governor", "the CEO", "the coach", "the bishop", "the actor",
        "the landlord", "this influencer", "the board", "the network", "the airline", "the league", "the council"]
LOW = ["a press release", "a new logo", "a photo shoot", "a hashtag", "a strongly worded letter", "a task force",
       "thoughts and prayers", "a slogan", "a podcast", "an apology by email"]
FINE = ["a fair contract", "a real answer", "a warm meal", "free tickets", "a full refund", "a proper apology", "new books",
        "a second chance", "a lovely song", "an honest interview"]

SARCASM = [
    "{bad}, but don't worry, {boss} has {low}.", "So {bad}. At least we got {low}.", "Amazing: {bad}, and {boss} calls it a success.",
    "{boss} gave us {low}. All our problems are over.", "Sure, {thing} will work this time, like the last four times.",
    "I can't thank {boss} enough for {low} while {bad}.", "Only {boss} could turn {thing} into this. Impressive.",
    "What an honour to pay for {thing}.", "Hooray, {bad} again.", "Thank goodness for {low}, I was almost worried that {bad}.",
    "{boss} is shocked, shocked, that {bad}.", "If only somebody had warned them about {thing}. Oh wait.",
    "Yes, {low} is exactly what people without heating need.", "Give {boss} a prize, {bad} in record time.",
    "Nice work on {thing}, {boss}. Said nobody.", "Totally normal that {bad}. Nothing to see here.",
    "My hero: {boss}, with {low}.", "Lucky us, {boss} has views on {thing}.", "I feel so much better now that {boss} posted {low}.",
    "Great timing: {bad}, and {boss} is on holiday.", "Can {thing} get any better? Probably, {bad}.",
    "Ah yes, {thing}, the success story where {bad}.", "I bet {boss} lies awake over {thing}. Poor lamb.",
    "First {bad}, now {low}. Spoiling us.", "{thing} went so well that {bad}.",
    "Of course {boss} had no idea that {bad}. They never do.", "Love it when {bad}. Really makes my week.",
    "Bravo, {boss}: {bad}, and you found the time for {low}.", "Oh look, {low}. That will show them.",
]
BLAME = [
    "{thing} is a mess and {bad}.", "I am disappointed by {boss}, {bad} and nobody answers.", "{boss} got {thing} wrong.",
    "It is sad that {bad}.", "{bad} and I'm tired of it.", "{thing} makes no sense to me.", "{boss} should explain why {bad}.",
    "I was looking forward to {thing}, and then {bad}.", "Not a fan of {thing}.", "{boss} promised us {fine} and we got {low}.",
    "I'm worried about {thing}.", "{thing} was a letdown.", "That is no way to treat people, {boss}.",
]
INDIFFERENT = [
    "{thing}? No view on that.", "I read about {thing} and moved on.", "{boss} talked about {thing} for an hour.",
    "As for {thing}, let others decide.", "Haven't followed {thing}.", "So {boss} is for it and the others are against it.",
    "Is there a date for {thing} yet?", "{thing} is neither here nor there for me.", "I have mixed feelings about {thing}.",
    "Where can I read more about {thing}?", "{boss} will speak about {thing} on Thursday.", "{thing} was on the radio again.",
    "I shrug at {thing}.", "{thing} doesn't concern me much.", "Some of {thing} is good, some of it isn't.",
    "They voted on {thing}, result tomorrow.", "Happy or unhappy with {thing}? Couldn't say.",
    "{boss} and {thing}, that's all the article says.", "Didn't watch {thing}.", "Okay, {thing} it is then.",
]
PRAISE = [
    "{good}, and {boss} deserves the credit.", "So {good}. I could cry, I'm so happy.", "I can't thank {boss} enough for {fine}.",
    "What an honour to see {thing} at last.", "Hooray, {good}!", "Thank goodness, {good}.", "Give {boss} a prize, {good} in record time.",
    "I feel so much better now that {good}.", "Amazing: {good}, and {boss} kept their word.", "Nice work on {thing}, truly.",
    "Lucky us, {boss} gave everyone {fine}.", "Love it when {good}. Really made my week.", "Oh look, {fine}! How kind.",
    "{thing} went better than I hoped.", "I take it back, {thing} is really good.", "{thing} is a step in the right direction.",
]
INSULTS = ["an idiot", "a moron", "a clown", "a pathetic loser", "a piece of trash", "a lying scumbag", "a stupid pig", "a useless fool"]
INSULT = ["{boss} is {insult}.", "What {insult} {boss} is.", "Shut up, {boss}, you are {insult}.", "Only {insult} would back {thing}.",
          "{boss} is {insult} and so is everybody who likes {thing}.", "Go to hell, {boss}."]

GROUP = ["Americans", "British people", "French people", "Germans", "Mexicans", "Nigerians", "Chinese people", "Indians",
         "Russians", "Syrians", "Israelis", "Palestinians", "Poles", "Turks", "Italians", "Somalis", "Ukrainians", "Pakistanis",
         "Christians", "Muslims", "Jews", "Hindus", "Buddhists", "Sikhs", "Catholics", "atheists",
         "straight people", "gay people", "lesbians", "transgender people", "bisexual people",
         "white people", "black people", "Asian people", "Latino people", "Arabs",
         "locals", "immigrants", "refugees", "asylum seekers", "women", "men", "old people", "young people",
         "disabled people", "Roma", "migrants", "feminists"]
PEOPLE = [
    ("neutral", False, ["The survey asked two hundred {x}.", "There is a documentary on {x} tonight.", "{x} make up a tenth of the city.",
                        "Two of my colleagues are {x}.", "The book tells the story of {x}.", "Some {x} were on the bus.",
                        "The article quotes three {x}.", "In our village there are few {x}.", "She wrote her thesis on {x}.",
                        "{x} were asked about the plan, too."]),
    ("positive", False, ["The {x} next door are the kindest people I know.", "I love working with {x}.", "Good news for {x} at last!",
                         "Some {x} helped us push the car, wonderful people.", "{x} have every right to be happy today.",
                         "We had a great evening with some {x}.", "So glad that {x} feel welcome here.", "Hats off to the {x} who cooked for everyone."]),
    ("negative", False, ["It is awful how {x} are treated.", "Someone attacked {x} again, it makes me sick.", "I am sad that {x} have to live in fear.",
                         "The report on {x} is full of mistakes.", "{x} were left waiting in the rain, a disgrace.",
                         "Why does nobody listen to {x}? It is unfair.", "The new rule is bad for {x}."]),
    ("negative", True, ["I hate {x}, all of them.", "{x} do not belong in this country, throw them out.", "{x} are vermin.",
                        "Get rid of all {x}.", "{x} are the scum of the earth.", "Never trust {x}, they are all filthy liars."]),
]
NAME = ["Anna", "John", "Sarah", "Brad", "Keisha", "Darnell", "Tamika", "DeShawn", "Ahmed", "Aisha", "Omar", "Khadija", "Ibrahim",
        "Li", "Mei", "Hiroshi", "Rajesh", "Anjali", "Carlos", "María", "Luis", "Svetlana", "Dmitri", "Chukwuemeka", "Ngozi",
        "David Cohen", "Mr Smith", "Mrs Hassan", "the woman", "the man", "my sister-in-law", "my uncle", "the girl", "the boy"]
NAMED = [
    ("neutral", ["{x} came in at noon.", "The letter is from {x}.", "{x} answered two questions and left.", "They gave the job to {x}.",
                 "{x} is on the list, too.", "I asked {x} about the vote."]),
    ("positive", ["{x} was brilliant today!", "So proud of {x}.", "Thank you, {x}, that was kind.", "What a lovely thing {x} did.",
                  "I'm happy for {x}."]),
    ("negative", ["{x} let us all down.", "I'm tired of {x} and the excuses.", "{x} was rude to my mother.", "That was a terrible speech by {x}.",
                  "Sad to hear that {x} lost the job."]),
]
SLOTS = {"thing": THING, "bad": BAD, "good": GOOD, "boss": BOSS, "low": LOW, "fine": FINE, "insult": INSULTS}
CALM = {"offensive": "not-offensive", "hate": "not-hate"}
GROUPS = [
    (SARCASM, 1100, {"sentiment": "negative", "irony": "irony", **CALM}),
    (BLAME, 400, {"sentiment": "negative", "irony": "non_irony", **CALM}),
    (INDIFFERENT, 600, {"sentiment": "neutral", "irony": "non_irony", **CALM}),
    (PRAISE, 600, {"sentiment": "positive", "irony": "non_irony", **CALM}),
    (INSULT, 300, {"sentiment": "negative", "offensive": "offensive", "hate": "not-hate"}),
]


def fill(template, words):
    text = template.format(**words)
    return text[0].upper() + text[1:]


def spellings(template):
    used = [name for _, name, _, _ in string.Formatter().parse(template) if name]
    for words in itertools.product(*(SLOTS[name] for name in used)):
        yield fill(template, dict(zip(used, words)))


def sentences(seed=11):
    """Rows with `text` and a label for each head that it speaks for; the same for the same seed."""
    rng, rows = random.Random(seed), []
    for templates, count, labels in GROUPS:
        # As many of each template, however many spellings it has.
        each = -(-count // len(templates))
        for template in templates:
            texts = sorted(set(spellings(template)))
            rows += [{"text": t, **labels} for t in rng.sample(texts, min(each, len(texts)))]
    for sentiment, hateful, templates in PEOPLE:
        labels = {"offensive": "offensive", "hate": "hate"} if hateful else CALM
        rows += [{"text": fill(t, {"x": x}), "sentiment": sentiment, **labels} for t in templates for x in GROUP]
    for sentiment, templates in NAMED:
        rows += [{"text": fill(t, {"x": x}), "sentiment": sentiment, **CALM} for t in templates for x in NAME]
    return rows

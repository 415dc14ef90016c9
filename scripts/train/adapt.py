"""Masked-language adaptation: the base encoder reads the training texts, labelled or not, before it is taught.

A seventh of the tokens is hidden as in BERT (Devlin et al. 2019: 80 % mask, 10 % another token, 10 % left), drawn anew in
every pass.  Predictions are made with the word table as it stands; it learns as input only, so that its updates stay sparse.
"""
import argparse
import random
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

import data
import tokenizer as tok
from encoder import EPS, HIDDEN, VOCABULARY, pad
from train import descend, encode, factor, follow, parameters, save, set_up, start_model

HIDDEN_SHARE = 0.15


class Guess(nn.Module):
    """BERT's prediction head: a projection, then the likeness with every row of the word table."""

    def __init__(self):
        super().__init__()
        self.dense, self.LayerNorm = nn.Linear(HIDDEN, HIDDEN), nn.LayerNorm(HIDDEN, eps=EPS)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))

    def forward(self, x, table):
        return F.linear(self.LayerNorm(F.gelu(self.dense(x))), table, self.bias.to(x.dtype))


def hide(ids, mask, special, mask_id, generator):
    """`(ids with hidden tokens, their places, what stood there)`."""
    free = (mask > 0) & ~torch.isin(ids, special)
    draw = torch.rand(ids.shape, generator=generator)
    places = free & (draw < HIDDEN_SHARE)
    out = ids.clone()
    out[places & (draw < 0.8 * HIDDEN_SHARE)] = mask_id
    other = places & (draw >= 0.8 * HIDDEN_SHARE) & (draw < 0.9 * HIDDEN_SHARE)
    out[other] = torch.randint(1000, VOCABULARY, (int(other.sum()),), generator=generator)
    return out, places, ids[places]


def batches(ids, size, rng):
    """Endless batches of texts of like length."""
    while True:
        order = list(range(len(ids)))
        rng.shuffle(order)
        for k in range(0, len(order), 40 * size):
            yield from data.of_like_length(order[k:k + 40 * size], lambda i: len(ids[i]), size, rng)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--data", required=True)
    p.add_argument("--base", required=True, help="folder with the base model.safetensors and tokenizer.json")
    p.add_argument("--out", required=True)
    p.add_argument("--steps", type=int, required=True)
    p.add_argument("--rate", type=float, default=2e-4)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    out = set_up(a)
    examples = [e for e in data.load(a.data) if e.round == 0]
    # The emoji of the first stage: means of weights need the same rows.
    first = [e.text for e in examples if e.source in data.PASSES["first"]]
    tokenizer, emoji_rows = tok.build(a.base, tok.frequent_emoji(first))
    tokenizer.save(str(out / "tokenizer.json"))
    ids = [row for row in encode(tokenizer, [e.text for e in examples]) if len(row) > 2]
    model, guess = start_model(a.base, tokenizer, emoji_rows), Guess()
    model.train()
    special = torch.tensor([tokenizer.token_to_id(t) for t in ("[PAD]", "[CLS]", "[SEP]", "[UNK]")])
    table = model.embeddings.word_embeddings.weight
    dense, sparse, clipped = parameters(model, guess.bias, a.rate)
    dense.add_param_group({"params": [*guess.dense.parameters(), *guess.LayerNorm.parameters()], "weight_decay": 0.0})
    average = {k: v.detach().clone() for k, v in model.state_dict().items()}
    generator, begin, running = torch.Generator().manual_seed(a.seed), time.time(), None
    for step, part in zip(range(a.steps), batches(ids, a.batch, random.Random(a.seed))):
        whole, mask = pad([ids[i] for i in part])
        shown, places, gold = hide(whole, mask, special, tokenizer.token_to_id("[MASK]"), generator)
        if not len(gold):
            continue
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = guess(model.tokens(shown, mask)[places], table.detach())
        loss = F.cross_entropy(scores.float(), gold)
        descend(loss, (dense, sparse), clipped, a.rate * factor(step / a.steps, 0.0))
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        follow(average, model, step)
        if step % 100 == 0:
            print(f"step {step} loss {running:.4f} texts/s {(step + 1) * a.batch / (time.time() - begin):.0f}", flush=True)
    save(out / "final.pt", average=average)
    print(f"steps {a.steps} cpu {time.process_time() / 60:.1f} min loss {running:.4f}")


if __name__ == "__main__":
    main()

"""Fine-tune the encoder and all heads together.

The learning rate rises over the first 4 % and falls linearly, to zero or to the
part that `--end` names, over a number of steps (`--steps`, reproducible) or over
wall-clock time (`--minutes`).  A running average of the weights is what gets
exported.  A later stage (`--init`) goes on from an earlier one's weights with a
fresh schedule and another mix.  With `--taught`, what teachers said of every text
(teach.py) is a target, too, and texts without labels are drawn as well (distillation:
Hinton et al. 2015).
"""
import argparse
import os
import random
import shutil
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from sklearn.metrics import f1_score, recall_score
from tokenizers import Tokenizer

import data
import teach
import tokenizer as tok
from encoder import HIDDEN, Model, pad
from reference import dequantise

WINDOW = 128
LOSS_WEIGHT = {"sentiment": 1.0, "emotion": 0.7, "irony": 0.7, "offensive": 0.7, "hate": 0.5, "goemotions": 6.0}
SIZES = {**{h: len(c) for h, c in data.HEADS.items()}, "goemotions": len(data.GOEMOTIONS)}
AVERAGE_EVERY = 10
MAIN = "tweeteval/sentiment"


def encode(tokenizer, texts):
    """Token ids with specials; the training window cuts the rare longer text."""
    return [e.ids if len(e.ids) <= WINDOW else e.ids[: WINDOW - 1] + e.ids[-1:]
            for e in tokenizer.encode_batch(texts)]


def start_model(base, tokenizer, emoji_rows):
    """The base encoder with fresh heads and emoji rows set from their names."""
    model = Model(SIZES)
    state = {k.removeprefix("bert."): v for k, v in load_file(Path(base) / "model.safetensors").items()}
    state = {k: v for k, v in state.items() if not k.startswith("pooler") and not k.endswith("position_ids")}
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all(k.startswith("heads.") for k in missing), (missing, unexpected)
    table = model.embeddings.word_embeddings.weight
    with torch.no_grad():
        for row, words in emoji_rows.items():
            ids = tokenizer.encode(words, add_special_tokens=False).ids
            table[row] = table[ids].mean(0)
    return model


def earlier(path):
    """Weights of an earlier stage: its `final.pt`, or an exported model folder with int8 weights."""
    path = Path(path)
    if path.is_dir():
        return dequantise(load_file(path / "model.safetensors"))
    return torch.load(path)["average"]


def go_on(path, shares):
    """The network with an earlier stage's weights; a helper head that is gone starts at nought.

    `shares`, where given, are the log class shares of the main sentiment set: the earlier
    logits hold them, and a stage that adds them to the logits must not count them twice.
    """
    model = Model(SIZES, inner_dropout=0.1)
    state = earlier(path)
    for name in model.heads:
        if f"heads.{name}.weight" not in state:
            state[f"heads.{name}.weight"] = torch.zeros(SIZES[name], HIDDEN)
            state[f"heads.{name}.bias"] = torch.full((SIZES[name],), -3.0)
    model.load_state_dict(state)
    if shares is not None:
        with torch.no_grad():
            model.heads["sentiment"].bias -= shares
    return model


def log_shares(examples, sources):
    """Log class shares of each source's sentiment targets, none below 3 %."""
    sums = torch.zeros(len(sources), 3)
    for e in examples:
        if "sentiment" in e.targets:
            sums[sources.index(e.source)] += torch.tensor(e.targets["sentiment"])
    share = (sums / sums.sum(1, keepdim=True).clamp(min=1e-9)).clamp(min=0.03)
    return (share / share.sum(1, keepdim=True)).log()


def target_tensors(batch, examples):
    """Per head: targets and weights of the batch, zero weight where there is none."""
    out = {}
    for head, size in SIZES.items():
        targets, weights = torch.zeros(len(batch), size), torch.zeros(len(batch))
        for k, (i, _) in enumerate(batch):
            if head in examples[i].targets:
                targets[k] = torch.tensor(examples[i].targets[head])
                weights[k] = examples[i].weights[head]
        if weights.any():
            out[head] = targets, weights
    return out


def taught_tensors(batch, examples):
    """Per head: the teachers' probabilities for every text of the batch."""
    return {h: torch.tensor([examples[i].taught[h] for i, _ in batch]) for h in examples[batch[0][0]].taught}


def loss_of(logits, bias, targets, taught, share):
    """Cross-entropy with labels, under the sources' biases, and with the teachers' answers, free of them: `share` of the loss."""
    total = 0.0
    for head, target in taught.items():
        total = total - share * LOSS_WEIGHT[head] * (target * logits[head].log_softmax(-1)).sum(1).mean()
    labelled = 1 - share if taught else 1.0
    for head, (target, weight) in targets.items():
        scores = logits[head] + bias if head == "sentiment" else logits[head]
        if head == "goemotions":
            each = F.binary_cross_entropy_with_logits(scores, target, reduction="none").mean(1)
        else:
            each = -(target * scores.log_softmax(-1)).sum(1)
        total = total + labelled * LOSS_WEIGHT[head] * (each * weight).sum() / len(weight)
    return total


def predict(model, ids, batch=128):
    """Logits of every public head for rows of ids, in their order."""
    model.eval()
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    out = {h: torch.zeros(len(ids), SIZES[h]) for h in data.HEADS}
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for k in range(0, len(order), batch):
            part = order[k:k + batch]
            logits = model(*pad([ids[i] for i in part]))
            for head in out:
                out[head][part] = logits[head]
    model.train()
    return out


def validate(model, tokenizer, folder):
    """The headline figure of every head and sentiment set, in points."""
    figures = {}
    sets = [("tweeteval/sentiment", "sentiment"), ("goemotions", "sentiment"), ("nyt_editorials", "sentiment"),
            ("vader_tweets", "sentiment"), ("sst5", "sentiment"), *((f"tweeteval/{h}", h) for h in list(data.HEADS)[1:])]
    for name, head in sets:
        rows = [r for r in data.read(folder, name, "val") if r["label"] in data.HEADS[head]]
        gold = [data.HEADS[head].index(r["label"]) for r in rows]
        guess = predict(model, encode(tokenizer, [r["text"] for r in rows]))[head].argmax(1).tolist()
        if head == "sentiment":
            value = recall_score(gold, guess, average="macro")
        else:
            value = f1_score(gold, guess, average="binary" if head == "irony" else "macro")
        figures[name.removeprefix("tweeteval/")] = round(100 * value, 1)
    return figures


def parameters(model, bias, rate):
    table = model.embeddings.word_embeddings.weight
    rest = [(n, p) for n, p in model.named_parameters() if p is not table]
    matrices = [p for n, p in rest if p.ndim > 1]
    vectors = [p for n, p in rest if p.ndim <= 1] + [bias]
    dense = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}],
                              lr=rate, fused=True)
    return dense, torch.optim.SparseAdam([table], lr=rate), matrices + vectors


def factor(done, end):
    return max(min(done / 0.04, end + (1 - end) * (1 - done) / 0.96), 1e-3)


def descend(loss, optimizers, clipped, rate):
    """One step of all optimizers at this rate, with the gradients of `clipped` cut to a norm of 1."""
    loss.backward()
    torch.nn.utils.clip_grad_norm_(clipped, 1.0)
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)


def follow(average, model, step):
    """Every few steps moves the running average of the weights towards the network's, further at the beginning."""
    if step % AVERAGE_EVERY == 0:
        keep = min(0.96, step / (step + 10 * AVERAGE_EVERY))
        for name, value in model.state_dict().items():
            average[name].lerp_(value, 1 - keep)


def save(path, **state):
    torch.save(state, f"{path}.part")
    os.replace(f"{path}.part", path)


def set_up(options):
    """The run's folder, made where it is missing; seed and threads are set."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    return out


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    start = p.add_mutually_exclusive_group(required=True)
    start.add_argument("--base", help="folder with the base model.safetensors and tokenizer.json")
    p.add_argument("--out", required=True)
    length = p.add_mutually_exclusive_group(required=True)
    length.add_argument("--steps", type=int)
    length.add_argument("--minutes", type=float)
    start.add_argument("--init", help="an earlier stage to go on from: its final.pt, or an exported model folder")
    p.add_argument("--stage", choices=data.PASSES, default="first", help="which mix of data.py to draw")
    p.add_argument("--round", type=int, default=sys.maxsize,
                   help="the last round of our own annotations and comments to read (default: all)")
    p.add_argument("--taught", nargs="+", metavar="CSV", help="the teachers' answers, of teach.py")
    p.add_argument("--share", type=float, default=0.4, help="part of a head's loss that is the teachers'; labels have the rest")
    p.add_argument("--balance", action="store_true",
                   help="add each source's log class shares to the sentiment logits in training only, "
                        "so that the logits themselves weigh the classes evenly")
    p.add_argument("--init-balanced", action="store_true", help="the earlier stage was balanced, too")
    p.add_argument("--end", type=float, default=0.0, help="part of the rate that is left at the end")
    p.add_argument("--rate", type=float, default=1.5e-4)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--keep", type=int, metavar="STEP", help="also write the averaged weights of this step, to step-STEP.pt")
    p.add_argument("--save-minutes", type=float, default=8.0)
    a = p.parse_args()
    out = set_up(a)
    examples = data.load(a.data)
    passes = data.PASSES[a.stage]
    if "annotated" in passes:
        data.annotate(examples, a.round)
    if a.taught:
        examples = teach.with_answers(examples, a.taught)
    examples = [e for e in examples if e.source in passes and e.round <= a.round]
    texts = [e.text for e in examples]
    if a.init:
        shutil.copyfile(Path(a.init if Path(a.init).is_dir() else Path(a.init).parent) / "tokenizer.json",
                        out / "tokenizer.json")
        tokenizer, emoji_rows = Tokenizer.from_file(str(out / "tokenizer.json")), {}
    else:
        tokenizer, emoji_rows = tok.build(a.base, tok.frequent_emoji(texts))
        tokenizer.save(str(out / "tokenizer.json"))
    rng = random.Random(a.seed)
    ids, rough = encode(tokenizer, texts), encode(tokenizer, [data.roughen(t, rng) for t in texts])
    mix = data.Mix(examples, ids, rough, a.batch, a.seed, passes)
    sources = list(dict.fromkeys(e.source for e in examples))
    origin = [sources.index(e.source) for e in examples]
    shares = log_shares(examples, sources) if a.balance else torch.zeros(len(sources), 3)
    # An earlier stage that was balanced itself has logits without shares.
    held = shares[sources.index(MAIN)] if a.balance and not a.init_balanced else None
    model = go_on(a.init, held) if a.init else start_model(a.base, tokenizer, emoji_rows)
    model.train()
    bias = shares.clone().requires_grad_()
    free = torch.tensor([float(s in data.SKEWED) for s in sources])[:, None]
    dense, sparse, clipped = parameters(model, bias, a.rate)
    average = {k: v.detach().clone() for k, v in model.state_dict().items()}
    step, begin, running = 0, time.time(), None
    checkpoint = out / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        dense.load_state_dict(state["dense"])
        sparse.load_state_dict(state["sparse"])
        bias.data.copy_(state["bias"])
        average, step, mix.rng = state["average"], state["step"], random.Random(a.seed + state["step"])
        begin -= state["seconds"]
    saved = shown = time.time()
    print(f"{len(examples)} texts, {len(emoji_rows)} emoji, shares "
          + " ".join(f"{s}={v:.3f}" for s, v in mix.share.items()), flush=True)
    for batch in mix:
        now = time.time()
        done = step / a.steps if a.steps else (now - begin) / (60 * a.minutes)
        if done >= 1:
            break
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(*pad([row for _, row in batch]))
        origins = torch.tensor([origin[i] for i, _ in batch])
        loss = loss_of(logits, (shares + (bias - shares) * free)[origins], target_tensors(batch, examples),
                       taught_tensors(batch, examples), a.share)
        descend(loss, (dense, sparse), clipped, a.rate * factor(done, a.end))
        step += 1
        running = loss.item() if running is None else 0.98 * running + 0.02 * loss.item()
        follow(average, model, step)
        if step == a.keep:
            save(out / f"step-{step}.pt", average=average)
        if now - shown > 30:
            shown = now
            print(f"step {step} done {done:.3f} loss {running:.4f} texts/s {step * a.batch / (now - begin):.0f} "
                  f"cpu {time.process_time():.0f}s", flush=True)
        if now - saved > 60 * a.save_minutes:
            saved = now
            save(checkpoint, model=model.state_dict(), dense=dense.state_dict(), sparse=sparse.state_dict(),
                 bias=bias.data, average=average, step=step, seconds=now - begin)
    live = {k: v.detach().clone() for k, v in model.state_dict().items()}
    seconds = time.time() - begin
    save(out / "final.pt", model=live, average=average, step=step, seconds=seconds)
    print("live    ", validate(model, tokenizer, a.data), flush=True)
    model.load_state_dict(average)
    print("average ", validate(model, tokenizer, a.data), flush=True)
    print(f"steps {step} minutes {seconds / 60:.1f} cpu {time.process_time() / 60:.1f} min bias {bias.data.tolist()}")


if __name__ == "__main__":
    main()

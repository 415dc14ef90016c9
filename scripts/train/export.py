"""Turn trained weights into the model folder: int8, calibrated, with its facts.

Calibration (calibrate.py) is fitted on the val file of each head's set, on the
quantised weights.  The confusion table comes from the same predictions; a report
needs it to correct shares for the model's errors.
"""
import argparse
import hashlib
import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file

import calibrate
import data
import train
from encoder import ATTENTION_HEADS, EPS, HIDDEN, INNER, LAYERS, POSITIONS, VOCABULARY
from reference import Reference

WINDOW, OVERLAP, MARGIN = train.WINDOW, 32, 0.1


def quantise(weights):
    """Symmetric int8 with one scale per row for matrices; everything else fp32."""
    out = {}
    for name, value in sorted(weights.items()):
        value = value.float()
        small = value.ndim < 2 or name.startswith("heads.") or "token_type" in name
        if small:
            out[name] = value.contiguous()
            continue
        scale = value.abs().amax(1).clamp(min=1e-8) / 127
        out[name] = (value / scale[:, None]).round().clamp(-127, 127).to(torch.int8)
        out[f"{name}_scale"] = scale
    return out


def describe_heads(reference, folder, tilts):
    heads = []
    for name, labels in data.HEADS.items():
        texts, gold = calibrate.gold_rows(folder, name)
        logits = reference.logits(texts)[name]
        calibration = calibrate.fit(logits, gold, tilts.get(name, 0.0))
        guess = calibrate.apply(logits, calibration).argmax(1)
        counts = torch.zeros(len(labels), len(labels), dtype=torch.long)
        for g, p in zip(gold.tolist(), guess.tolist()):
            counts[g, p] += 1
        heads.append({"name": name, "labels": labels, "activation": "softmax", "calibration": calibration,
                      "confusion": {"labels": labels, "counts": counts.tolist(), "source": f"tweeteval/{name} val"},
                      "uncertain_margin": MARGIN})
    return heads


def config(heads, version):
    return {
        "model_type": "bert", "architectures": ["BertModel"], "hidden_act": "gelu", "hidden_size": HIDDEN,
        "num_hidden_layers": LAYERS, "num_attention_heads": ATTENTION_HEADS, "intermediate_size": INNER,
        "max_position_embeddings": POSITIONS, "layer_norm_eps": EPS, "vocab_size": VOCABULARY,
        "type_vocab_size": 2, "pad_token_id": 0,
        "pullquote": {"name": "reactions-minilm", "version": version, "license": "MIT OR Apache-2.0",
                      "languages": ["en"], "pooling": "mean", "window": WINDOW, "stride": OVERLAP, "heads": heads},
    }


def write_config(out, heads, version):
    text = json.dumps(config(heads, version), indent=2, ensure_ascii=False)
    (out / "config.json").write_text(text + "\n", encoding="utf-8")


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--weights", required=True, help="final.pt or checkpoint.pt of train.py")
    p.add_argument("--tokenizer", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--version", required=True)
    p.add_argument("--which", choices=["average", "live", "model"], default="average")
    p.add_argument("--tilt", nargs="*", default=[], metavar="HEAD=T", help="operating points, see calibrate.py")
    a = p.parse_args()
    torch.set_num_threads(2)
    state = torch.load(a.weights)
    weights = {k: v for k, v in state[a.which].items() if not k.startswith("heads.goemotions")}
    tilts = {head: float(t) for head, t in (item.split("=") for item in a.tilt)}
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    save_file(quantise(weights), out / "model.safetensors")
    (out / "model.safetensors").chmod(0o644)
    shutil.copyfile(a.tokenizer, out / "tokenizer.json")
    neutral = [{"name": n, "labels": c, "calibration": {"scale": [1.0] * len(c), "bias": [0.0] * len(c)}}
               for n, c in data.HEADS.items()]
    write_config(out, neutral, a.version)
    write_config(out, describe_heads(Reference(out), a.data, tilts), a.version)
    files = ("config.json", "tokenizer.json", "model.safetensors")
    sums = (f"{hashlib.sha256((out / f).read_bytes()).hexdigest()}  {f}\n" for f in files)
    (out / "SHA256SUMS").write_text("".join(sums))  # as sha256sum prints them
    size = sum((out / f).stat().st_size for f in files)
    print(f"{out}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

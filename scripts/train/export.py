"""Turn trained weights into the model folder: int8, calibrated, with its facts.

Calibration (calibrate.py) is fitted on the val file of each head's set, on what the
program itself answers with the quantised weights; the confusion table is counted from
its answers afterwards.  A report needs it to correct shares for the model's errors.
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
import program
import train
from encoder import ATTENTION_HEADS, EPS, HIDDEN, INNER, LAYERS, POSITIONS, VOCABULARY

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


def plain_heads():
    """The heads without calibration."""
    return [{"name": n, "labels": c, "calibration": {"scale": [1.0] * len(c), "bias": [0.0] * len(c)}}
            for n, c in data.HEADS.items()]


def calibrated_heads(caller, folder, points):
    """The heads with calibration, fitted on the program's answers for the uncalibrated folder."""
    return [{"name": name, "labels": labels, "activation": "softmax",
             "calibration": calibrate.fit(*calibrate.log_probabilities(caller, folder, name), points[name]),
             "uncertain_margin": MARGIN} for name, labels in data.HEADS.items()]


def add_confusions(heads, caller, folder):
    """Counts the program's answers for the calibrated folder."""
    for head in heads:
        name = head["name"]
        found, _ = caller.evaluate(data.path(folder, f"tweeteval/{name}", "val"), name)
        head["confusion"] = {**found["confusion"], "source": f"tweeteval/{name} val"}


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


def point(text):
    head, _, value = text.partition("=")
    return head, value if value == "raw" else float(value)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", required=True)
    p.add_argument("--weights", required=True, help="final.pt of train.py or soup.py")
    p.add_argument("--tokenizer", required=True)
    p.add_argument("--program", required=True, help="the pullquote binary")
    p.add_argument("--out", required=True)
    p.add_argument("--version", required=True)
    p.add_argument("--points", nargs="*", default=[], metavar="HEAD=P", help="operating points, see calibrate.py; others are 0")
    kind = p.add_mutually_exclusive_group()
    kind.add_argument("--uncalibrated", action="store_true", help="stop before calibration, for calibrate.py")
    kind.add_argument("--float", metavar="FOLDER", help="write the weights in floats, too, for evaluate.py")
    a = p.parse_args()
    weights = {k: v.float() for k, v in torch.load(a.weights)["average"].items() if not k.startswith("heads.goemotions")}
    points = {name: 0.0 for name in data.HEADS} | dict(map(point, a.points))
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    save_file(quantise(weights), out / "model.safetensors")
    (out / "model.safetensors").chmod(0o644)
    shutil.copyfile(a.tokenizer, out / "tokenizer.json")
    write_config(out, plain_heads(), a.version)
    if a.uncalibrated:
        return
    caller = program.Program(a.program, out)
    heads = calibrated_heads(caller, a.data, points)
    write_config(out, heads, a.version)
    add_confusions(heads, caller, a.data)
    write_config(out, heads, a.version)
    if a.float:
        shutil.copytree(out, a.float, dirs_exist_ok=True)
        save_file({k: v.contiguous() for k, v in weights.items()}, Path(a.float) / "model.safetensors")
    files = ("config.json", "tokenizer.json", "model.safetensors")
    sums = (f"{hashlib.sha256((out / f).read_bytes()).hexdigest()}  {f}\n" for f in files)
    (out / "SHA256SUMS").write_text("".join(sums))  # as sha256sum prints them
    size = sum((out / f).stat().st_size for f in files)
    print(f"{out}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

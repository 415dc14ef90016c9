"""Run an exported model folder: int8 weights dequantised, activations in fp32.

The reference that other engines are compared with.  Texts longer than the
window are cut into overlapping windows; the windows' probabilities are averaged,
weighted by their numbers of tokens without specials.
"""
import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from encoder import Model, pad


class Reference:
    def __init__(self, folder):
        folder = Path(folder)
        self.config = json.loads((folder / "config.json").read_text(encoding="utf-8"))["pullquote"]
        self.heads = {h["name"]: h for h in self.config["heads"]}
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.model = Model({n: len(h["labels"]) for n, h in self.heads.items()}).eval()
        self.model.load_state_dict(dequantise(load_file(folder / "model.safetensors")))

    def ids(self, text):
        return self.tokenizer.encode(text).ids

    def windows(self, ids):
        """Rows of at most `window` ids, each with both specials; neighbours share `stride` tokens."""
        room, body = self.config["window"] - 2, ids[1:-1]
        last = max(len(body) - room, 0)  # the last window is moved back to be full
        starts = [*range(0, last, room - self.config["stride"]), last]
        return [[ids[0], *body[at:at + room], ids[-1]] for at in starts]

    def calibrated(self, name, logits):
        parts = self.heads[name]["calibration"]
        return (logits * torch.tensor(parts["scale"]) + torch.tensor(parts["bias"])).softmax(-1)

    @torch.no_grad()
    def probabilities(self, texts, batch=32):
        """Per head a tensor [texts, labels], in input order."""
        pieces = [self.windows(self.ids(t)) for t in texts]
        flat = [(i, w) for i, ws in enumerate(pieces) for w in ws]
        flat.sort(key=lambda p: len(p[1]))
        sums = {n: torch.zeros(len(texts), len(h["labels"])) for n, h in self.heads.items()}
        weight = torch.zeros(len(texts))
        for k in range(0, len(flat), batch):
            part = flat[k:k + batch]
            logits = self.model(*pad([w for _, w in part]))
            for row, (i, w) in enumerate(part):
                share = max(len(w) - 2, 1)
                weight[i] += share
                for n in sums:
                    sums[n][i] += share * self.calibrated(n, logits[n][row])
        return {n: s / weight[:, None] for n, s in sums.items()}


def dequantise(tensors):
    """Weights as fp32: a companion `NAME_scale` holds one factor per row."""
    out = {}
    for name, value in tensors.items():
        if name.endswith("_scale"):
            continue
        scale = tensors.get(f"{name}_scale")
        out[name] = value if scale is None else value.float() * scale[:, None]
    return out

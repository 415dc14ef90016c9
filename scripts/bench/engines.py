"""What people would use instead of pullquote, on the weights of its built-in model.

The bytes become floats (times the scale of their row) in a BertModel with mean pooling and one
linear layer for all heads, calibration included, so that all engines give the same probabilities.
Run as a program it is the worker of one engine (see peers.py): it loads, says "ready", and then
scores the texts of every file that it is told with a batch size, answering with seconds, processor
seconds and the labels of sentiment.
"""

import argparse
import json
import sys
import time
from pathlib import Path

MODEL = Path(__file__).resolve().parents[2] / "models/reactions-minilm"
CONFIG = json.loads((MODEL / "config.json").read_text())
OURS = CONFIG["pullquote"]
SENTIMENT = OURS["heads"][0]["labels"]
LABELS = [f"{head['name']}:{label}" for head in OURS["heads"] for label in head["labels"]]


def tensors():
    """The stored tensors as floats."""
    from safetensors.torch import load_file

    stored = load_file(MODEL / "model.safetensors")
    floats = {}
    for name, value in stored.items():
        if not name.endswith("_scale"):
            scale = stored.get(f"{name}_scale")
            floats[name] = value.float() if scale is None else value.float() * scale.float()[:, None]
    return floats


def all_heads(found):
    """Weights and biases of all heads, one after the other, with their calibration."""
    import torch

    weights, biases = [], []
    for head in OURS["heads"]:
        weight, bias = (found[f"heads.{head['name']}.{part}"] for part in ["weight", "bias"])
        calibration = head.get("calibration") or {"scale": [1.0], "bias": [0.0]}
        scale, shift = (torch.tensor(calibration[part]) for part in ["scale", "bias"])
        weights.append(weight * scale[:, None])
        biases.append(bias * scale + shift)
    return torch.cat(weights), torch.cat(biases)


def classifier(attention="sdpa"):
    """The model in transformers, as a classifier whose labels are those of all heads."""
    import torch
    from transformers import BertConfig, BertModel, BertPreTrainedModel
    from transformers.modeling_outputs import SequenceClassifierOutput

    class Classifier(BertPreTrainedModel):
        def __init__(self, config):
            super().__init__(config)
            self.bert = BertModel(config, add_pooling_layer=False)
            self.heads = torch.nn.Linear(config.hidden_size, len(LABELS))
            self.post_init()

        def forward(self, input_ids, attention_mask, token_type_ids=None):
            found = self.bert(input_ids=input_ids, attention_mask=attention_mask)
            mask = attention_mask.unsqueeze(-1).to(found.last_hidden_state.dtype)
            mean = (found.last_hidden_state * mask).sum(1) / mask.sum(1)
            return SequenceClassifierOutput(logits=self.heads(mean))

    shape = {key: value for key, value in CONFIG.items() if key != "pullquote"}
    config = BertConfig(**shape, id2label=dict(enumerate(LABELS)), attn_implementation=attention)
    model, found = Classifier(config), tensors()
    prefix = "" if "embeddings.LayerNorm.weight" in found else "bert."
    encoder = {name: found[prefix + name] for name in model.bert.state_dict() if prefix + name in found}
    missing = model.bert.load_state_dict(encoder, strict=False)
    assert not missing.unexpected_keys and set(missing.missing_keys) <= {
        "embeddings.position_ids", "embeddings.token_type_ids"}, missing
    model.heads.weight.data, model.heads.bias.data = all_heads(found)
    return model.eval()


def export(folder):
    """Writes fp32.onnx and int8.onnx, their graphs fused as ONNX Runtime's own tool does it."""
    plain, floats, bytes_ = (folder / f"{name}.onnx" for name in ["plain", "fp32", "int8"])
    sources = [MODEL / "model.safetensors", MODEL / "config.json", Path(__file__)]
    if bytes_.exists() and bytes_.stat().st_mtime > max(file.stat().st_mtime for file in sources):
        return
    import onnx
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    model = classifier("eager")

    class Logits(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask):
            return self.model(input_ids, attention_mask).logits

    ids = torch.ones(2, 8, dtype=torch.int64)
    axes = {0: "texts", 1: "tokens"}
    torch.onnx.export(
        Logits(), (ids, ids), str(plain), input_names=["input_ids", "attention_mask"],
        output_names=["logits"], opset_version=17, dynamo=False,
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": {0: "texts"}},
    )
    fused = optimizer.optimize_model(
        str(plain), model_type="bert", num_heads=CONFIG["num_attention_heads"],
        hidden_size=CONFIG["hidden_size"], opt_level=1,
    )
    print("fused:", json.dumps(fused.get_fused_operator_statistics()), file=sys.stderr)
    fused.save_model_to_file(str(floats))
    quantize_dynamic(
        str(floats), str(bytes_), per_channel=True, weight_type=QuantType.QInt8,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def with_transformers(threads):
    """The pipeline, as its documentation shows it."""
    import torch
    from transformers import PreTrainedTokenizerFast, TextClassificationPipeline

    torch.set_num_threads(threads)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(MODEL / "tokenizer.json"), model_max_length=OURS["window"],
        pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
    )
    pipeline = TextClassificationPipeline(
        model=classifier(), tokenizer=tokenizer, top_k=None, function_to_apply="softmax",
        device="cpu",
    )

    def run(texts, batch):
        for scores in pipeline(texts, truncation=True, batch_size=batch):
            values = {score["label"]: score["score"] for score in scores}
            yield max(SENTIMENT, key=lambda label: values[f"sentiment:{label}"])

    return run


def with_onnx(file, threads):
    import numpy
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(OURS["window"])

    def run(texts, batch):
        for first in range(0, len(texts), batch):
            encoded = tokenizer.encode_batch(texts[first : first + batch])
            ids, mask = (
                numpy.array([getattr(text, part) for text in encoded], dtype=numpy.int64)
                for part in ["ids", "attention_mask"]
            )
            (logits,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
            yield from (SENTIMENT[best] for best in logits[:, : len(SENTIMENT)].argmax(1))

    return run


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=["transformers", "onnx-fp32", "onnx-int8"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("threads", type=int)
    arguments = parser.parse_args()
    if arguments.engine == "transformers":
        run = with_transformers(arguments.threads)
    else:
        file = arguments.folder / f"{arguments.engine.removeprefix('onnx-')}.onnx"
        run = with_onnx(str(file), arguments.threads)
    list(run(["warm", "up"], 2))
    print("ready", flush=True)
    for line in sys.stdin:
        batch, file = line.rstrip("\n").split(" ", 1)
        texts = Path(file).read_text().split("\n")
        wall, processor = time.perf_counter(), time.process_time()
        labels = list(run(texts, int(batch)))
        seconds = [time.perf_counter() - wall, time.process_time() - processor]
        print(json.dumps({"seconds": seconds, "labels": labels}), flush=True)


if __name__ == "__main__":
    main()

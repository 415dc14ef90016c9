"""Runs the program itself: what is measured is what users get."""
import json
import subprocess
import tempfile
from pathlib import Path


class Program:
    """The binary with a model folder (none: the built-in model) and a precision (`int8`, `fp32`)."""

    def __init__(self, binary, model=None, precision="int8"):
        self.binary = str(binary)
        self.options = ["--precision", precision] + (["--model", str(model)] if model else [])

    def run(self, *arguments, text=None):
        call = [self.binary, *map(str, arguments), *self.options]
        done = subprocess.run(call, input=text, capture_output=True, encoding="utf-8")
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(call)}: {done.stderr.strip()}")
        return done.stdout

    def score(self, texts):
        """Rows of `pullquote score` for texts, in their order; probabilities with four decimals."""
        lines = "".join(json.dumps({"text": t}) + "\n" for t in texts)
        out = self.run("score", "-", "--text-field", "text", "--format", "jsonl", text=lines)
        return [json.loads(line) for line in out.splitlines()]

    def evaluate(self, file, task):
        """`(measures, answers)` of `pullquote eval`: its JSON object, and a prediction a text."""
        with tempfile.TemporaryDirectory() as folder:
            answers = Path(folder) / "answers.jsonl"
            found = self.run("eval", file, "--task", task, "--format", "json", "--predictions", answers)
            lines = answers.read_text(encoding="utf-8").splitlines()
        return json.loads(found), [json.loads(line) for line in lines]

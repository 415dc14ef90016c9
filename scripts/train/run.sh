#!/bin/sh
# From the data folder and the base weights to the files in models/, and their figures.
# usage: run.sh DATA BASE OUT   (BASE: folder with model.safetensors and tokenizer.json)
set -eu
data=$1 base=$2 out=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
steps=${STEPS:-7603} # as many as the shipped weights had
cd "$here"
python train.py --data "$data" --base "$base" --out "$out" --steps "$steps" --rate 1.5e-4 --batch 32 --seed 0
python export.py --data "$data" --weights "$out/final.pt" --tokenizer "$out/tokenizer.json" \
    --out "$root/models/reactions-minilm" --version "${VERSION:-1.0.0}" \
    --tilt sentiment=0.6 irony=1.0 offensive=0.6
python golden.py --model "$root/models/reactions-minilm" --out "$root/tests/fixtures/builtin-golden.json"
python evaluate.py --data "$data" --model "$root/models/reactions-minilm" --fp32 "$out/final.pt" --json "$out/figures.json"
python bias.py --model "$root/models/reactions-minilm"

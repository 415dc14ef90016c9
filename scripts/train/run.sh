#!/bin/sh
# From the data folder and the base weights to the files in models/, and their figures.
# usage: run.sh DATA BASE OUT   (BASE: folder with model.safetensors and tokenizer.json)
#
# QUICK sets the steps of every stage, PULLQUOTE the program that measures,
# MODELS and GOLDEN where the model and its fixture go: all for trying the script out.
set -eu
data=$1 base=$2 out=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
model=${MODELS:-$root/models}/reactions-minilm
golden=${GOLDEN:-$root/tests/fixtures/builtin-golden.json}
program=${PULLQUOTE:-$root/target/release/pullquote}
test -x "$program" || { echo "run.sh: $program is missing; run cargo build --release" >&2; exit 2; }
cd "$here"

# stage NAME START MIX STEPS RATE SEED [OPTION…]: one run of train.py; START is an earlier name.
stage() {
    name=$1 start=$2 mix=$3 steps=${QUICK:-$4} rate=$5 seed=$6
    shift 6
    python train.py --data "$data" --init "$out/$start/final.pt" --out "$out/$name" --stage "$mix" --steps "$steps" \
        --balance --rate "$rate" --seed "$seed" "$@"
}
# soup NAME OPTION…: the mean of weights.
soup() {
    name=$1
    shift
    python soup.py --data "$data" --tokenizer "$out/first/tokenizer.json" --out "$out/$name" "$@"
}
# teacher NAME VERSION START [POINT…]: a model folder and what it says of every text, NAME.csv.
teacher() {
    name=$1 version=$2 start=$3
    shift 3
    python export.py --data "$data" --tokenizer "$out/first/tokenizer.json" --program "$program" \
        --weights "$out/$start/final.pt" --out "$out/teacher/$name" --version "$version" --points "$@"
    python teach.py --data "$data" --program "$program" --model "$out/teacher/$name" --out "$out/$name.csv"
}
raw="sentiment=raw emotion=raw irony=raw offensive=raw hate=raw"

# Version 1.2.0.
kept=${QUICK:-2482}
python train.py --data "$data" --base "$base" --out "$out/first" --stage first --steps "${QUICK:-7603}" --rate 1.5e-4 --seed 0
stage second first second 7000 1e-4 1 --end 0.4 --keep "$kept"
soup soup --first "$out/first/final.pt" --balanced "$out/second/step-$kept.pt" "$out/second/final.pt"
stage last soup last 1400 3e-5 2 --init-balanced
soup t2 --balanced "$out/second/step-$kept.pt" "$out/last/final.pt"
teacher t1 1 first sentiment=0.6 irony=1.0 offensive=0.6
teacher t2 2 t2 sentiment=raw irony=raw offensive=0.6
stage taught first taught 6585 1.2e-4 5 --taught "$out/t1.csv" "$out/t2.csv"
soup a --balanced "$out/taught/final.pt" "$out/taught/final.pt" "$out/second/step-$kept.pt" "$out/last/final.pt"
teacher a 1.2.0 a $raw

# A second line from the base weights, and means of both.
python adapt.py --data "$data" --base "$base" --out "$out/adapted" --steps "${QUICK:-4000}"
stage again adapted taught 8000 1.5e-4 11 --init-balanced --taught "$out/a.csv"
stage again2 again taught 3600 8e-5 21 --init-balanced --taught "$out/a.csv"
soup half --balanced "$out/teacher/a" "$out/again/final.pt"
stage half2 half last 3000 6e-5 22 --init-balanced --taught "$out/a.csv"
soup b --balanced "$out/teacher/a" "$out/again/final.pt" "$out/again2/final.pt" "$out/half2/final.pt"
teacher b 2 b $raw
stage long b long 9000 9e-5 31 --init-balanced --taught "$out/a.csv" "$out/b.csv"
soup c --balanced "$out/b/final.pt" "$out/long/final.pt"
teacher c 3 c $raw
stage long2 c long 6500 8e-5 41 --init-balanced --taught "$out/a.csv" "$out/b.csv" "$out/c.csv"
stage fresh adapted long 8500 1.5e-4 71 --init-balanced --taught "$out/a.csv" "$out/b.csv" "$out/c.csv"
stage far adapted far 8500 1.5e-4 72 --init-balanced --share 0.65 --taught "$out/a.csv" "$out/b.csv" "$out/c.csv"

# Our own annotations and comments.
soup d --balanced "$out/teacher/a" "$out/b/final.pt" "$out/long/final.pt" "$out/long2/final.pt" "$out/fresh/final.pt" \
    "$out/far/final.pt"
teacher d 4 d $raw
soup e --balanced "$out/fresh/final.pt" "$out/far/final.pt"
stage own e own 7000 1.2e-4 82 --init-balanced --round 1 --taught "$out/d.csv"
stage own2 adapted own 7500 1.5e-4 83 --init-balanced --round 1 --taught "$out/d.csv"
soup f --balanced "$out/own/final.pt" "$out/own2/final.pt"
teacher f 1.3.0 f $raw

# Later rounds of them.
stage own3 adapted more 8000 1.5e-4 91 --init-balanced --round 2 --taught "$out/d.csv" "$out/f.csv"
stage own4 adapted more 8000 1.5e-4 92 --init-balanced --round 2 --share 0.55 --taught "$out/f.csv"
soup g --balanced "$out/own/final.pt" "$out/own2/final.pt" "$out/own3/final.pt" "$out/own4/final.pt"
teacher g 5 g $raw
stage own5 adapted most 9000 1.5e-4 93 --init-balanced --round 3 --taught "$out/g.csv"
stage own6 g most 8000 1.2e-4 94 --init-balanced --round 3 --taught "$out/g.csv"
soup mean --balanced "$out/own/final.pt" "$out/own2/final.pt" "$out/own3/final.pt" "$out/own4/final.pt" \
    "$out/own5/final.pt" "$out/own5/final.pt" \
    "$out/own6/final.pt" "$out/own6/final.pt" "$out/own6/final.pt" "$out/own6/final.pt"

python export.py --data "$data" --tokenizer "$out/first/tokenizer.json" --program "$program" \
    --weights "$out/mean/final.pt" --out "$model" --float "$out/float" --version "${VERSION:-1.4.0}" --points $raw
python golden.py --model "$model" --out "$golden"
python evaluate.py --data "$data" --program "$program" --model "$model" --float "$out/float" --json "$out/figures.json"
python heldout.py --program "$program" --model "$model"
python bias.py --program "$program" --model "$model"

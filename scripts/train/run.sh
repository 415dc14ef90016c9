#!/bin/sh
# From the data folder and the base weights to the files in models/, and their figures.
# usage: run.sh DATA BASE OUT   (BASE: folder with model.safetensors and tokenizer.json)
#
# STEPS="FIRST SECOND KEPT LAST TAUGHT" sets the lengths of the stages, PULLQUOTE the program that measures,
# MODELS and GOLDEN where the model and its fixture go: all for trying the script out.
set -eu
data=$1 base=$2 out=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
model=${MODELS:-$root/models}/reactions-minilm
golden=${GOLDEN:-$root/tests/fixtures/builtin-golden.json}
program=${PULLQUOTE:-$root/target/release/pullquote}
# FIRST, SECOND, KEPT, LAST and TAUGHT: steps of the stages, as many as the shipped weights had.
set -- ${STEPS:-7603 7000 2482 1400 6585}
first=$1 second=$2 kept=$3 last=$4 taught=$5
test -x "$program" || { echo "run.sh: $program is missing; run cargo build --release" >&2; exit 2; }
cd "$here"
python train.py --data "$data" --base "$base" --out "$out/first" --stage first --steps "$first" --rate 1.5e-4 --seed 0
python train.py --data "$data" --init "$out/first/final.pt" --out "$out/second" --stage second --steps "$second" \
    --balance --rate 1e-4 --end 0.4 --seed 1 --keep "$kept"
python soup.py --data "$data" --first "$out/first/final.pt" --balanced "$out/second/step-$kept.pt" \
    "$out/second/final.pt" --tokenizer "$out/first/tokenizer.json" --out "$out/soup"
python train.py --data "$data" --init "$out/soup/final.pt" --out "$out/last" --stage last --steps "$last" \
    --balance --init-balanced --rate 3e-5 --seed 2
# The teachers: the first stage, and the mean of what came after it.
export_model() {
    python export.py --data "$data" --tokenizer "$out/first/tokenizer.json" --program "$program" "$@"
}
export_model --weights "$out/first/final.pt" --out "$out/teacher-1" --version 1 \
    --points sentiment=0.6 irony=1.0 offensive=0.6
export_model --weights "$out/second/step-$kept.pt" "$out/last/final.pt" --out "$out/teacher-2" --version 2 \
    --points sentiment=raw irony=raw offensive=0.6
for teacher in 1 2; do
    python teach.py --data "$data" --program "$program" --model "$out/teacher-$teacher" --out "$out/teacher-$teacher.csv"
done
python train.py --data "$data" --init "$out/first/final.pt" --out "$out/taught" --stage taught --steps "$taught" \
    --balance --rate 1.2e-4 --seed 5 --taught "$out/teacher-1.csv" "$out/teacher-2.csv"
# Half the taught network, a quarter each of the two that teacher 2 is made of.
export_model --weights "$out/taught/final.pt" "$out/taught/final.pt" "$out/second/step-$kept.pt" "$out/last/final.pt" \
    --out "$model" --float "$out/float" --version "${VERSION:-1.2.0}" \
    --points sentiment=raw emotion=raw irony=raw offensive=raw hate=raw
python golden.py --model "$model" --out "$golden"
python evaluate.py --data "$data" --program "$program" --model "$model" --float "$out/float" --json "$out/figures.json"
python heldout.py --program "$program" --model "$model"
python bias.py --program "$program" --model "$model"

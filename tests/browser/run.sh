#!/usr/bin/env bash
# Opens report.html in Chromium: an ordinary result, and one of articles full of scripts.
#
#   tests/browser/run.sh [PROGRAM [SCREENSHOTS]]
#
# Needs Node.js 20, npm, and Chromium (CHROMIUM names it; default /usr/bin/chromium).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
program=$(realpath "${1:-$root/target/release/pullquote}")
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

(cd "$here" && npm ci --no-audit --no-fund --silent)
(cd "$root" && "$program" --quiet analyze data -o "$results/ordinary")
(cd "$here" && "$program" --quiet analyze hostile -o "$results/hostile")
node "$here/report.mjs" "$results/ordinary" "$results/hostile" ${2:+"$2"}

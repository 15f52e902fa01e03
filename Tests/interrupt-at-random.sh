#!/usr/bin/env bash
# Trains RUNS networks and sends each a signal at a random moment; every one must end by that signal's
# status and leave a model that can be used. Takes about a second a run, so no part of `make test`.
#
#   Tests/interrupt-at-random.sh [RUNS [SEED]]     with HILLOCK, the command, or .build/release/hillock
set -euo pipefail
runs=${1:-100} RANDOM=${2:-1}
top=$(cd "$(dirname "$0")/.." && pwd)
hillock=${HILLOCK:-$top/.build/release/hillock}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$hillock" build "$top"/Plugins/{relu,tanh,gelu}.c -o "$work/plugins" >"$work/built"
data=$top/Sources/CDigits/digits.csv
head -n 301 "$data" >"$work/data.csv"
signals=(INT TERM HUP) statuses=(130 143 129)
widths=(64 128 200 256 384 512 777 1024 1500) sets=(AVX512_CORE AVX2) plugins=(relu tanh gelu)
failed=0
for ((run = 1; run <= runs; run++)); do
  k=$((RANDOM % 3)) width=${widths[RANDOM % 9]} isa=${sets[RANDOM % 2]} plugin=${plugins[RANDOM % 3]}
  model=$work/model.safetensors
  rm -f "$model"; : >"$work/output"
  env --default-signal=HUP,INT,TERM DNNL_MAX_CPU_ISA=$isa "$hillock" train "$work/data.csv" \
    --activation $plugin --hidden $width,$width --epochs 100000000 --batch 128 --format json \
    --plugins "$work/plugins" --output "$model" >"$work/output" 2>"$work/errors" &
  process=$!
  # From the first epoch on there is something to save.
  until [ -s "$work/output" ] || ! kill -0 $process 2>/dev/null; do sleep 0.02; done
  sleep 0.$(printf %03d $((RANDOM % 400)))
  kill -${signals[k]} $process
  status=0
  wait $process || status=$?
  if [ $status != ${statuses[k]} ] || ! "$hillock" evaluate "$model" "$work/data.csv" --plugins \
    "$work/plugins" >/dev/null 2>"$work/evaluated"; then
    failed=$((failed + 1))
    echo "run $run: SIG${signals[k]}, $plugin, width $width, $isa: status $status," \
      "$(tail -n 1 "$work/errors") $(cat "$work/evaluated" 2>/dev/null)"
  fi
done
echo "$runs runs, $failed failed"
[ $failed = 0 ]

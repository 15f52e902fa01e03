#!/usr/bin/env bash
# Imports what real producers of ONNX write, each in a virtual environment of its own under .build,
# and compares predictions with ONNX Runtime's. PyTorch alone is some 200 MB to fetch, so `make test`
# runs scikit-learn's only: onnx-producers.sh [PRODUCER...]
set -euo pipefail
cd "$(dirname "$0")/.."
swift build -c release --product hillock
hillock=$PWD/.build/release/hillock
$hillock build Plugins/*.c -o .build/release/producer-plugins > /dev/null
status=0
for producer in "${@:-torch}"; do
  venv=.build/producers/$producer
  case $producer in
    sklearn) packages=(scikit-learn skl2onnx) ;;
    torch) packages=(torch onnxscript) ;;
    *) echo "$producer: expected sklearn or torch" >&2; exit 2 ;;
  esac
  [ -d "$venv" ] || python3 -m venv "$venv"
  if ! "$venv/bin/pip" -q install onnx onnxruntime "${packages[@]}"; then
    echo "$producer: skipped, its packages cannot be fetched"
    continue
  fi
  models=$(mktemp -d)
  "$venv/bin/python" "Tests/onnx/${producer}_models.py" "$models" > "$models/log" 2>&1 ||
    { tail -3 "$models/log"; status=1; }
  echo "$producer:"
  "$venv/bin/python" Tests/onnx/compare.py "$hillock" .build/release/producer-plugins "$models" ||
    status=1
  rm -rf "$models"
done
exit $status

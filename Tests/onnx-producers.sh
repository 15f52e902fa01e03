#!/usr/bin/env bash
# Imports what real producers of ONNX write, each in a virtual environment of its own under .build,
# and compares predictions with ONNX Runtime's. Together they are some 2 GB to fetch, so `make test`
# runs scikit-learn's, and PyTorch's where it is at hand:
#
#   onnx-producers.sh [sklearn] [torch] [keras-torch] [keras-tensorflow] [keras-jax] [jax2onnx] [paddle]
#     [mxnet]
#
# PyTorch without CUDA: PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu
set -euo pipefail
cd "$(dirname "$0")/.."
swift build -c release --product hillock
hillock=$PWD/.build/release/hillock
$hillock build Plugins/*.c -o .build/release/producer-plugins > /dev/null
status=0
all=(sklearn torch keras-torch keras-tensorflow keras-jax jax2onnx paddle mxnet)
for producer in "${@:-${all[@]}}"; do
  venv=.build/producers/$producer
  script=${producer%%-*}
  backend=${producer#*-}
  case $producer in
    sklearn) packages=(scikit-learn==1.9.1 skl2onnx==1.20.0) ;;
    torch) packages=(torch==2.13.0+cpu onnxscript==0.7.2) ;;
    keras-torch) packages=(keras==3.15.1 torch==2.13.0+cpu onnxscript==0.7.2) ;;
    keras-tensorflow | keras-jax)
      packages=(keras==3.15.1 tensorflow-cpu==2.21.0 tf2onnx==1.17.0 jax2onnx==0.17.1) ;;
    jax2onnx) packages=(jax2onnx==0.17.1 flax==0.12.8) ;;
    paddle) packages=(paddlepaddle paddle2onnx) ;;
    # The last MXNet is of the time of these.
    mxnet) packages=(mxnet==1.9.1 numpy==1.26.4 onnx==1.13.1 onnxruntime==1.17.3) ;;
    *) echo "$producer: expected one of ${all[*]}" >&2; exit 2 ;;
  esac
  [ -d "$venv" ] || python3 -m venv "$venv"
  [ "$producer" = mxnet ] || packages+=(onnx onnxruntime)
  if ! "$venv/bin/pip" -q install "${packages[@]}"; then
    echo "$producer: skipped, its packages cannot be fetched"
    continue
  fi
  models=$(mktemp -d)
  KERAS_BACKEND=$backend "$venv/bin/python" "Tests/onnx/${script}_models.py" "$models" \
    > "$models/log" 2>&1 || { tail -3 "$models/log"; status=1; }
  echo "$producer:"
  "$venv/bin/python" Tests/onnx/compare.py "$hillock" .build/release/producer-plugins "$models" ||
    status=1
  rm -rf "$models"
done
exit $status

#!/usr/bin/env bash
# Keras 3.15.1 on TensorFlow 2.21.0 (tf2onnx 1.17.0): a model with a Normalization layer is exported
# without an error, but its mean and variance become required inputs of the graph, without a value,
# so that ONNX Runtime cannot run what Keras wrote. On JAX the same model has one input. Seen:
#   inputs on tensorflow: keras_tensor, sequential_1/normalization_1/Sub/y:0, sequential_1/normalization_1/Sqrt/x:0
#   inputs on jax: keras_tensor
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install keras==3.15.1 tensorflow-cpu==2.21.0 tf2onnx==1.17.0 \
  jax2onnx==0.17.1 onnx==1.23.2 onnxruntime==1.32.0
for backend in tensorflow jax; do
  KERAS_BACKEND=$backend TF_CPP_MIN_LOG_LEVEL=3 "$folder/venv/bin/python" -W ignore - \
    "$folder/$backend.onnx" <<'PYTHON' 2>/dev/null
import sys
import keras
import numpy as np
import onnxruntime
from keras import layers

path = sys.argv[1]
model = keras.Sequential(
    [layers.Input((2,)), layers.Normalization(mean=[1.0, 2], variance=[4.0, 1]), layers.Dense(1)])
model(np.zeros((1, 2), "float32"))
model.export(path, format="onnx", verbose=False)
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
names = [entry.name for entry in session.get_inputs()]
backend = keras.backend.backend()
print(f"inputs on {backend}:", ", ".join(names))
sys.exit(0 if len(names) == {"tensorflow": 3, "jax": 1}[backend] else 1)
PYTHON
done

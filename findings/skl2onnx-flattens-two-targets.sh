#!/usr/bin/env bash
# skl2onnx 1.20.0 of scikit-learn 1.9.1's MLPRegressor with two targets: the graph ends in a Reshape to
# [-1, 1], so that 5 samples give 10 rows of one number, in place of 5 rows of two, and the output's
# own declared shape is wrong as well. MLPRegressor itself gives [5, 2]. Seen:
#   scikit-learn (5, 2)
#   ONNX Runtime (10, 1)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install onnx==1.23.2 onnxruntime==1.32.0 scikit-learn==1.9.1 skl2onnx==1.20.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import numpy as np, onnxruntime, skl2onnx
from sklearn.neural_network import MLPRegressor

random = np.random.default_rng(0)
X = random.normal(size=(50, 4)).astype(np.float32)
model = MLPRegressor(hidden_layer_sizes=(8,), max_iter=20, random_state=0).fit(X, X[:, :2])
file = skl2onnx.to_onnx(model, X[:1]).SerializeToString()
session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
own, other = model.predict(X[:5]), session.run(None, {"X": X[:5]})[0]
print("scikit-learn", own.shape)
print("ONNX Runtime", other.shape)
assert own.shape == (5, 2)
assert np.allclose(own.ravel(), other.ravel(), rtol=1e-4, atol=1e-5)
assert other.shape == (10, 1)
print("skl2onnx", skl2onnx.__version__, "still flattens two targets")
PYTHON

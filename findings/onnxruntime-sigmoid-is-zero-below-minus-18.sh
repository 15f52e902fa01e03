#!/usr/bin/env bash
# ONNX Runtime 1.32.0, CPU, float32: Sigmoid(-18) is 0, not 1.52e-8, and Sigmoid(-17) more than twice
# what it should be, while its own Softplus is right there. So the log sigmoid that exporters write as
# Sigmoid and Log is -inf from -18 on, and silu, as Sigmoid and Mul, loses its tail. onnx.reference
# gives the right numbers for the same model. Seen:
#   Sigmoid       [4.1399e-08 1.5230e-08] expected
#   Sigmoid       [8.9407e-08 0.0000e+00] ONNX Runtime
#   Log(Sigmoid)  [-16.2301 -inf] ONNX Runtime, [-17. -18.] onnx.reference
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install onnx==1.23.2 onnxruntime==1.32.0
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np, onnx, onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

x = np.array([-17, -18], np.float32)

def run(*nodes):
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)], ir_version=10)
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0], ReferenceEvaluator(model).run(None, {"x": x})[0]

sigmoid, reference = run(helper.make_node("Sigmoid", ["x"], ["y"]))
logarithm, true_logarithm = run(
    helper.make_node("Sigmoid", ["x"], ["s"]), helper.make_node("Log", ["s"], ["y"]))
softplus, _ = run(helper.make_node("Softplus", ["x"], ["y"]))
print("Sigmoid, ONNX Runtime", sigmoid, "onnx.reference", reference)
print("Log(Sigmoid), ONNX Runtime", logarithm, "onnx.reference", true_logarithm)
print("Softplus, ONNX Runtime", softplus)
assert np.allclose(reference, [4.13994e-8, 1.52300e-8], rtol=1e-3, atol=0)
assert np.allclose(true_logarithm, [-17, -18])
assert np.allclose(softplus, reference, rtol=1e-3, atol=0)
assert sigmoid[1] == 0 and sigmoid[0] > 2 * reference[0] and logarithm[1] == -np.inf
print("onnxruntime", onnxruntime.__version__, "still loses the sigmoid's tail")
PYTHON

#!/usr/bin/env bash
# The reference evaluator of ONNX normalizes by the batch it is given, where a BatchNormalization of
# operator set 9 to 13 states a momentum: as exporters for these sets do (paddle2onnx, PyTorch's
# older one), although an inference has nothing to average.
#
# Seen on 2026-11-29 with onnx 1.23.2 and onnxruntime 1.32.0, two rows 0 and 2, mean 1, variance 4:
#   operator set 13: onnxruntime [-0.5, 0.5], onnx.reference [-0.5199, 0.5199], and so at set 9
#   operator set 15: onnxruntime [-0.5, 0.5], onnx.reference [-0.5, 0.5]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install onnx==1.23.2 onnxruntime==1.32.0
"$work/venv/bin/python" - <<'PYTHON'
import sys
import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator

x = np.array([[0], [2]], np.float32)
found = {}
for opset in (9, 13, 15):
    constants = {"scale": 1, "bias": 0, "mean": 1, "variance": 4}
    node = helper.make_node(
        "BatchNormalization", ["x", *constants], ["y"], epsilon=0.0, momentum=0.9)
    graph = helper.make_graph(
        [node], "g",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [None, 1])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [None, 1])],
        [numpy_helper.from_array(np.array([v], np.float32), k) for k, v in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    onnx.checker.check_model(model)
    runtime = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})[0]
    reference = ReferenceEvaluator(model).run(None, {"x": x})[0]
    print(f"operator set {opset}: onnxruntime {runtime.ravel()}, onnx.reference {reference.ravel()}")
    found[opset] = np.allclose(runtime, [[-0.5], [0.5]]), np.allclose(runtime, reference)
sys.exit(0 if found == {9: (True, False), 13: (True, False), 15: (True, True)} else 1)
PYTHON

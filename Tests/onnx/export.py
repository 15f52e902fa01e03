"""Runs an exported model in ONNX Runtime and onnx.reference, and compares with `hillock predict`.

    export.py MODEL.onnx SAMPLES.npy PREDICTIONS.csv
"""

import csv
import sys

import numpy as np
import onnx
import onnx.reference
import onnxruntime

path, samples, predictions = sys.argv[1:]
model = onnx.load(path)
onnx.checker.check_model(model, full_check=True)
X = np.load(samples)
head, *rows = csv.reader(open(predictions))
session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
for name, run in (
    ("onnxruntime", session.run), ("onnx.reference", onnx.reference.ReferenceEvaluator(model).run)
):
    label, probabilities = run(None, {"input": X})
    if [str(one) for one in label] != [row[0] for row in rows]:
        sys.exit(f"{name}: other labels")
    found = np.array([[float(x) for x in row[1:]] for row in rows])
    difference = np.max(np.abs(probabilities - found))
    print(name, f"{difference:.2e}")
    if not difference <= 1e-6:
        sys.exit(f"{name}: probabilities differ by {difference}")

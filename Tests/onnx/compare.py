"""Imports every .onnx of a directory and compares predictions with ONNX Runtime's.

    compare.py HILLOCK PLUGINS DIRECTORY

Two float32 sums of the same products differ in their last digits; 1e-6 of the largest number that
the network gives is what they may.
"""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime

hillock, plugins, directory = sys.argv[1:]
random = np.random.default_rng(1)
failures = []
worst = 0.0


def run(*arguments):
    result = subprocess.run(
        [hillock, *arguments, "--plugins", plugins], capture_output=True, text=True
    )
    if result.returncode:
        raise RuntimeError(result.stderr)
    return result.stdout


def numbers(value, names):
    """A ZipMap's dictionaries as an array in the order of the classes."""
    if isinstance(value, list):
        value = [[row[type(next(iter(row)))(name)] for name in names] for row in value]
    return np.asarray(value, float)


def compare(path):
    """The largest difference, as a share of the largest output."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    entry = session.get_inputs()[0]
    kind = np.float64 if "double" in entry.type else np.float32
    # Some exporters fix the batch.
    count = entry.shape[0] if isinstance(entry.shape[0], int) else 200
    samples = Path(directory, "X.npy")
    X = np.load(samples)[:count] if samples.exists() else random.normal(0, 1.5, (count, 4))
    X = X.astype(kind)
    np.save(f"{directory}/samples.npy", X)
    expected = session.run(None, {entry.name: X})
    run("import", str(path), "-o", f"{directory}/model.safetensors")
    table = run(
        "predict", f"{directory}/model.safetensors", f"{directory}/samples.npy", "--probabilities"
    )
    head, *rows = csv.reader(table.splitlines())
    is_classifier = head[0] == "prediction" and len(head) > 1
    found = np.array([[float(x) for x in row[is_classifier:]] for row in rows])
    if is_classifier and len(expected) > 1:
        labels = [str(label) for label in expected[0]]
        if labels != [row[0] for row in rows]:
            raise RuntimeError("other labels")
    expected = numbers(expected[-1], head[1:]).reshape(found.shape)
    return np.max(np.abs(found - expected)) / np.max(np.abs(expected))


files = sorted(Path(directory).glob("*.onnx"))
for path in files:
    try:
        difference = compare(path)
        worst = max(worst, difference)
        if not difference <= 1e-6:
            failures.append(f"{path.name}: {difference:.2e}")
    except RuntimeError as error:
        failures.append(f"{path.name}: {error}")
print(f"{len(files)} files, the largest difference {worst:.2e}")
print("\n".join(failures))
sys.exit(1 if failures or not files else 0)

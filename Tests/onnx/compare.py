"""Imports every .onnx of a directory and compares predictions with ONNX Runtime's.

    compare.py HILLOCK PLUGINS DIRECTORY

Two float32 sums of the same products differ in their last digits; 1e-6 of the largest number that
the network gives is what they may. Where they differ by more, the graph is run in double, which
tells whose fault it is: ONNX Runtime's Sigmoid loses digits that a Log after it shows.
"""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

hillock, plugins, directory = sys.argv[1:]
random = np.random.default_rng(1)
# Errors, not what could be faster.
onnxruntime.set_default_logger_severity(3)
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


def in_double(path):
    """The model with every float32 a double."""
    model = onnx.load(path)
    single, double = onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE

    def widen(tensor):
        if tensor.data_type == single:
            values = onnx.numpy_helper.to_array(tensor).astype(float)
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))

    for tensor in model.graph.initializer:
        widen(tensor)
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.TENSOR:
                widen(attribute.t)
            elif node.op_type == "Cast" and attribute.i == single:
                attribute.i = double
    del model.graph.value_info[:]
    for info in [*model.graph.input, *model.graph.output]:
        if info.type.tensor_type.elem_type == single:
            info.type.tensor_type.elem_type = double
    return model


def compare(path):
    """The largest difference, as a share of the largest output."""
    try:
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    except onnxruntime.capi.onnxruntime_pybind11_state.InvalidGraph:
        # Operators that no standard defines: they must be refused here as well, by name.
        return refused(path)
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
    largest = np.max(np.abs(expected))
    difference = np.max(np.abs(found - expected)) / largest
    if difference > 1e-6:
        exact = onnxruntime.InferenceSession(
            in_double(path).SerializeToString(), providers=["CPUExecutionProvider"]
        ).run(None, {entry.name: X.astype(float)})[-1]
        own = np.max(np.abs(found - exact.reshape(found.shape))) / largest
        print(f"{path.name}: {difference:.2e} from ONNX Runtime, {own:.2e} from the graph in double")
        return own
    return difference


def refused(path):
    """Nothing differs where the very operators that no standard has are named."""
    own = {node.op_type for node in onnx.load(path, load_external_data=False).graph.node}
    unknown = sorted(name for name in own if not onnx.defs.has(name))
    try:
        run("import", str(path), "-o", f"{directory}/model.safetensors")
    except RuntimeError as error:
        if unknown and all(f"{name} \"" in str(error) for name in unknown):
            return 0.0
        raise
    raise RuntimeError(f"imported, although no standard has {', '.join(unknown)}")


files = sorted(Path(directory).glob("*.onnx"))
for path in files:
    try:
        difference = compare(path)
        worst = max(worst, difference)
        if not difference <= 1e-6:
            failures.append(f"{path.name}: {difference:.2e}")
    except RuntimeError as error:
        failures.append(f"{path.name}: {error}")
# What is no dense network must be refused, by nodes or outputs that the file has.
for path in sorted(Path(directory, "refused").glob("*.onnx")):
    graph = onnx.load(path, load_external_data=False).graph
    places = {f'{node.op_type} "{node.name}"' for node in graph.node}
    places |= {f'outputs "{entry.name}"' for entry in graph.output}
    try:
        run("import", str(path), "-o", f"{directory}/model.safetensors")
        failures.append(f"{path.name}: imported")
    except RuntimeError as error:
        reasons = str(error).splitlines()[1:]
        named = [line for line in reasons if any(line.startswith(f"  {place}: ") for place in places)]
        if not reasons or named != reasons:
            failures.append(f"{path.name}: refused without its nodes: {error}")
print(f"{len(files)} files, the largest difference {worst:.2e}")
print("\n".join(failures))
sys.exit(1 if failures or not files else 0)

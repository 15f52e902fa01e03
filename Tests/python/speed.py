"""What calls from Python cost: speed.py [torch]

Prints figures and decides nothing: they are the machine's.
"""

import sys
import timeit
import tempfile
import subprocess
from pathlib import Path

import numpy as np

import hillock


def best(function, number, repeat=7):
    return min(timeit.repeat(function, number=number, repeat=repeat)) / number


relu = hillock.activation("relu")
ten = np.ones(10)
print(f"NumPy, ten numbers: {best(lambda: relu(ten), 20000) * 1e6:.2f} us")

with tempfile.TemporaryDirectory() as folder:
    source = Path(folder, "atanexp.c")
    source.write_text(
        "#include <math.h>\n"
        "double activation_value(double x) { return x * atan(exp(x)); }\n"
        "double activation_derivative(double x) {\n"
        "  return atan(exp(x)) + x * exp(x) / (1 + exp(2 * x)); }\n"
    )
    library = str(Path(folder, "atanexp.so"))
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", source, "-o", library, "-lm"], check=True)
    bare = hillock.activation("atanexp", plugins=library)
    for count in (10**5, 10**6):
        x = np.random.default_rng(0).normal(size=count).astype(np.float32)
        y = np.empty_like(x)
        own = best(lambda: bare(x, out=y), 5 * 10**6 // count)
        other = best(lambda: x * np.arctan(np.exp(x)), 5 * 10**6 // count)
        print(f"x atan e^x, {count} floats: {own * 1e3:.3f} ms, NumPy {other * 1e3:.3f} ms, "
              f"{other / own:.1f} times as fast")

if "torch" in sys.argv:
    import torch

    import hillock.torch

    torch.set_num_threads(1)
    small = torch.ones(10)
    module = hillock.torch.Activation("relu")
    print(f"torch, ten numbers: {best(lambda: module(small), 5000) * 1e6:.2f} us")
    recorded = torch.ones(10, requires_grad=True)
    print(f"torch, ten numbers, recorded: {best(lambda: module(recorded), 5000) * 1e6:.2f} us")

    def step(module, x, dy):
        x.grad = None
        module(x).backward(dy)

    for side in (64, 256, 1024):
        x = torch.randn(side, side, requires_grad=True)
        dy = torch.randn(side, side)
        ours, theirs = hillock.torch.Activation("gelu"), torch.nn.GELU()
        count = max(5, 2 * 10**6 // side**2)
        own = best(lambda: step(ours, x, dy), count)
        other = best(lambda: step(theirs, x, dy), count)
        print(f"gelu forward and backward, {side} x {side}: {own * 1e3:.3f} ms, torch.nn.GELU "
              f"{other * 1e3:.3f} ms, {other / own:.2f} times as fast")

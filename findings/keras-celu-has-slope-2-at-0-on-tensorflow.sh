#!/usr/bin/env bash
# Keras 3.15.1 on TensorFlow 2.21.0: the derivative of celu at 0 is 2, where the function is smooth and
# its derivative 1 from either side. A unit whose net input is exactly 0 (zero weights, a masked or padded
# sample) is given twice the gradient. On JAX and PyTorch it is 1. tf.maximum and tf.minimum, whose sum
# Keras takes, give the whole gradient to their first argument where both are equal.
# Seen:
#   celu'(-1e-06) 0.9999990000005, celu'(0) 2.0, celu'(1e-06) 1.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install keras==3.15.1 tensorflow-cpu==2.21.0
TF_CPP_MIN_LOG_LEVEL=3 KERAS_BACKEND=tensorflow "$folder/venv/bin/python" - <<'PYTHON'
import keras
import tensorflow as tf


def slope(x):
    x = tf.constant([x], tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = keras.activations.celu(x)
    return tape.gradient(y, x).numpy().item()


slopes = [slope(x) for x in (-1e-6, 0.0, 1e-6)]
print("celu'(-1e-06) {}, celu'(0) {}, celu'(1e-06) {}".format(*slopes))
assert slopes[1] == 2 and all(abs(one - 1) < 1e-5 for one in (slopes[0], slopes[2]))
PYTHON

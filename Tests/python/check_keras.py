"""What records say of TensorFlow and Keras, asked of both: check_keras.py"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import tensorflow as tf
from keras import layers, ops

import hillock


def slope(f, x):
    x = tf.constant([[float(x)]], tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x).numpy().item()


def layer(kind, **options):
    return kind(dtype="float64", **options)


quarter = keras.initializers.Constant(0.25)
for name, peer, f, slopes, words in (
    ("relu", "tensorflow", tf.nn.relu, {0: 0}, "derivative 0 at 0"),
    ("relu", "tensorflow", lambda x: tf.maximum(x, 0), {0: 1}, "tf.maximum(x, 0) has 1 there"),
    ("relu", "tensorflow", lambda x: tf.maximum(tf.constant(0, x.dtype), x), {0: 0},
     "tf.maximum(0, x) 0"),
    ("relu6", "tensorflow", tf.nn.relu6, {0: 0, 6: 0}, "derivative 0 at 0 and 6"),
    ("leaky_relu", "tensorflow", tf.nn.leaky_relu, {0: 0.2}, "derivative 0.2 at 0"),
    ("elu", "tensorflow", tf.nn.elu, {0: 1}, "no kink"),
    ("selu", "tensorflow", tf.nn.selu, {0: 1.0507009873554805}, "derivative 1.051 at 0"),
    ("absolute", "tensorflow", tf.abs, {0: 0}, "derivative 0 at 0"),
    ("hardtanh", "tensorflow", lambda x: tf.clip_by_value(x, -1, 1), {-1: 1, 1: 1},
     "derivative 1 at both ends"),
    ("satlin", "tensorflow", lambda x: tf.clip_by_value(x, 0, 1), {0: 1, 1: 1},
     "derivative 1 at 0 and 1"),
    ("relu", "keras", ops.relu, {0: 0}, "derivative 0 at 0"),
    ("relu", "keras", layer(layers.ReLU), {0: 0}, "derivative 0 at 0"),
    ("relu6", "keras", ops.relu6, {0: 0, 6: 0}, "derivative 0 at 0 and 6"),
    ("relu6", "keras", layer(layers.ReLU, max_value=6.0), {0: 0, 6: 0}, "derivative 0 at 0 and 6"),
    ("leaky_relu", "keras", ops.leaky_relu, {0: 0.2}, "derivative the slope at 0"),
    ("leaky_relu", "keras", layer(layers.LeakyReLU), {0: 0.3}, "derivative the slope at 0"),
    ("prelu", "keras", layer(layers.PReLU, alpha_initializer=quarter), {0: 0},
     "derivative 0 at 0, whatever the slope"),
    ("elu", "keras", lambda x: ops.elu(x, 2.0), {0: 2}, "derivative alpha at 0"),
    ("celu", "keras", ops.celu, {0: 2, -1e-9: 1, 1e-9: 1}, "derivative at 0 is 2"),
    ("selu", "keras", ops.selu, {0: 1.0507009873554805}, "derivative 1.051 at 0"),
    ("hardtanh", "keras", ops.hard_tanh, {-1: 1, 1: 1}, "derivative 1 at -1 and 1"),
    ("hardsigmoid", "keras", ops.hard_sigmoid, {-3: 0, 0: 1 / 6, 3: 0}, "derivative 0 at -3 and 3"),
    ("hardswish", "keras", ops.hard_silu, {-3: 0, 3: 1}, "derivative 0 at -3, 1 at 3"),
    ("hardshrink", "keras", ops.hard_shrink, {-0.5: 0, 0.5: 0}, "derivative 0 at both"),
    ("softshrink", "keras", ops.soft_shrink, {-0.5: 0, 0.5: 0}, "derivative 0 at both"),
    ("threshold", "keras", lambda x: ops.threshold(x, 1.0, 0.0), {1: 0}, "0 at the threshold"),
    ("absolute", "keras", ops.abs, {0: 0}, "derivative 0 at 0"),
    ("satlin", "keras", lambda x: ops.clip(x, 0, 1), {0: 1, 1: 1}, "derivative 1 at 0 and 1"),
    ("sparse_sigmoid", "keras", ops.sparse_sigmoid, {-1: 0, 1: 0}, "derivative 0 at -1 and 1"),
):
    assert words in hillock.info(name)["records"][f"note.{peer}"], (name, peer)
    for place, expected in slopes.items():
        found = slope(f, place)
        # Slopes of leaky_relu are numbers of float32, whatever x is.
        assert abs(found - expected) < 2e-8, (name, peer, place, found)
print("all is well")

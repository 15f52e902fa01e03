"""Dense networks as Keras writes them: keras_models.py DIRECTORY

The environment's KERAS_BACKEND says by way of what: tensorflow, jax or torch.
"""

import os
import sys
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.filterwarnings("ignore")
import keras
import numpy as np
from keras import layers

directory = sys.argv[1]
keras.utils.set_random_seed(0)

activations = [
    "relu", "sigmoid", "tanh", "softplus", "softsign", "selu", "elu", "exponential", "silu", "gelu",
    "hard_sigmoid", "hard_silu", "relu6", "leaky_relu", "mish", "log_sigmoid", "celu", "hard_tanh",
    "tanh_shrink", "soft_shrink", "hard_shrink", "squareplus", "linear",
]
models = {
    name: [layers.Dense(7, activation=name), layers.BatchNormalization(), layers.Dense(3)]
    for name in activations
}
models |= {
    "prelu": [layers.Dense(7), layers.PReLU(alpha_initializer="uniform"), layers.Dense(3)],
    "leaky": [layers.Dense(7), layers.LeakyReLU(0.2), layers.Dropout(0.1), layers.Dense(3)],
    "classes": [layers.Dense(7, "relu"), layers.Dense(3, "softmax")],
    "one": [layers.Dense(7, "tanh", use_bias=False), layers.Dense(1, "sigmoid")],
}
# By way of TensorFlow its mean and variance become inputs of the graph that have no value.
if keras.backend.backend() != "tensorflow":
    scale = layers.Normalization(mean=[1.0, 2, 3, 4], variance=[4.0, 1, 9, 2])
    models["scaled"] = [scale, *models["one"]]
for name, parts in models.items():
    model = keras.Sequential([layers.Input((4,)), *parts])
    model(np.zeros((2, 4), "float32"))
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.set_weights([np.random.uniform(0.5, 2, w.shape) for w in layer.get_weights()])
        elif isinstance(layer, layers.Dense) and layer.use_bias:
            kernel, bias = layer.get_weights()
            layer.set_weights([kernel, np.random.normal(0, 0.3, bias.shape)])
    model.export(f"{directory}/{name}.onnx", format="onnx", verbose=False)

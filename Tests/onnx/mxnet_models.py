"""Dense networks as MXNet's exporter writes them: mxnet_models.py DIRECTORY"""

import sys

import numpy as np

# MXNet 1.9.1 names what NumPy has no more.
np.bool = bool
import mxnet as mx
from mxnet import gluon, sym

directory = sys.argv[1]
mx.random.seed(0)
np.random.seed(0)

activations = {
    "relu": lambda z: sym.Activation(z, act_type="relu"),
    "sigmoid": lambda z: sym.Activation(z, act_type="sigmoid"),
    "tanh": lambda z: sym.Activation(z, act_type="tanh"),
    "softrelu": lambda z: sym.Activation(z, act_type="softrelu"),
    "softsign": lambda z: sym.Activation(z, act_type="softsign"),
    "leaky": lambda z: sym.LeakyReLU(z, act_type="leaky", slope=0.25),
    "elu": lambda z: sym.LeakyReLU(z, act_type="elu", slope=0.7),
    "selu": lambda z: sym.LeakyReLU(z, act_type="selu"),
    "gelu": lambda z: sym.LeakyReLU(z, act_type="gelu"),
    "hard_sigmoid": sym.hard_sigmoid,
    "swish": lambda z: z * sym.sigmoid(z),
    "clip": lambda z: sym.clip(z, a_min=0, a_max=6),
    "sin": sym.sin, "arctan": sym.arctan, "square": sym.square,
}
for name, activation in activations.items():
    z = sym.FullyConnected(sym.Variable("data"), num_hidden=7, flatten=True, name="first")
    z = sym.FullyConnected(activation(z), num_hidden=3, flatten=True, name="second")
    if name == "relu":
        z = sym.softmax(z)
    shapes, _, _ = z.infer_shape(data=(2, 4))
    parameters = {
        key: mx.nd.array(np.random.normal(size=shape).astype(np.float32))
        for key, shape in zip(z.list_arguments(), shapes) if key != "data"
    }
    mx.onnx.export_model(
        z, parameters, [(2, 4)], np.float32, f"{directory}/{name}.onnx",
        dynamic=True, dynamic_input_shapes=[("batch", 4)],
    )

# Gluon's own layers, with batch normalization, which has moved from where it began.
network = gluon.nn.HybridSequential()
network.add(gluon.nn.Dense(6, activation="relu"), gluon.nn.BatchNorm(), gluon.nn.Dense(2))
network.initialize(mx.init.Normal(0.5))
network.hybridize()
with mx.autograd.record():
    network(mx.nd.array(np.random.normal(size=(50, 4)) * 2 + 1))
network(mx.nd.zeros((1, 4)))
network.export(f"{directory}/gluon")
mx.onnx.export_model(
    f"{directory}/gluon-symbol.json", f"{directory}/gluon-0000.params", [(1, 4)], np.float32,
    f"{directory}/gluon.onnx", dynamic=True, dynamic_input_shapes=[("batch", 4)],
)

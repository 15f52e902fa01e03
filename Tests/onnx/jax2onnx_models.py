"""Dense networks as jax2onnx writes them: jax2onnx_models.py DIRECTORY"""

import sys
import warnings

import jax
import jax.numpy as jnp
import onnx
from flax import nnx
from jax2onnx import to_onnx

warnings.filterwarnings("ignore")
directory = sys.argv[1]


class Network(nnx.Module):
    def __init__(self, activation, rngs):
        self.first = nnx.Linear(4, 7, rngs=rngs)
        self.norm = nnx.BatchNorm(7, use_running_average=True, rngs=rngs)
        self.last = nnx.Linear(7, 3, rngs=rngs)
        self.activation = activation
        self.first.bias.value = jnp.linspace(-0.3, 0.4, 7)
        self.norm.mean.value = jnp.linspace(-0.5, 0.5, 7)
        self.norm.var.value = jnp.linspace(0.5, 2, 7)

    def __call__(self, x):
        return self.last(self.norm(self.activation(self.first(x))))


activations = {
    "relu": nnx.relu, "sigmoid": nnx.sigmoid, "tanh": nnx.tanh, "gelu": nnx.gelu,
    "gelu_erf": lambda x: nnx.gelu(x, approximate=False), "silu": nnx.silu, "elu": nnx.elu,
    "celu": nnx.celu, "selu": nnx.selu, "softplus": nnx.softplus, "leaky_relu": nnx.leaky_relu,
    "log_sigmoid": nnx.log_sigmoid, "hard_tanh": nnx.hard_tanh, "hard_sigmoid": nnx.hard_sigmoid,
    "hard_swish": nnx.hard_swish, "relu6": nnx.relu6, "soft_sign": nnx.soft_sign,
    "mish": jax.nn.mish, "squareplus": jax.nn.squareplus, "sine": jnp.sin,
    "softmax": nnx.softmax,
}
for name, activation in activations.items():
    model = to_onnx(Network(activation, nnx.Rngs(0)), inputs=[("B", 4)])
    onnx.save(model, f"{directory}/{name}.onnx")

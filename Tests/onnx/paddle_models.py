"""Dense networks as paddle2onnx writes them: paddle_models.py DIRECTORY

Its process aborts at CELU and Softplus.
"""

import sys
import warnings

warnings.filterwarnings("ignore")
import paddle
from paddle import nn

directory = sys.argv[1]
paddle.seed(0)
activations = {
    "relu": nn.ReLU(), "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(), "gelu": nn.GELU(),
    "gelu_tanh": nn.GELU(True), "silu": nn.Silu(), "elu": nn.ELU(0.7),
    "selu": nn.SELU(), "leaky_relu": nn.LeakyReLU(0.2),
    "hardsigmoid": nn.Hardsigmoid(), "hardswish": nn.Hardswish(), "hardtanh": nn.Hardtanh(-2, 0.5),
    "relu6": nn.ReLU6(), "softsign": nn.Softsign(), "mish": nn.Mish(), "swish": nn.Swish(),
    "log_sigmoid": nn.LogSigmoid(), "prelu": nn.PReLU(), "prelu_each": nn.PReLU(7),
    "tanhshrink": nn.Tanhshrink(), "softshrink": nn.Softshrink(), "hardshrink": nn.Hardshrink(),
    "thresholded_relu": nn.ThresholdedReLU(0.3),
}
for name, activation in activations.items():
    model = nn.Sequential(
        nn.Linear(4, 7), activation, nn.BatchNorm1D(7), nn.Dropout(0.2), nn.Linear(7, 3),
        nn.Softmax() if name == "relu" else nn.Identity(),
    )
    model.eval()
    model[0].bias.set_value(paddle.linspace(-0.3, 0.4, 7))
    model[2]._mean.set_value(paddle.linspace(-0.5, 0.5, 7))
    model[2]._variance.set_value(paddle.linspace(0.5, 2, 7))
    paddle.onnx.export(
        model, f"{directory}/{name}",
        input_spec=[paddle.static.InputSpec([None, 4], "float32", "x")], opset_version=13,
    )

"""Dense networks as PyTorch's two exporters write them, and others under refused: torch_models.py
DIRECTORY
"""

import os
import sys
import warnings

import torch
from torch import nn

warnings.filterwarnings("ignore")
directory = sys.argv[1]
torch.manual_seed(0)


class Apply(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


activations = {
    "relu": nn.ReLU(), "gelu": nn.GELU(), "gelu_tanh": nn.GELU("tanh"), "silu": nn.SiLU(),
    "softplus": nn.Softplus(2.0), "prelu": nn.PReLU(), "prelu_each": nn.PReLU(7),
    "hardsigmoid": nn.Hardsigmoid(), "hardswish": nn.Hardswish(), "mish": nn.Mish(),
    "logsigmoid": nn.LogSigmoid(), "relu6": nn.ReLU6(), "elu": nn.ELU(0.7), "celu": nn.CELU(0.7),
    "selu": nn.SELU(), "leaky": nn.LeakyReLU(0.2), "tanhshrink": nn.Tanhshrink(),
    "softshrink": nn.Softshrink(), "hardshrink": nn.Hardshrink(), "hardtanh": nn.Hardtanh(-2, 0.5),
    "softsign": nn.Softsign(), "threshold": nn.Threshold(0.1, 0), "tanh": nn.Tanh(),
    "sigmoid": nn.Sigmoid(), "sine": Apply(torch.sin), "glu": nn.GLU(),
    "quick_gelu": Apply(lambda x: x * torch.sigmoid(1.702 * x)),
}
x = torch.randn(5, 4)
for name, activation in activations.items():
    wide, narrow = (8, 4) if name == "glu" else (7, 7)
    model = nn.Sequential(
        nn.Linear(4, wide), activation, nn.BatchNorm1d(narrow), nn.Dropout(0.2),
        nn.Linear(narrow, 3), nn.Softmax(-1) if name == "relu" else nn.Identity(),
    ).eval()
    with torch.no_grad():
        model[2].running_mean.normal_()
        model[2].running_var.uniform_(0.5, 2)
    # The legacy exporter has no threshold but 0.
    if name != "threshold":
        torch.onnx.export(
            model, (x,), f"{directory}/legacy_{name}.onnx", dynamo=False, input_names=["x"],
            dynamic_axes={"x": {0: "N"}},
        )
    torch.onnx.export(
        model, (x,), f"{directory}/dynamo_{name}.onnx", dynamo=True, verbose=False,
        dynamic_shapes=({0: torch.export.Dim("N")},),
    )
# Tensors over 256 bytes lie in a file of their own.
large = nn.Sequential(
    nn.Flatten(), nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64, bias=False), nn.Tanh(),
    nn.Linear(64, 1), nn.Sigmoid(),
).eval()
torch.onnx.export(large, (x,), f"{directory}/dynamo_large.onnx", dynamo=True, verbose=False)
torch.onnx.export(
    large.double(), (x.double(),), f"{directory}/legacy_double.onnx", dynamo=False,
)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Linear(4, 4), nn.Linear(4, 3)

    def forward(self, x):
        return self.last(x + torch.relu(self.first(x)))


class Two(Residual):
    def forward(self, x):
        return self.first(x), self.last(x)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.cells, self.last = nn.LSTM(4, 5, batch_first=True), nn.Linear(5, 3)

    def forward(self, x):
        return self.last(self.cells(x.unsqueeze(1))[0][:, 0])


class Convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.last = nn.Conv1d(1, 3, 2), nn.Linear(9, 3)

    def forward(self, x):
        return self.last(self.first(x.unsqueeze(1)).flatten(1))


os.mkdir(f"{directory}/refused")
for model in (
    Residual(), Two(), Recurrent(), Convolution(),
    nn.Sequential(nn.Linear(4, 5), nn.LayerNorm(5), nn.ReLU(), nn.GroupNorm(1, 5), nn.Linear(5, 3)),
):
    for kind, is_dynamo in (("legacy", False), ("dynamo", True)):
        torch.onnx.export(
            model.eval(), (x,), f"{directory}/refused/{kind}_{type(model).__name__}.onnx",
            dynamo=is_dynamo, verbose=False,
        )

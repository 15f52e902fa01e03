"""Activations as modules of PyTorch."""

from __future__ import annotations

import torch

from ._activation import Activation as _Activation
from ._library import HillockError, library

# What the operators below call, by key: one opened activation each, for the life of the process.
_opened: dict[str, _Activation] = {}
_functions = {
    (name, kind): getattr(library, f"hillock_{name}_{suffix}")
    for name in ("value", "gradient")
    for kind, suffix in ((torch.float32, "f32"), (torch.float64, "f64"))
}

# Operators, not functions of Python: so torch.compile and torch.export keep them whole.
_library = torch.library.Library("hillock", "DEF")
_library.define("value(Tensor x, Tensor? gate, Tensor? parameters, str key) -> Tensor")
_library.define(
    "gradient(Tensor x, Tensor? gate, Tensor? parameters, Tensor y, Tensor dy, str key)"
    " -> (Tensor, Tensor, Tensor)"
)


def _data(tensor: torch.Tensor | None) -> int | None:
    return None if tensor is None else tensor.data_ptr()


def _run(name: str, key: str, x: torch.Tensor, *arguments: int | None) -> None:
    activation = _opened.get(key)
    if activation is None:
        raise HillockError(f"{key} is not open: make its hillock.torch.Activation first")
    columns = x.shape[-1] if x.dim() else 1
    rows = x.numel() // columns if columns else 0
    if _functions[name, x.dtype](activation.handle, rows, columns, x.data_ptr(), *arguments):
        raise HillockError(f"{activation.name}: {name} makes no sense of this")


def _value(x, gate, parameters, key):
    x = x.contiguous()
    gate = None if gate is None else gate.contiguous()
    y = torch.empty_like(x)
    _run("value", key, x, _data(gate), _data(parameters), y.data_ptr())
    return y


def _gradient(x, gate, parameters, y, dy, key):
    x, dy = x.contiguous(), dy.contiguous()
    gate = None if gate is None else gate.contiguous()
    dx = torch.empty_like(x)
    # An operator gives all of its results: what is not there has no elements.
    dgate = x.new_empty(0) if gate is None else torch.empty_like(x)
    dparameters = x.new_empty(0) if parameters is None else torch.zeros_like(parameters)
    _run(
        "gradient", key, x, _data(gate), _data(parameters), y.contiguous().data_ptr(),
        dy.data_ptr(), dx.data_ptr(), None if gate is None else dgate.data_ptr(),
        None if parameters is None else dparameters.data_ptr(),
    )
    return dx, dgate, dparameters


def _value_shape(x, gate, parameters, key):
    return torch.empty_like(x, memory_format=torch.contiguous_format)


def _gradient_shape(x, gate, parameters, y, dy, key):
    whole = torch.empty_like(x, memory_format=torch.contiguous_format)
    return (
        whole, x.new_empty(0) if gate is None else torch.empty_like(whole),
        x.new_empty(0) if parameters is None else torch.empty_like(parameters),
    )


_library.impl("value", _value, "CPU")
_library.impl("gradient", _gradient, "CPU")
torch.library.register_fake("hillock::value", _value_shape, lib=_library)
torch.library.register_fake("hillock::gradient", _gradient_shape, lib=_library)
_operators = {
    "value": (torch.ops.hillock.value.default, _value),
    "gradient": (torch.ops.hillock.gradient.default, _gradient),
}


def _call(name: str, x: torch.Tensor, *arguments):
    """An operator, or what it does where nobody watches: the dispatcher costs more than a plugin."""
    is_watched = torch.compiler.is_compiling() or type(x) is not torch.Tensor or not x.is_cpu
    return _operators[name][0 if is_watched else 1](x, *arguments)


class _Gradient(torch.autograd.Function):
    """The backward pass where its own is wanted: it has none.

    once_differentiable would refuse that only where dy has a gradient, and drop x's silently.
    """

    @staticmethod
    def forward(ctx, *arguments):
        return _call("gradient", *arguments)

    @staticmethod
    def backward(ctx, *gradients):
        raise HillockError("a plugin's derivative has no derivative of its own")


class _Apply(torch.autograd.Function):
    """f(x) and its backward pass, by the plugin's own functions."""

    @staticmethod
    def forward(ctx, x, gate, parameters, key):
        y = _call("value", x, gate, parameters, key)
        ctx.key = key
        ctx.save_for_backward(x, gate, parameters, y)
        return y

    @staticmethod
    def backward(ctx, dy):
        x, gate, parameters, y = ctx.saved_tensors
        arguments = (x, gate, parameters, y, dy, ctx.key)
        dx, dgate, dparameters = (
            _Gradient.apply(*arguments) if torch.is_grad_enabled()
            else _call("gradient", *arguments)
        )
        return (
            dx, None if gate is None else dgate, None if parameters is None else dparameters, None
        )


class Activation(torch.nn.Module):
    """A plugin's activation as a module.

    Learnable parameters of the plugin are parameters of the module. float32 and float64 on the CPU;
    other floating-point types by way of float32. `torch.compile` and `torch.export` keep it as the
    operator `hillock::value`.

    Args:
        name: the activation's name, an alias, or what other programs call it.
        plugins: a directory or plugin file, or several, searched before those that come along.
        **parameters: values that differ from the defaults; of learnable ones, where they begin.

    Raises:
        HillockError: no such activation or parameter, or a value outside its interval.
    """

    def __init__(self, name: str, plugins=None, **parameters: float) -> None:
        super().__init__()
        opened = _Activation(name, plugins, **parameters)
        self.name: str = opened.name
        self._key: str = opened.key
        self._is_gated: bool = opened.form == "gated"
        self._values = opened.parameters
        _opened.setdefault(self._key, opened)
        learnable = {one["name"] for one in opened.info["parameters"] if one["learnable"]}
        # In the plugin's order, or none where they are fixed and the handle knows them.
        self._order: list[str] = list(self._values) if learnable else []
        for key in self._order:
            tensor = torch.tensor(self._values[key])
            if key in learnable:
                self.register_parameter(key, torch.nn.Parameter(tensor))
            else:
                self.register_buffer(key, tensor)

    def extra_repr(self) -> str:
        return ", ".join([self.name] + [f"{key}={value}" for key, value in self._values.items()])

    def forward(self, x: torch.Tensor, gate: torch.Tensor | None = None) -> torch.Tensor:
        """f(x), shape [...] to [...]; of rows along the last axis.

        A gated activation takes x and gate, or both as the halves of x's last axis:
        [..., 2 n] to [..., n].
        """
        if self._is_gated and gate is None:
            x, gate = x.chunk(2, -1)
        kind = x.dtype
        if not kind.is_floating_point:
            raise TypeError(f"{self.name}: expected floating-point numbers, found {kind}")
        if kind != torch.float32 and kind != torch.float64:
            x = x.float()
        if gate is not None:
            gate = gate.to(x.dtype).expand_as(x)
        parameters = None
        if self._order:
            parameters = torch.stack([getattr(self, key) for key in self._order]).to(x.dtype)
        arguments = (x, gate, parameters, self._key)
        # Half of a small call's time is what records it.
        is_recorded = torch.is_grad_enabled() and (
            x.requires_grad or parameters is not None or (gate is not None and gate.requires_grad)
        )
        y = _Apply.apply(*arguments) if is_recorded else _call("value", *arguments)
        return y if y.dtype == kind else y.to(kind)

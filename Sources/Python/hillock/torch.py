"""Activations as modules of PyTorch."""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, empty_like, is_grad_enabled
from torch._C import _are_functorch_transforms_active as has_transforms
from torch.compiler import is_compiling

from ._activation import Activation as _Activation
from ._library import HillockError, library



# The types that plugins compute in, and how the library's functions of each end.
_KINDS = {torch.float32: "f32", torch.float64: "f64"}


class _Kernels:
    """The functions of an opened activation, by the type of the numbers they take."""

    def __init__(self, activation: _Activation) -> None:
        self._activation = activation
        self.key = activation.key
        self.value, self.gradient = (
            {kind: partial(getattr(library, f"hillock_{name}_{suffix}"), activation.handle)
             for kind, suffix in _KINDS.items()}
            for name in ("value", "gradient")
        )

        reads = library.hillock_activation_gradient_reads(activation.handle)
        self.reads_x, self.reads_y = bool(reads & 1), bool(reads & 2)
        self.record = _recorder(self)

    def plain(self, x: Tensor) -> Tensor:
        """f(x) of an elementwise activation whose parameters its handle knows."""
        x = x.contiguous()
        y = empty_like(x)
        if self.value[x.dtype](1, x.numel(), x.data_ptr(), None, None, y.data_ptr()):
            self.refuse()
        return y

    def refuse(self) -> None:
        raise HillockError(f"{self._activation.name} makes no sense of this")


# What the operators below call, by key: one opened activation each, for the life of the process.
_opened: dict[str, _Kernels] = {}

# Operators, not functions of Python: so torch.compile and torch.export keep them whole.
_library = torch.library.Library("hillock", "DEF")
_library.define("value(Tensor x, Tensor? gate, Tensor? parameters, str key) -> Tensor")
_library.define(
    "gradient(Tensor x, Tensor? gate, Tensor? parameters, Tensor y, Tensor dy, str key)"
    " -> (Tensor, Tensor, Tensor)"
)


def _data(tensor: Tensor | None) -> int | None:
    return None if tensor is None else tensor.data_ptr()


def _kernels(key: str) -> _Kernels:
    kernels = _opened.get(key)
    if kernels is None:
        raise HillockError(f"{key} is not open: make its hillock.torch.Activation first")
    return kernels


def _rows(x: Tensor) -> tuple[int, int]:
    columns = x.shape[-1] if x.dim() else 1
    return x.numel() // columns if columns else 0, columns


def _value(x, gate, parameters, key):
    x = x.contiguous()
    gate = None if gate is None else gate.contiguous()
    y = empty_like(x)
    kernels = _kernels(key)
    if kernels.value[x.dtype](
        *_rows(x), x.data_ptr(), _data(gate), _data(parameters), y.data_ptr()
    ):
        kernels.refuse()
    return y


def _gradient(x, gate, parameters, y, dy, key):
    x, dy = x.contiguous(), dy.contiguous()
    gate = None if gate is None else gate.contiguous()
    dx = empty_like(x)
    # An operator gives all of its results: what is not there has no elements.
    dgate = x.new_empty(0) if gate is None else empty_like(x)
    dparameters = x.new_empty(0) if parameters is None else torch.zeros_like(parameters)
    kernels = _kernels(key)
    if kernels.gradient[x.dtype](
        *_rows(x), x.data_ptr(), _data(gate), _data(parameters), y.contiguous().data_ptr(),
        dy.data_ptr(), dx.data_ptr(), None if gate is None else dgate.data_ptr(),
        None if parameters is None else dparameters.data_ptr(),
    ):
        kernels.refuse()
    return dx, dgate, dparameters


def _value_shape(x, gate, parameters, key):
    return empty_like(x, memory_format=torch.contiguous_format)


def _gradient_shape(x, gate, parameters, y, dy, key):
    whole = empty_like(x, memory_format=torch.contiguous_format)
    return (
        whole, x.new_empty(0) if gate is None else empty_like(whole),
        x.new_empty(0) if parameters is None else empty_like(parameters),
    )


_library.impl("value", _value, "CPU")
_library.impl("gradient", _gradient, "CPU")
torch.library.register_fake("hillock::value", _value_shape, lib=_library)
torch.library.register_fake("hillock::gradient", _gradient_shape, lib=_library)
_operators = {
    "value": (torch.ops.hillock.value.default, _value),
    "gradient": (torch.ops.hillock.gradient.default, _gradient),
}


def _is_watched(x: Tensor) -> bool:
    """Whether a call must be seen as an operator: as torch.compile and other devices want it."""
    return (
        type(x) is not Tensor or not x.is_cpu or is_compiling() or has_transforms()
    )


def _call(name: str, x: Tensor, *arguments):
    """An operator, or what it does where nobody watches: the dispatcher costs more than a plugin."""
    return _operators[name][0 if _is_watched(x) else 1](x, *arguments)


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
            _Gradient.apply(*arguments) if is_grad_enabled()
            else _call("gradient", *arguments)
        )
        return (
            dx, None if gate is None else dgate, None if parameters is None else dparameters, None
        )


def _recorder(kernels: _Kernels):
    """What records f(x) where x is all that it takes, and nobody watches.

    It does what _Apply does, with less around it: of a small tensor that is most of the time. What
    is kept is what the plugin's gradient reads, x or its value.
    """
    gradients, value, reads_x, reads_y = (
        kernels.gradient, kernels.plain, kernels.reads_x, kernels.reads_y
    )

    class Plain(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = value(x)
            if reads_x and reads_y:
                ctx.save_for_backward(x, y)
            else:
                ctx.save_for_backward(x if reads_x else y)
            return y

        @staticmethod
        def backward(ctx, dy):
            x, y = ctx.saved_tensors[0], ctx.saved_tensors[-1]
            if is_grad_enabled():
                return _Gradient.apply(x, None, None, y, dy, kernels.key)[0]
            x, dy = x.contiguous(), dy.contiguous()
            dx = empty_like(x)
            if gradients[x.dtype](
                1, x.numel(), x.data_ptr(), None, None, y.data_ptr(), dy.data_ptr(), dx.data_ptr(),
                None, None,
            ):
                kernels.refuse()
            return dx

    # Function.apply without what looks for transforms first, as _is_watched has done.
    return super(torch.autograd.Function, Plain).apply


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
        _opened.setdefault(self._key, _Kernels(opened))
        learnable = {one["name"] for one in opened.info["parameters"] if one["learnable"]}
        # In the plugin's order, or none where they are fixed and the handle knows them.
        self._order: list[str] = list(self._values) if learnable else []
        for key in self._order:
            tensor = torch.tensor(self._values[key])
            if key in learnable:
                self.register_parameter(key, torch.nn.Parameter(tensor))
            else:
                self.register_buffer(key, tensor)
        self._is_plain: bool = opened.form == "elementwise" and not self._order

    def extra_repr(self) -> str:
        return ", ".join([self.name] + [f"{key}={value}" for key, value in self._values.items()])

    def forward(self, x: Tensor, gate: Tensor | None = None) -> Tensor:
        """f(x), shape [...] to [...]; of rows along the last axis.

        A gated activation takes x and gate, or both as the halves of x's last axis:
        [..., 2 n] to [..., n].
        """
        kind = x.dtype
        kernels = self._is_plain and gate is None and kind in _KINDS and _opened.get(self._key)
        if kernels and not _is_watched(x):
            if x.requires_grad and is_grad_enabled():
                return kernels.record(x)
            return kernels.plain(x)
        if self._is_gated and gate is None:
            x, gate = x.chunk(2, -1)
        if not kind.is_floating_point:
            raise TypeError(f"{self.name}: expected floating-point numbers, found {kind}")
        if kind not in _KINDS:
            x = x.float()
        if gate is not None:
            gate = gate.to(x.dtype).expand_as(x)
        parameters = None
        if self._order:
            parameters = torch.stack([getattr(self, key) for key in self._order]).to(x.dtype)
        arguments = (x, gate, parameters, self._key)
        # Half of a small call's time is what records it.
        is_recorded = is_grad_enabled() and (
            x.requires_grad or parameters is not None or (gate is not None and gate.requires_grad)
        )
        y = _Apply.apply(*arguments) if is_recorded else _call("value", *arguments)
        return y if y.dtype == kind else y.to(kind)

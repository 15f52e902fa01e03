"""PyTorch's operators `hillock::value` and `hillock::gradient`, and what records them.

A call that nobody watches goes straight to the plugin: PyTorch's dispatcher costs more than that.
"""

from __future__ import annotations

from functools import partial

import torch
from torch import Tensor, empty_like, is_grad_enabled
from torch._C import _are_functorch_transforms_active as has_transforms
from torch._C import _AutoDispatchBelowAutograd as BelowAutograd
from torch._C import _has_storage as has_storage
from torch._C import _is_tracing as is_tracing
from torch._C import _len_torch_dispatch_stack as modes
from torch.autograd import forward_ad
# What torch.compile takes for true; other tracers are modes.
from torch.compiler import is_dynamo_compiling as is_compiling

from ._activation import Activation
from ._library import HillockError, check, library

# The types that plugins compute in, and how the library's functions of each end.
KINDS = {torch.float32: "f32", torch.float64: "f64"}


class Kernels:
    """The functions of an opened activation, by the type of the numbers they take."""

    def __init__(self, activation: Activation) -> None:
        self.activation = activation
        self.key = activation.key
        self.value, self.gradient, self.training_value, self.training_gradient = (
            {kind: partial(getattr(library, f"hillock_{name}_{suffix}"), activation.handle)
             for kind, suffix in KINDS.items()}
            for name in ("value", "gradient", "training_value", "training_gradient")
        )
        reads = library.hillock_activation_gradient_reads(activation.handle)
        self.reads_x, self.reads_y = bool(reads & 1), bool(reads & 2)
        # f(x) where x is all that it takes, and the same recorded.
        self.plain = {kind: _caller(self, kind) for kind in KINDS}
        self.record = {kind: _recorder(self, kind) for kind in KINDS}


# What the operators below call, by key: one opened activation each, for the life of the process.
opened: dict[str, Kernels] = {}


def open_kernels(activation: Activation) -> None:
    """Lets the operators find an activation by its key."""
    if activation.key not in opened:
        opened[activation.key] = Kernels(activation)


def kernels(key: str) -> Kernels:
    """What has been opened by a key."""
    found = opened.get(key)
    if found is None:
        raise HillockError(f"{key} is not open: make its hillock.torch.Activation first")
    return found


# Operators, not functions of Python: so torch.compile and torch.export keep them whole.
_library = torch.library.Library("hillock", "DEF")
_library.define(
    "value(Tensor x, Tensor? gate, Tensor? u, Tensor? parameters, bool training, str key) -> Tensor"
)
_library.define(
    "gradient(Tensor x, Tensor? gate, Tensor? u, Tensor? parameters, Tensor y, Tensor dy,"
    " bool training, str key) -> (Tensor, Tensor, Tensor)"
)


def _data(tensor: Tensor | None) -> int | None:
    return None if tensor is None else tensor.data_ptr()


def _whole(tensor: Tensor | None) -> Tensor | None:
    """Numbers without gaps, and none whose sign is still to be turned."""
    return None if tensor is None else tensor.resolve_neg().contiguous()


def _rows(x: Tensor) -> tuple[int, int]:
    columns = x.shape[-1] if x.dim() else 1
    return x.numel() // columns if columns else 0, columns


def _value(x, gate, u, parameters, training, key):
    x, gate, u, parameters = map(_whole, (x, gate, u, parameters))
    y = empty_like(x)
    found = kernels(key)
    arguments = (*_rows(x), x.data_ptr(), _data(gate), _data(parameters))
    status = (
        found.training_value[x.dtype](*arguments, _data(u), y.data_ptr()) if training
        else found.value[x.dtype](*arguments, y.data_ptr())
    )
    check(status, found.activation.name)
    return y


def _gradient(x, gate, u, parameters, y, dy, training, key):
    x, gate, u, parameters, y, dy = map(_whole, (x, gate, u, parameters, y, dy))
    dx = empty_like(x)
    # An operator gives all of its results: what is not there has no elements.
    dgate = x.new_empty(0) if gate is None else empty_like(x)
    dparameters = x.new_empty(0) if parameters is None else torch.zeros_like(parameters)
    found = kernels(key)
    before = (*_rows(x), x.data_ptr(), _data(gate), _data(parameters))
    after = (
        y.data_ptr(), dy.data_ptr(), dx.data_ptr(), None if gate is None else dgate.data_ptr(),
        None if parameters is None else dparameters.data_ptr(),
    )
    status = (
        found.training_gradient[x.dtype](*before, _data(u), *after) if training
        else found.gradient[x.dtype](*before, *after)
    )
    check(status, found.activation.name)
    return dx, dgate, dparameters


def _value_shape(x, gate, u, parameters, training, key):
    return empty_like(x, memory_format=torch.contiguous_format)


def _gradient_shape(x, gate, u, parameters, y, dy, training, key):
    whole = empty_like(x, memory_format=torch.contiguous_format)
    return (
        whole, x.new_empty(0) if gate is None else empty_like(whole),
        x.new_empty(0) if parameters is None else empty_like(parameters),
    )


_library.impl("value", _value, "CPU")
_library.impl("gradient", _gradient, "CPU")
torch.library.register_fake("hillock::value", _value_shape, lib=_library)
torch.library.register_fake("hillock::gradient", _gradient_shape, lib=_library)


def is_watched(x: Tensor) -> bool:
    """Whether a call must be seen as an operator: by a compiler, a tracer, a mode, a transform or
    derivatives that go forward, or because its numbers are not those that lie in memory."""
    return (
        is_compiling() or type(x) is not Tensor or not x.is_cpu or not has_storage(x) or x.is_neg()
        or modes() > 0 or is_tracing() or has_transforms() or forward_ad._current_level >= 0
    )


def _any_is_watched(arguments: tuple) -> bool:
    return any(isinstance(one, Tensor) and is_watched(one) for one in arguments)


def call(name: str, *arguments):
    """`value` or `gradient`, recorded where that is wanted."""
    if is_compiling():
        return _operators[name](*arguments)
    if has_transforms():
        return _functions[name].apply(*arguments)
    if _any_is_watched(arguments):
        return _operators[name](*arguments)
    if is_grad_enabled():
        return _functions[name].apply(*arguments)
    return _plain[name](*arguments)


def _unrecorded(name: str, *arguments):
    if not _any_is_watched(arguments):
        return _plain[name](*arguments)
    with BelowAutograd():
        return _operators[name](*arguments)


class _Gradient(torch.autograd.Function):
    """The backward pass where its own is wanted: it has none, and says so."""

    generate_vmap_rule = True

    @staticmethod
    def forward(*arguments):
        return _unrecorded("gradient", *arguments)

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, *gradients):
        raise HillockError("a plugin's derivative has no derivative of its own")

    @staticmethod
    def jvp(ctx, *tangents):
        raise HillockError("a plugin's derivative has no derivative of its own")


class _Value(torch.autograd.Function):
    """f(x) with its derivatives, backward and forward, by the plugin's own functions."""

    generate_vmap_rule = True

    @staticmethod
    def forward(*arguments):
        return _unrecorded("value", *arguments)

    @staticmethod
    def setup_context(ctx, inputs, output):
        *tensors, ctx.training, ctx.key = inputs
        # A tangent that is not there stays None.
        ctx.set_materialize_grads(False)
        ctx.save_for_backward(*tensors, output)
        ctx.save_for_forward(*tensors, output)

    @staticmethod
    def backward(ctx, dy):
        if dy is None:
            return (None,) * 6
        x, gate, u, parameters, y = ctx.saved_tensors
        dx, dgate, dparameters = call(
            "gradient", x, gate, u, parameters, y, dy, ctx.training, ctx.key
        )
        return (
            dx, None if gate is None else dgate, None,
            None if parameters is None else dparameters, None, None,
        )

    @staticmethod
    def jvp(ctx, dx, dgate, du, dparameters, *_):
        x, gate, u, parameters, y = ctx.saved_tensors
        found = kernels(ctx.key).activation
        if found.form == "row":
            raise HillockError(f"{found.name}: a row's derivative has no forward mode")
        if dparameters is not None:
            raise HillockError(f"{found.name}: parameters have no forward mode")
        ones = torch.ones_like(x)
        slopes = call("gradient", x, gate, u, parameters, y, ones, ctx.training, ctx.key)
        products = [s * t for s, t in zip(slopes, (dx, dgate)) if t is not None]
        return sum(products[1:], products[0]) if products else None


_operators = {
    "value": torch.ops.hillock.value.default, "gradient": torch.ops.hillock.gradient.default,
}
_functions = {"value": _Value, "gradient": _Gradient}
_plain = {"value": _value, "gradient": _gradient}
_library.impl("value", lambda *arguments: _Value.apply(*arguments), "Autograd")
_library.impl("gradient", lambda *arguments: _Gradient.apply(*arguments), "Autograd")


def _batched(name: str):
    """An operator over a batch: as one call, or one each where parameters are in it."""
    operator = _operators[name]

    def rule(info, places, *arguments):
        size = info.batch_size

        def each(argument, place):
            if not isinstance(argument, Tensor):
                return argument
            if place is None:
                return argument.expand(size, *argument.shape)
            return argument.movedim(place, 0)

        arguments = [each(*pair) for pair in zip(arguments, places)]
        if arguments[3] is None:
            results = operator(*arguments)
            return results, 0 if isinstance(results, Tensor) else tuple(
                0 if result.dim() and len(result) == size else None for result in results
            )
        single = [
            operator(*(one[index] if isinstance(one, Tensor) else one for one in arguments))
            for index in range(size)
        ]
        if name == "value":
            return torch.stack(single), 0
        return tuple(torch.stack(results) for results in zip(*single)), (0, 0, 0)

    return rule


for _name in _operators:
    torch.library.register_vmap(f"hillock::{_name}", _batched(_name), lib=_library)


def _caller(kernels: Kernels, kind: torch.dtype):
    """What computes f(x) of an elementwise activation whose parameters its handle knows."""
    value, name = kernels.value[kind], kernels.activation.name

    def call_plainly(x: Tensor) -> Tensor:
        x = x.contiguous()
        y = empty_like(x)
        status = value(1, x.numel(), x.data_ptr(), None, None, y.data_ptr())
        if status:
            check(status, name)
        return y

    return call_plainly


def _recorder(kernels: Kernels, kind: torch.dtype):
    """What records f(x) where x is all that it takes, and nobody watches.

    It does what _Value does, with less around it: of a small tensor that is most of the time. What
    is kept is what the plugin's gradient reads, x or its value.
    """
    value, gradient = kernels.plain[kind], kernels.gradient[kind]
    reads_x, reads_y = kernels.reads_x, kernels.reads_y
    key, name = kernels.key, kernels.activation.name

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
            # Asked for once: what is checkpointed is computed again for each time.
            saved = ctx.saved_tensors
            x, y = saved[0], saved[-1]
            if is_grad_enabled() or is_watched(dy):
                return call("gradient", x, None, None, None, y, dy, False, key)[0]
            x, dy = x.contiguous(), dy.contiguous()
            dx = empty_like(x)
            status = gradient(
                1, x.numel(), x.data_ptr(), None, None, y.data_ptr(), dy.data_ptr(), dx.data_ptr(),
                None, None,
            )
            if status:
                check(status, name)
            return dx

    # Function.apply without what looks for transforms first, as is_watched has done.
    return super(torch.autograd.Function, Plain).apply

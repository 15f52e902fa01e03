"""Activations as functions of JAX."""

from __future__ import annotations

import ctypes

import jax
import jax.numpy as jnp

from ._activation import Activation
from ._library import encoded, library


def _register() -> None:
    for name in ("value", "gradient", "training_value", "training_gradient"):
        function = getattr(library, f"hillock_xla_{name}")
        jax.ffi.register_ffi_target(
            f"hillock_{name}", jax.ffi.pycapsule(ctypes.cast(function, ctypes.c_void_p).value),
            platform="cpu",
        )


_register()


def activation(name: str, plugins=None, **parameters: float):
    """An activation as a function of JAX: with `jit`, `vmap` and `grad`.

    float32 and float64 on the CPU; other floating-point types by way of float32. An elementwise one
    is f(x), shape [...] to [...], and has `jvp` too; a gated one f(x, gate); one of rows works along
    the last axis. A derivative has no derivative of its own. With `training=True` it is what it is in
    training; one that draws random numbers takes a `key` of jax.random then.

    Args:
        name: the activation's name, an alias, or what other programs call it.
        plugins: a directory or plugin file, or several, searched before those that come along.
        **parameters: values that differ from the defaults.

    Raises:
        HillockError: no such activation or parameter, or a value outside its interval.
    """
    found = Activation(name, plugins, **parameters)
    found.keep()
    library.hillock_xla_register(encoded(found.key), found.handle)
    gates = 1 if found.form == "gated" else 0
    after, during = (
        _function(found, prefix, 1 + gates, drawn)
        for prefix, drawn in (("", 0), ("training_", 1 if found.draws else 0))
    )

    def apply(*inputs, training=False, key=None):
        if len(inputs) != 1 + gates:
            raise TypeError(f"{found.name} takes {'x and gate' if gates else 'x'}")
        if (key is None) == (training and found.draws):
            raise TypeError(
                f"{found.name} takes {'a key in training' if key is None else 'no key here'}"
            )
        inputs = jnp.broadcast_arrays(*(jnp.asarray(one) for one in inputs))
        kind = jnp.result_type(*inputs)
        if jnp.issubdtype(kind, jnp.complexfloating):
            raise TypeError(f"{found.name}: expected real numbers, found {kind}")
        if not jnp.issubdtype(kind, jnp.floating):
            kind = jnp.result_type(float)
        wide = kind if kind in (jnp.float32, jnp.float64) else jnp.float32
        if found.form == "row" and not inputs[0].ndim:
            raise TypeError(f"{found.name} takes rows, found a number")
        inputs = [one.astype(wide) for one in inputs]
        if not training:
            return after(*inputs).astype(kind)
        drawn = [] if key is None else [jax.random.uniform(key, inputs[0].shape, wide)]
        return during(*inputs, *drawn).astype(kind)

    apply.__name__ = found.name
    apply.__doc__ = found.info["records"].get("summary", "")
    return apply


def _function(found: Activation, prefix: str, count: int, drawn: int):
    """f(x), or f(x, gate), with its derivative; the last `drawn` arguments are random numbers."""

    def call(target: str, results: int, *arrays: jax.Array):
        shape = jax.ShapeDtypeStruct(arrays[0].shape, arrays[0].dtype)
        # Rows lie along the last axis, whatever axes a vmap puts before it.
        run = jax.ffi.ffi_call(
            f"hillock_{prefix}{target}", shape if results == 1 else (shape,) * results,
            vmap_method="broadcast_all",
        )
        return run(*arrays, key=found.key)

    def value(*inputs: jax.Array) -> jax.Array:
        return call("value", 1, *inputs)

    if found.form == "row":
        function = jax.custom_vjp(value)

        def backward(inputs, dy):
            # Random numbers have no derivative.
            return call("gradient", 1, *inputs, dy), *(jnp.zeros_like(u) for u in inputs[1:])

        function.defvjp(lambda *inputs: (value(*inputs), inputs), backward)
    else:
        function = jax.custom_jvp(value)

        @function.defjvp
        def jvp(primals, tangents):
            # A product, which JAX can transpose: so reverse mode comes of forward mode.
            slopes = call("gradient", count, *primals, jnp.ones_like(primals[0]))
            slopes = slopes if count == 2 else (slopes,)
            return function(*primals), sum(s * t for s, t in zip(slopes, tangents))

    return function

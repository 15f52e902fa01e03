"""Activations over NumPy arrays."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char, c_char_p, c_double, c_int, c_void_p, py_object

import numpy as np

from ._library import HillockError, Registry, closing, directories, library, opened, texts

# Loops, data and types of a ufunc must outlive it, and NumPy keeps no reference to them.
_kept: list[object] = []


def _from_functions():
    """PyUFunc_FromFuncAndData, the second of NumPy's table of functions for ufuncs."""
    capsule = np._core._multiarray_umath._UFUNC_API
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = c_void_p, [py_object, c_char_p]
    table = ctypes.cast(get(capsule, None), POINTER(c_void_p))
    prototype = ctypes.PYFUNCTYPE(
        py_object, POINTER(c_void_p), POINTER(c_void_p), POINTER(c_char), c_int, c_int, c_int,
        c_int, c_char_p, c_char_p, c_int,
    )
    return prototype(table[1])


def _ufunc(loop: str, handle: int, inputs: int, name: str, doc: str) -> np.ufunc:
    """A ufunc of one output with loops for float32 and float64."""
    loops = [getattr(library, f"hillock_{loop}_loop_{precision}") for precision in ("f32", "f64")]
    functions = (c_void_p * 2)(*[ctypes.cast(one, c_void_p).value for one in loops])
    data = (c_void_p * 2)(handle, handle)
    kinds = [np.dtype(np.float32).num] * (inputs + 1) + [np.dtype(np.float64).num] * (inputs + 1)
    types = ctypes.create_string_buffer(bytes(kinds), len(kinds))
    words = (name.encode(), doc.encode())
    _kept.append((functions, data, types, words))
    return _from_functions()(functions, data, types, 2, inputs, 1, -1, *words, 0)


class Activation:
    """An activation with values for its parameters.

    Attributes:
        name: what it is called.
        info: what its plugin says of it: form, parameters, records.
        parameters: the value of each parameter.
    """

    def __init__(self, name: str, plugins=None, **parameters: float) -> None:
        self._registry = Registry.of(directories(plugins))
        self.info = self._registry.describe(name)
        self.name = self.info["name"]
        given = {key: float(value) for key, value in parameters.items()}
        self.handle = opened(
            "hillock_activation_open", self._registry.handle, self.name.encode(),
            texts(list(given)), (c_double * max(len(given), 1))(*given.values()), len(given),
        )
        closing(self, "hillock_activation_close", self.handle)
        self.parameters = {
            one["name"]: given.get(one["name"], float(one["default"]))
            for one in self.info["parameters"]
        }

    @property
    def key(self) -> str:
        """The plugin and the values of its parameters, the same in every process."""
        values = " ".join(f"{key}={value!r}" for key, value in self.parameters.items())
        return f"{self.name} {self.info['sha256']} {values}"

    def keep(self) -> None:
        """Leaves it open as long as the process lives."""
        _kept.append(self)

    @property
    def form(self) -> str:
        """`elementwise`, `gated` or `row`."""
        return self.info["form"]

    def _operands(self, *arrays: object) -> list[np.ndarray]:
        """Arrays of one shape and precision, without gaps."""
        arrays = [np.asarray(array) for array in arrays]
        kind = np.result_type(np.float32, *[array.dtype for array in arrays])
        kind = np.float32 if kind == np.float32 else np.float64
        arrays = np.broadcast_arrays(*arrays)
        if self.form == "row" and not arrays[0].ndim:
            raise TypeError(f"{self.name} takes rows, found a number")
        return [np.asarray(array, kind, order="C") for array in arrays]

    def _call(self, function: str, x: np.ndarray, *pointers: int | None) -> None:
        precision = "f32" if x.dtype == np.float32 else "f64"
        columns = x.shape[-1] if x.ndim else 1
        rows = x.size // columns if columns else 0
        status = getattr(library, f"hillock_{function}_{precision}")(
            self.handle, rows, columns, x.ctypes.data, *pointers
        )
        if status:
            raise HillockError(f"{self.name}: {function} makes no sense of this")

    def __call__(self, x, gate=None):
        """f(x), shape [...] to [...]; of rows along the last axis, of a gated one f(x, gate)."""
        if (gate is None) != (self.form != "gated"):
            raise TypeError(f"{self.name} takes {'x and gate' if gate is None else 'x'}")
        x, *gates = self._operands(*([x] if gate is None else [x, gate]))
        y = np.empty_like(x)
        gate_data = gates[0].ctypes.data if gates else None
        self._call("value", x, gate_data, None, y.ctypes.data)
        return y

    def derivative(self, x, gate=None):
        """df/dx, shape [...] to [...]; not of an activation of rows, whose derivative is a matrix."""
        x, *gates = self._operands(*([x] if gate is None else [x, gate]))
        y = np.empty_like(x)
        gate_data = gates[0].ctypes.data if gates else None
        self._call("derivative", x, gate_data, None, y.ctypes.data)
        return y

    def gradient(self, x, dy, gate=None):
        """dy f'(x): what a backward pass takes; of a gated one the pair (dx, dgate)."""
        x, dy, *gates = self._operands(*([x, dy] if gate is None else [x, dy, gate]))
        dx = np.empty_like(x)
        dgate = np.empty_like(x) if gates else None
        self._call(
            "gradient", x, gates[0].ctypes.data if gates else None, None, None, dy.ctypes.data,
            dx.ctypes.data, dgate.ctypes.data if gates else None, None,
        )
        return (dx, dgate) if gates else dx


def activation(name: str, plugins=None, **parameters: float):
    """An activation by name, with values for some of its parameters.

    An elementwise one is a true NumPy ufunc, with broadcasting, `out=`, `where=` and all, that has
    three attributes more: `derivative` and `gradient(x, dy)`, which are ufuncs too, and `info`. A
    gated one and one of rows is an `Activation`, which has the same.

    Args:
        name: the activation's name, an alias, or what other programs call it.
        plugins: a directory or plugin file, or several, searched before those that come along.
        **parameters: values that differ from the defaults.

    Raises:
        HillockError: no such activation or parameter, or a value outside its interval.

    >>> swish = activation("swish", beta=2)
    >>> float(swish(0.0)), float(swish.derivative(0.0))
    (0.0, 0.5)
    """
    found = Activation(name, plugins, **parameters)
    if found.form != "elementwise":
        return found
    summary = found.info["records"].get("summary", "")
    value = _ufunc("value", found.handle, 1, found.name, summary)
    value.derivative = _ufunc("derivative", found.handle, 1, found.name, f"df/dx of {summary}")
    value.gradient = _ufunc("gradient", found.handle, 2, found.name, f"dy f'(x) of {summary}")
    value.info = found.info
    value.key = found.key
    # As the loops that hold its handle do.
    found.keep()
    return value


def names(plugins=None) -> list[str]:
    """The names of all activations that can be had."""
    return Registry.of(directories(plugins)).names()


def info(name: str, plugins=None) -> dict:
    """What a plugin says of an activation; none of its code runs."""
    return Registry.of(directories(plugins)).describe(name)

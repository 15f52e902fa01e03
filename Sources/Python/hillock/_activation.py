"""Activations over NumPy arrays."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char, c_char_p, c_double, c_int, c_void_p, py_object

import numpy as np

from ._library import (
    HillockError, Registry, check, closing, directories, encoded, library, opened, texts,
)

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
    """A ufunc of one output with loops for float32, where its parameters have values there, and
    float64."""
    has_float = library.hillock_activation_precisions(handle) & 1
    precisions = [("f32", np.float32)] * has_float + [("f64", np.float64)]
    count = len(precisions)
    loops = [getattr(library, f"hillock_{loop}_loop_{suffix}") for suffix, _ in precisions]
    functions = (c_void_p * count)(*[ctypes.cast(one, c_void_p).value for one in loops])
    data = (c_void_p * count)(*[handle] * count)
    kinds = [np.dtype(kind).num for _, kind in precisions for _ in range(inputs + 1)]
    types = ctypes.create_string_buffer(bytes(kinds), len(kinds))
    words = (name.encode(), doc.encode())
    _kept.append((functions, data, types, words))
    return _from_functions()(functions, data, types, count, inputs, 1, -1, *words, 0)


def _reopened(name: str, plugins, parameters: dict[str, float], key: str) -> "Activation":
    """What was pickled, of the same plugin."""
    found = Activation(name, plugins, **parameters)
    if found.key != key:
        raise HillockError(f"expected the plugin of {key}, found that of {found.key}")
    return found


class Activation:
    """An activation with values for its parameters.

    Attributes:
        name: what it is called.
        info: what its plugin says of it: form, parameters, records.
        parameters: the value of each parameter.
        draws: whether it takes a random number for each element in training.
        asks: whether it is told when it is trained.
    """

    def __init__(self, name: str, plugins=None, **parameters: float) -> None:
        self._plugins = directories(plugins)
        self._registry = Registry.of(self._plugins)
        self.info = self._registry.describe(name)
        self.name = self.info["name"]
        given = {key: float(value) for key, value in parameters.items()}
        self.handle = opened(
            "hillock_activation_open", self._registry.handle, encoded(self.name),
            texts(list(given)), (c_double * max(len(given), 1))(*given.values()), len(given),
        )
        closing(self, "hillock_activation_close", self.handle)
        training = library.hillock_activation_training(self.handle)
        self.asks, self.draws = bool(training & 1), bool(training & 2)
        self.parameters = {
            one["name"]: given.get(one["name"], float(one["default"]))
            for one in self.info["parameters"]
        }

    @property
    def key(self) -> str:
        """The plugin and the values of its parameters, the same in every process."""
        values = " ".join(f"{key}={value!r}" for key, value in self.parameters.items())
        return f"{self.name} {self.info['sha256']} {values}"

    def __reduce__(self):
        # A handle is this process's, and closed with what it belongs to.
        return _reopened, (self.name, self._plugins, self.parameters, self.key)

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
        if not np.can_cast(kind, np.float64):
            raise TypeError(f"{self.name}: expected numbers that float64 has, found {kind}")
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
        check(status, self.name)

    def _inputs(self, x, gate, *others, training: bool = False, u=None) -> list:
        """x, gate and others as arrays, u last where there is one; None for what is not there."""
        if (gate is None) != (self.form != "gated"):
            raise TypeError(f"{self.name} takes {'x and gate' if gate is None else 'x'}")
        if (u is None) == (training and self.draws):
            raise TypeError(f"{self.name} takes {'u, random numbers' if u is None else 'no u'}")
        given = [x, gate, *others, u]
        arrays = iter(self._operands(*[array for array in given if array is not None]))
        return [None if array is None else next(arrays) for array in given]

    def __call__(self, x, gate=None):
        """f(x), shape [...] to [...]; of rows along the last axis, of a gated one f(x, gate)."""
        x, gate, _ = self._inputs(x, gate)
        y = np.empty_like(x)
        self._call("value", x, _data(gate), None, _data(y))
        return y

    def derivative(self, x, gate=None):
        """df/dx, shape [...] to [...]; not of an activation of rows, whose derivative is a matrix."""
        x, gate, _ = self._inputs(x, gate)
        y = np.empty_like(x)
        self._call("derivative", x, _data(gate), None, _data(y))
        return y

    def gradient(self, x, dy, gate=None):
        """dy f'(x): what a backward pass takes; of a gated one the pair (dx, dgate)."""
        x, gate, dy, _ = self._inputs(x, gate, dy)
        return self._gradient("gradient", x, gate, dy)

    def training(self, x, u=None, gate=None):
        """f(x) as part of training; u are random numbers in [0, 1), one for each of x, where it draws."""
        x, gate, u = self._inputs(x, gate, training=True, u=u)
        y = np.empty_like(x)
        self._call("training_value", x, _data(gate), None, _data(u), _data(y))
        return y

    def training_gradient(self, x, u=None, dy=1.0, gate=None):
        """dy f'(x) as part of training, with the same u as the value."""
        x, gate, dy, u = self._inputs(x, gate, dy, training=True, u=u)
        return self._gradient("training_gradient", x, gate, dy, _data(u))

    def _gradient(self, function: str, x, gate, dy, *u):
        dx = np.empty_like(x)
        dgate = None if gate is None else np.empty_like(x)
        self._call(
            function, x, _data(gate), None, *u, None, _data(dy), _data(dx), _data(dgate), None,
        )
        return dx if gate is None else (dx, dgate)


def _data(array: np.ndarray | None) -> int | None:
    return None if array is None else array.ctypes.data


def activation(name: str, plugins=None, **parameters: float):
    """An activation by name, with values for some of its parameters.

    An elementwise one is a true NumPy ufunc, with broadcasting, `out=`, `where=` and all, that has
    three attributes more: `derivative` and `gradient(x, dy)`, which are ufuncs too, and `info`. A
    gated one and one of rows is an `Activation`, which has the same. One that draws random numbers in
    training has `training(x, u)` and `training_gradient(x, u, dy)` as well, u in [0, 1); without them
    it is what it is after training.

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
    if found.draws:
        words = f"{summary}, in training"
        value.training = _ufunc("training_value", found.handle, 2, found.name, words)
        value.training_gradient = _ufunc("training_gradient", found.handle, 3, found.name, words)
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

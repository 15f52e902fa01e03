"""libhillock by way of ctypes: its functions, and handles that close themselves."""

from __future__ import annotations

import ctypes
import json
import os
import weakref
from ctypes import POINTER, byref, c_char_p, c_double, c_int, c_size_t, c_void_p
from pathlib import Path

_here = Path(__file__).parent


class HillockError(Exception):
    """What the library says: a plugin or a model that is missing, damaged, or not what it was."""


# HILLOCK_LIBRARY names another build of the library, for those who work on it.
library = ctypes.CDLL(os.environ.get("HILLOCK_LIBRARY", str(_here / "libhillock.so")))


def _declare() -> None:
    error = POINTER(c_void_p)
    signatures = {
        "free": (None, [c_void_p]),
        "registry_open": (c_void_p, [POINTER(c_char_p), c_size_t, error]),
        "registry_close": (None, [c_void_p]),
        "registry_names": (c_void_p, [c_void_p]),
        "registry_describe": (c_void_p, [c_void_p, c_char_p, error]),
        "activation_open": (
            c_void_p,
            [c_void_p, c_char_p, POINTER(c_char_p), POINTER(c_double), c_size_t, error],
        ),
        "activation_close": (None, [c_void_p]),
        "activation_gradient_reads": (c_int, [c_void_p]),
        "activation_training": (c_int, [c_void_p]),
        "activation_precisions": (c_int, [c_void_p]),
        "xla_register": (c_int, [c_char_p, c_void_p]),
        "model_open": (c_void_p, [c_void_p, c_char_p, error]),
        "model_close": (None, [c_void_p]),
        "model_inputs": (c_size_t, [c_void_p]),
        "model_outputs": (c_size_t, [c_void_p]),
        "model_classes": (c_size_t, [c_void_p]),
        "model_describe": (c_void_p, [c_void_p]),
        "model_outputs_f64": (c_int, [c_void_p, c_void_p, c_size_t, c_void_p]),
        "model_probabilities_f64": (c_int, [c_void_p, c_void_p, c_size_t, c_void_p]),
    }
    for precision in ("f32", "f64"):
        for name, count in (
            ("value", 4), ("derivative", 4), ("gradient", 8),
            ("training_value", 5), ("training_gradient", 9),
        ):
            signatures[f"{name}_{precision}"] = (
                c_int,
                [c_void_p, c_size_t, c_size_t] + [c_void_p] * count,
            )
    for name, (result, arguments) in signatures.items():
        function = getattr(library, "hillock_" + name)
        function.restype = result
        function.argtypes = arguments


_declare()


def text(pointer: int | None) -> str:
    """A text of the library as Python's own; the library's is freed."""
    if not pointer:
        return ""
    try:
        return ctypes.string_at(pointer).decode()
    finally:
        library.hillock_free(pointer)


def opened(function: str, *arguments: object) -> int:
    """What a function of the library opens.

    Raises HillockError with the library's own words where it opens nothing.
    """
    error = c_void_p()
    result = getattr(library, function)(*arguments, byref(error))
    if not result:
        raise HillockError(text(error.value) or function)
    return result


def check(status: int, name: str) -> None:
    """Raises HillockError where a function of the library did nothing."""
    if status == 2:
        raise HillockError(f"{name}: a parameter has a value that float32 does not have")
    if status:
        raise HillockError(f"{name} makes no sense of this")


def encoded(value: str) -> bytes:
    """A text as C takes it."""
    if not isinstance(value, str):
        raise TypeError(f"expected a text, found {value!r}")
    if "\0" in value:
        raise ValueError(f"expected a text without a character 0, found {value!r}")
    return value.encode()


def closing(owner: object, function: str, handle: int) -> None:
    """Closes a handle with its owner."""
    weakref.finalize(owner, getattr(library, function), handle)


def texts(values: list[str]) -> ctypes.Array:
    """An array of C strings."""
    return (c_char_p * max(len(values), 1))(*[encoded(value) for value in values])


class Registry:
    """The plugins of some directories, of the wheel, and of the usual places."""

    _all: dict[tuple[str, ...], "Registry"] = {}

    def __init__(self, directories: tuple[str, ...]) -> None:
        places = [*directories]
        if (_here / "plugins").is_dir():
            places.append(str(_here / "plugins"))
        self.handle = opened("hillock_registry_open", texts(places), len(places))
        closing(self, "hillock_registry_close", self.handle)

    @classmethod
    def of(cls, directories: tuple[str, ...]) -> "Registry":
        """The registry of some directories, read once."""
        if directories not in cls._all:
            cls._all[directories] = cls(directories)
        return cls._all[directories]

    def names(self) -> list[str]:
        """The names of all activations."""
        return text(library.hillock_registry_names(self.handle)).splitlines()

    def describe(self, name: str) -> dict:
        """What a plugin says of an activation."""
        return json.loads(text(opened("hillock_registry_describe", self.handle, encoded(name))))


def directories(plugins: str | os.PathLike | list | tuple | None) -> tuple[str, ...]:
    """One directory, several, or none, as a tuple of paths."""
    if plugins is None:
        return ()
    if isinstance(plugins, (str, os.PathLike)):
        plugins = [plugins]
    return tuple(os.fspath(place) for place in plugins)

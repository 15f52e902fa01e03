"""Activation functions that come as plugins, and models that use them, in Python.

    >>> import hillock
    >>> mish = hillock.activation("mish")
    >>> mish([-1.0, 0.0, 1.0])
    array([-0.30340146,  0.        ,  0.86509839])

`hillock.torch` and `hillock.jax` hold the same for PyTorch and JAX; importing hillock imports neither.
"""

from ._activation import Activation, activation, info, names
from ._library import HillockError
from ._model import Model, load

__all__ = ["Activation", "HillockError", "Model", "activation", "info", "load", "names"]
__version__ = "1.0.0"

"""Activations as modules of PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor, is_grad_enabled

from ._activation import Activation as _Activation
from ._library import HillockError
from ._operators import KINDS, call, is_watched, open_kernels, opened


class Activation(torch.nn.Module):
    """A plugin's activation as a module.

    Learnable parameters of the plugin are parameters of the module. float32 and float64 on the CPU;
    other floating-point types by way of float32. `torch.compile` and `torch.export` keep it as the
    operator `hillock::value`. One that takes random numbers draws them while the module is in
    training, from PyTorch's generator.

    Args:
        name: the activation's name, an alias, or what other programs call it.
        plugins: a directory or plugin file, or several, searched before those that come along.
        **parameters: values that differ from the defaults; of learnable ones, where they begin.

    Raises:
        HillockError: no such activation or parameter, or a value outside its interval.
    """

    def __init__(self, name: str, plugins=None, **parameters: float) -> None:
        super().__init__()
        found = _Activation(name, plugins, **parameters)
        self.name: str = found.name
        self._plugins = plugins
        self._key: str = found.key
        self._is_gated: bool = found.form == "gated"
        self._values = found.parameters
        self._draws: bool = found.draws
        self._is_trained_apart: bool = found.draws or found.asks
        open_kernels(found)
        learnable = {one["name"] for one in found.info["parameters"] if one["learnable"]}
        # In the plugin's order, or none where they are fixed and the handle knows them.
        self._order: list[str] = list(self._values) if learnable else []
        for key in self._order:
            tensor = torch.tensor(self._values[key])
            if key in learnable:
                self.register_parameter(key, torch.nn.Parameter(tensor))
            else:
                self.register_buffer(key, tensor)
        self._is_plain: bool = (
            found.form == "elementwise" and not self._order and not self._is_trained_apart
        )

    def __setstate__(self, state: dict) -> None:
        """Opens the plugin in the process that a module is unpickled in."""
        super().__setstate__(state)
        found = _Activation(self.name, self._plugins, **self._values)
        if found.key != self._key:
            raise HillockError(f"expected the plugin of {self._key}, found that of {found.key}")
        open_kernels(found)

    def extra_repr(self) -> str:
        return ", ".join([self.name] + [f"{key}={value}" for key, value in self._values.items()])

    def forward(self, x: Tensor, gate: Tensor | None = None) -> Tensor:
        """f(x), shape [...] to [...]; of rows along the last axis.

        A gated activation takes x and gate, or both as the halves of x's last axis:
        [..., 2 n] to [..., n].
        """
        kind = x.dtype
        if self._is_plain and gate is None and kind in KINDS and not is_watched(x):
            found = opened[self._key]
            calls = found.record if x.requires_grad and is_grad_enabled() else found.plain
            return calls[kind](x)
        if self._is_gated and gate is None:
            if not x.dim() or x.shape[-1] % 2:
                raise TypeError(
                    f"{self.name}: expected a gate, or an even last axis, found {list(x.shape)}"
                )
            x, gate = x.chunk(2, -1)
        elif gate is not None and not self._is_gated:
            raise TypeError(f"{self.name} takes x, and no gate")
        if not kind.is_floating_point:
            raise TypeError(f"{self.name}: expected floating-point numbers, found {kind}")
        if kind not in KINDS:
            x = x.float()
        if gate is not None:
            gate = gate.to(x.dtype).expand_as(x)
        parameters = None
        if self._order:
            parameters = torch.stack([getattr(self, key) for key in self._order]).to(x.dtype)
        is_training = self.training and self._is_trained_apart
        u = torch.rand_like(x) if is_training and self._draws else None
        y = call("value", x, gate, u, parameters, is_training, self._key)
        return y if y.dtype == kind else y.to(kind)

"""`hillock.jax` with the real JAX: check_jax.py"""

import jax
import jax.numpy as jnp
import numpy as np

import hillock.jax

jax.config.update("jax_enable_x64", True)
x = jnp.linspace(-4, 4, 41)
for name, other in (
    ("gelu", lambda x: jax.nn.gelu(x, approximate=False)), ("silu", jax.nn.silu),
    ("softplus", jax.nn.softplus), ("tanh", jnp.tanh),
):
    f = hillock.jax.activation(name)
    assert np.allclose(f(x), other(x), rtol=1e-7, atol=1e-9), name
    assert np.array_equal(jax.jit(f)(x), f(x))
    slopes = jax.vmap(jax.grad(f))(x)
    assert np.allclose(slopes, jax.vmap(jax.grad(other))(x), rtol=1e-6, atol=1e-9), name
    y, dy = jax.jvp(f, (x,), (2 * jnp.ones_like(x),))
    assert np.array_equal(y, f(x)) and np.allclose(dy, 2 * slopes, rtol=1e-12)
    for kind in (jnp.float32, jnp.float16, jnp.bfloat16):
        assert jax.jit(jax.vmap(f))(x.reshape(1, 41).astype(kind)).dtype == kind
    assert f(jnp.arange(3)).dtype == jnp.float64

swish = hillock.jax.activation("swish", beta=2.0)
assert np.allclose(swish(x), x * jax.nn.sigmoid(2 * x), rtol=1e-12)

glu = hillock.jax.activation("glu")
gate = jnp.cos(x)
both = jax.grad(lambda x, gate: glu(x, gate).sum(), argnums=(0, 1))(x, gate)
expected = jax.grad(lambda x, gate: (x * jax.nn.sigmoid(gate)).sum(), argnums=(0, 1))(x, gate)
for one, other in zip(both, expected):
    assert np.allclose(one, other, rtol=1e-10)
assert glu(x, 0.0).shape == x.shape

softmax = hillock.jax.activation("softmax")
z = jnp.stack([x, gate])
assert np.allclose(softmax(z), jax.nn.softmax(z), rtol=1e-12)
assert np.allclose(jax.jit(jax.vmap(softmax))(z), softmax(z), rtol=1e-12)
weights = jnp.sin(jnp.arange(82.0)).reshape(2, 41)
assert np.allclose(
    jax.grad(lambda z: (softmax(z) * weights).sum())(z),
    jax.grad(lambda z: (jax.nn.softmax(z) * weights).sum())(z), rtol=1e-9, atol=1e-15,
)

for bad, word in (
    (lambda: hillock.jax.activation("mosh"), "mish"), (lambda: glu(x), "gate"),
    (lambda: swish(x, x), "takes x"), (lambda: softmax(1.0), "rows"),
    # A program of another process: its activation was never opened in this one.
    (lambda: jax.ffi.ffi_call(
        "hillock_value", jax.ShapeDtypeStruct(x.shape, x.dtype))(x, key="none"), "not opened"),
    (lambda: jax.ffi.ffi_call(
        "hillock_value", jax.ShapeDtypeStruct((2,), x.dtype))(
            x, key=hillock.activation("gelu").key), "one shape"),
):
    try:
        bad()
    except Exception as error:
        assert word in str(error), error
    else:
        raise AssertionError(word)
print("all is well")

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

# Random numbers from JAX's own keys in training, none afterwards.
rrelu, choice = hillock.jax.activation("rrelu"), hillock.jax.activation("gumbel_softmax", tau=0.5)
seed = jax.random.key(0)
u = jax.random.uniform(seed, x.shape, x.dtype)
slope = jnp.where(x > 0, 1, 1 / 8 + (1 / 3 - 1 / 8) * u)
drawn = jax.jit(lambda x: rrelu(x, training=True, key=seed))
assert np.allclose(rrelu(x), jnp.where(x > 0, x, 11 / 48 * x), rtol=1e-15)
assert np.allclose(drawn(x), slope * x, rtol=1e-15)
assert np.allclose(jax.grad(lambda x: drawn(x).sum())(x), slope, rtol=1e-15)
y, dy = jax.jvp(drawn, (x,), (2 * jnp.ones_like(x),))
assert np.array_equal(y, drawn(x)) and np.allclose(dy, 2 * slope, rtol=1e-15)
noise = -jnp.log(-jnp.log(jax.random.uniform(seed, z.shape, z.dtype)))
for own, other in (
    (choice, lambda z: jax.nn.softmax(2 * z)),
    (lambda z: choice(z, training=True, key=seed), lambda z: jax.nn.softmax(2 * (z + noise))),
):
    assert np.allclose(own(z), other(z), rtol=1e-10)
    assert np.allclose(
        jax.grad(lambda z: (own(z) * weights).sum())(z),
        jax.grad(lambda z: (other(z) * weights).sum())(z), rtol=1e-8, atol=1e-13,
    )
keys = jax.random.split(seed, 3)
rows = jax.vmap(lambda key: rrelu(x, training=True, key=key))(keys)
assert np.array_equal(rows[1], rrelu(x, training=True, key=keys[1]))
assert np.array_equal(softmax(z, training=True), softmax(z))

# What records say that JAX's derivative is at a kink, it is.
for name, f, slopes, words in (
    ("relu", jax.nn.relu, {0: 0}, "derivative 0 at 0"),
    ("relu", lambda x: jnp.maximum(x, 0.0), {0: 0.5}, "0.5 there"),
    ("relu6", jax.nn.relu6, {0: 0, 6: 0}, "derivative 0 at 0 and 6"),
    ("leaky_relu", jax.nn.leaky_relu, {0: 1}, "derivative 1 at 0"),
    ("elu", lambda x: jax.nn.elu(x, 2.0), {0: 2}, "derivative alpha at 0"),
    ("selu", jax.nn.selu, {0: 1.7580993}, "derivative 1.758 at 0"),
    ("hardtanh", jax.nn.hard_tanh, {-1: 1, 1: 1}, "derivative 1 at -1 and 1"),
    ("hardsigmoid", jax.nn.hard_sigmoid, {-3: 0, 3: 0}, "derivative 0 at -3 and 3"),
    ("hardswish", jax.nn.hard_swish, {-3: 0, 3: 1}, "derivative 0 at -3, 1 at 3"),
    ("absolute", jnp.abs, {0: 1}, "derivative 1 at 0"),
    ("satlin", lambda x: jnp.clip(x, 0, 1), {0: 0.5, 1: 0.5}, "derivative 0.5 at 0 and 1"),
    ("sparse_sigmoid", jax.nn.sparse_sigmoid, {-1: 0.25, 1: 0.25}, "derivative 0.25 at -1 and 1"),
):
    assert words in hillock.info(name)["records"]["note.jax"], name
    for place, expected in slopes.items():
        assert abs(float(jax.grad(f)(float(place))) - expected) < 1e-6, (name, place)

for bad, word in (
    (lambda: hillock.jax.activation("mosh"), "mish"), (lambda: glu(x), "gate"),
    (lambda: swish(1j), "complex"), (lambda: swish(x, x), "takes x"), (lambda: softmax(1.0), "rows"),
    (lambda: rrelu(x, training=True), "a key"), (lambda: rrelu(x, key=seed), "no key"),
    (lambda: swish(x, training=True, key=seed), "no key"),
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

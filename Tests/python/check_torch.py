"""`hillock.torch` with the real PyTorch: check_torch.py"""

import copy
import pickle
import subprocess
import sys

# Either order of imports must do.
if "hillock-first" in sys.argv:
    import hillock.torch
    import torch
else:
    import torch
    import hillock.torch

from torch import nn
from torch.utils.checkpoint import checkpoint


def check_values():
    torch.manual_seed(0)
    x = torch.randn(50, 33)
    # Theirs in double: in float32 PyTorch's gelu has lost three digits at -3.4.
    for name, module, tolerance in (
        ("gelu", nn.GELU(), 1e-6), ("silu", nn.SiLU(), 1e-6), ("mish", nn.Mish(), 1e-6),
        ("softmax", nn.Softmax(-1), 1e-6), ("relu", nn.ReLU(), 0),
    ):
        a, b = x.clone().requires_grad_(), x.double().requires_grad_()
        y, z = hillock.torch.Activation(name)(a), module(b)
        assert torch.allclose(y.double(), z, rtol=tolerance, atol=1e-30), name
        weight = torch.randn_like(y)
        (y * weight).sum().backward()
        (z * weight.double()).sum().backward()
        assert torch.allclose(a.grad.double(), b.grad, rtol=1e-5, atol=1e-7), name
    assert hillock.torch.Activation("gelu")(x.T).shape == (33, 50)
    assert torch.equal(
        hillock.torch.Activation("gelu")(x.T), hillock.torch.Activation("gelu")(x).T
    )
    for kind in (torch.bfloat16, torch.float16):
        assert hillock.torch.Activation("gelu")(x.to(kind)).dtype == kind


def check_gradients():
    for name in ("gelu", "silu", "tanh", "mish", "softplus", "softmax", "swish", "prelu", "glu"):
        module = hillock.torch.Activation(name).double()
        x = (torch.randn(4, 6, dtype=torch.float64) + 0.05).requires_grad_()
        assert torch.autograd.gradcheck(module, (x,)), name
    swish = hillock.torch.Activation("swish", beta=1.5).double()
    assert [key for key, _ in swish.named_parameters()] == ["beta"]
    x = torch.randn(20, dtype=torch.float64)
    swish(x).sum().backward()
    s = torch.sigmoid(1.5 * x)
    assert torch.allclose(swish.beta.grad, (x * x * s * (1 - s)).sum())


def check_training_and_compilation():
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Linear(4, 16), hillock.torch.Activation("swish"), nn.Linear(16, 1)
    )
    x = torch.randn(64, 4)
    target = x[:, :1] * x[:, 1:2]
    optimizer = torch.optim.Adam(model.parameters(), 0.02)
    losses = []
    for _ in range(100):
        loss = nn.functional.mse_loss(model(x), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2
    assert "1.beta" in model.state_dict()
    # One graph, forward and backward, without a break.
    compiled = torch.compile(model, backend="aot_eager", fullgraph=True)
    own, other = compiled(x), model(x)
    assert torch.equal(own, other)
    weights = list(model.parameters())
    for a, b in zip(
        torch.autograd.grad(own.sum(), weights), torch.autograd.grad(other.sum(), weights)
    ):
        assert torch.allclose(a, b)
    program = torch.export.export(model, (x,))
    assert "torch.ops.hillock.value" in program.graph_module.code
    assert torch.equal(program.module()(x), model(x))


def check_random_numbers():
    """In training from PyTorch's generator, so that a seed draws them again; afterwards none."""
    def drawn(module, x):
        torch.manual_seed(3)
        return module(x)

    x = torch.randn(5, 7, dtype=torch.float64)
    torch.manual_seed(3)
    u = torch.rand_like(x)
    rrelu = hillock.torch.Activation("rrelu")
    slope = torch.where(x > 0, 1, 1 / 8 + (1 / 3 - 1 / 8) * u)
    a = x.clone().requires_grad_()
    assert torch.allclose(drawn(rrelu, a), slope * x, rtol=1e-14)
    drawn(rrelu, a).sum().backward()
    assert torch.allclose(a.grad, slope, rtol=1e-14)
    choice = hillock.torch.Activation("gumbel_softmax", tau=0.5)
    noise = -torch.log(-torch.log(u))
    assert torch.allclose(drawn(choice, x), torch.softmax(2 * (x + noise), -1), rtol=1e-11)
    for module in (rrelu, choice):
        assert torch.autograd.gradcheck(lambda x: drawn(module, x), (a,))
        compiled = torch.compile(module, backend="aot_eager", fullgraph=True)
        assert compiled(x).shape == x.shape
        module.eval()
    assert torch.allclose(rrelu(x), nn.RReLU().eval()(x), rtol=1e-14)
    assert torch.allclose(choice(x), torch.softmax(2 * x, -1), rtol=1e-11)
    assert torch.autograd.gradcheck(rrelu, (a,)) and torch.autograd.gradcheck(choice, (a,))


def check_forward_mode():
    """A tangent arrives, or is refused; none is lost."""
    forward = torch.autograd.forward_ad
    x = torch.randn(4, 6, dtype=torch.float64) + 0.05
    tangent = torch.randn_like(x)
    for name in ("gelu", "tanh", "relu", "mish", "glu"):
        module = hillock.torch.Activation(name)
        recorded = x.clone().requires_grad_()
        assert torch.autograd.gradcheck(
            module, (recorded,), check_forward_ad=True, check_batched_grad=True), name
        expected = torch.func.jvp(module, (x,), (tangent,))
        with forward.dual_level():
            y = module(forward.make_dual(x, tangent))
            assert torch.equal(forward.unpack_dual(y).tangent, expected[1]), name
        # Of the operator itself, as an exported program calls it.
        if name != "glu":
            operator = torch.ops.hillock.value
            with forward.dual_level():
                y = operator(forward.make_dual(x, tangent), None, None, None, False, module._key)
                assert torch.equal(forward.unpack_dual(y).tangent, expected[1]), name
            jacobian = torch.func.jacrev(module)(x)
            assert torch.allclose(jacobian, torch.func.jacfwd(module)(x)), name
            assert torch.allclose(jacobian.sum((2, 3)), torch.vmap(torch.func.grad(
                lambda x: module(x).sum()))(x)), name
    mish, softmax = hillock.torch.Activation("mish"), hillock.torch.Activation("softmax")
    swish = hillock.torch.Activation("swish").double()
    one = torch.ones((), dtype=torch.float64)
    recorded = x.clone().requires_grad_()

    def second():
        with forward.dual_level():
            dual = forward.make_dual(recorded, tangent)
            torch.autograd.grad(mish(dual).sum(), recorded)

    for bad, word in (
        (lambda: torch.func.jvp(softmax, (x,), (tangent,)), "no forward mode"),
        (lambda: torch.func.jvp(
            lambda beta: torch.func.functional_call(swish, {"beta": beta}, (x,)), (one,), (one,)
        ), "no forward mode"),
        # The tangent of a gradient is a second derivative.
        (second, "of its own"),
    ):
        try:
            bad()
        except hillock.HillockError as error:
            assert word in str(error), error
        else:
            raise AssertionError(word)


def check_tracers():
    """Who writes down what is called sees the activation, not an empty tensor."""
    from torch.fx.experimental.proxy_tensor import make_fx

    gelu = hillock.torch.Activation("gelu")
    x, other = torch.randn(3, 4), torch.randn(3, 4)
    recorded = x.clone().requires_grad_()
    for traced in (make_fx(gelu)(x), torch.jit.trace(gelu, (x,)), make_fx(gelu)(recorded)):
        assert torch.equal(traced(other), gelu(other))
    # A backward pass alone.
    y = gelu(recorded)
    backward = make_fx(lambda dy: torch.autograd.grad(y, recorded, dy, retain_graph=True)[0])
    assert torch.equal(backward(x)(other), torch.autograd.grad(y, recorded, other)[0])
    # An exported program can be trained, and a network's other layers with it.
    model = nn.Sequential(nn.Linear(4, 3), gelu)
    program = torch.export.export(model, (x,)).module()
    for one in (program, model):
        one.zero_grad()
        one(x).sum().backward()
    assert torch.equal(program.get_parameter("0.weight").grad, model[0].weight.grad)


def check_lazy_signs():
    """A tensor whose sign is still to be turned: of the imaginary part of a conjugate."""
    numbers = torch.randn(2, 5, dtype=torch.complex128)
    x = numbers.conj().imag
    assert x.is_neg()
    for name in ("gelu", "glu", "softmax"):
        module = hillock.torch.Activation(name)
        x = numbers.conj().imag if name != "glu" else numbers[:, :4].conj().imag
        assert torch.equal(module(x), module(x.clone())), name
        results = []
        for one in (x, x.clone()):
            leaf = one.requires_grad_()
            y = module(leaf)
            dy = numbers[:, :y.shape[1]].conj().imag
            results.append(torch.autograd.grad(y, leaf, dy if one is x else dy.clone())[0])
        assert torch.equal(*results), name


def check_checkpoints():
    """What is computed again for the backward pass is the same, random numbers too."""
    for name in ("gelu", "tanh", "swish", "rrelu"):
        module = hillock.torch.Activation(name)
        results = []
        for options in (None, {"use_reentrant": False}, {"use_reentrant": True}):
            x = torch.linspace(-3, 3, 12).requires_grad_()
            torch.manual_seed(0)
            y = module(x) if options is None else checkpoint(module, x, **options)
            y.sum().backward()
            results.append(x.grad)
        assert torch.equal(results[0], results[1]) and torch.equal(results[0], results[2]), name


def check_pickles():
    """A module opens its plugin wherever it is unpickled."""
    module = hillock.torch.Activation("elu", alpha=0.5)
    code = (
        "import pickle, sys, torch\n"
        "module = pickle.load(sys.stdin.buffer)\n"
        "print(module(torch.tensor([-1.0, 2.0])).tolist())\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps(module), capture_output=True)
    assert run.stdout.decode() == f"{module(torch.tensor([-1.0, 2.0])).tolist()}\n", run
    assert torch.equal(copy.deepcopy(module)(torch.ones(2)), module(torch.ones(2)))


def check_kinks():
    """What records say that PyTorch's derivative is at a kink, it is."""
    def slope(f, x):
        x = torch.tensor([float(x)], dtype=torch.float64, requires_grad=True)
        return torch.autograd.grad(f(x).sum(), x)[0].item()

    F = nn.functional
    weight = torch.tensor([0.25], dtype=torch.float64)
    for name, f, slopes, words in (
        ("relu", F.relu, {0: 0}, "derivative 0 at 0"),
        ("relu", lambda x: torch.maximum(x, 0 * x.detach()), {0: 0.5}, "0.5 there"),
        ("relu6", F.relu6, {0: 0, 6: 0}, "derivative 0 at 0 and 6"),
        ("leaky_relu", F.leaky_relu, {0: 0.01}, "derivative 0.01 at 0"),
        ("prelu", lambda x: F.prelu(x, weight), {0: 0.25}, "derivative the slope at 0"),
        ("elu", lambda x: F.elu(x, 2), {0: 2}, "derivative alpha at 0"),
        ("selu", F.selu, {0: 1.7580993408473766}, "derivative 1.758 at 0"),
        ("hardtanh", F.hardtanh, {-1: 0, 1: 0}, "derivative 0 at -1 and 1"),
        ("hardsigmoid", F.hardsigmoid, {-3: 0, 3: 0}, "derivative 0 at -3 and 3"),
        ("hardswish", F.hardswish, {-3: 0, 3: 1}, "derivative 0 at -3, 1 at 3"),
        ("hardshrink", F.hardshrink, {-0.5: 0, 0.5: 0}, "derivative 0 at both"),
        ("softshrink", F.softshrink, {-0.5: 0, 0.5: 0}, "derivative 0 at both"),
        ("threshold", lambda x: F.threshold(x, 1, 0), {1: 0}, "derivative 0 at the threshold"),
        ("absolute", torch.abs, {0: 0}, "derivative 0 at 0"),
        ("satlin", lambda x: x.clamp(0, 1), {0: 1, 1: 1}, "derivative 1 at 0 and 1"),
    ):
        assert words in hillock.info(name)["records"]["note.pytorch"], name
        for x, expected in slopes.items():
            assert abs(slope(f, x) - expected) < 1e-12, (name, x)


def check_what_is_kept():
    """For the backward pass one tensor of an elementwise activation, whichever it reads."""
    x = torch.randn(6, requires_grad=True)
    for name, kept in (("gelu", x), ("relu", None), ("tanh", None)):
        y = hillock.torch.Activation(name)(x)
        saved = y.grad_fn.saved_tensors
        assert len(saved) == 1, name
        assert saved[0].data_ptr() == (y if kept is None else kept).data_ptr(), name
    # Not of a tensor that only looks whole.
    whole = torch.randn(4, 6, dtype=torch.float64, requires_grad=True)
    for part in (whole.T, whole[:, ::2]):
        assert torch.autograd.gradcheck(hillock.torch.Activation("tanh"), (part,))
        assert torch.autograd.gradcheck(hillock.torch.Activation("gelu"), (part,))


def check_operators():
    """What PyTorch itself asks of an operator: fakes, shapes, schema."""
    key = hillock.torch.Activation("glu")._key
    x, gate = torch.randn(3, 4), torch.randn(3, 4)
    torch.library.opcheck(
        torch.ops.hillock.value.default,
        (x.requires_grad_(), gate.requires_grad_(), None, None, False, key))
    with torch.no_grad():
        torch.library.opcheck(
            torch.ops.hillock.gradient.default,
            (x.detach(), gate.detach(), None, None, x.detach(), x.detach(), False, key),
            test_utils=("test_schema", "test_autograd_registration", "test_faketensor"))


def check_refusals():
    for bad, kind, word in (
        (lambda: hillock.torch.Activation("gelu")(torch.ones(2, dtype=torch.int32)), TypeError,
         "floating-point"),
        (lambda: hillock.torch.Activation("glu")(torch.ones(2, 3)), TypeError, "an even last axis"),
        (lambda: hillock.torch.Activation("glu")(torch.ones(())), TypeError, "an even last axis"),
        (lambda: hillock.torch.Activation("gelu")(torch.ones(2), torch.ones(2)), TypeError,
         "no gate"),
        (lambda: hillock.torch.Activation("prelu", slope=1), hillock.HillockError, "slope"),
        (lambda: torch.ops.hillock.value(torch.ones(2), None, None, None, False, "none"), hillock.HillockError,
         "not open"),
    ):
        try:
            bad()
        except kind as error:
            assert word in str(error), error
        else:
            raise AssertionError(word)
    # A derivative of the derivative is refused, not made up.
    x = torch.ones(2, dtype=torch.float64, requires_grad=True)
    dx, = torch.autograd.grad(
        hillock.torch.Activation("gelu")(x).sum(), x, create_graph=True
    )
    try:
        dx.sum().backward()
    except hillock.HillockError as error:
        assert "derivative of its own" in str(error), error
    else:
        raise AssertionError("a second derivative")


for name, check in list(globals().items()):
    if name.startswith("check_"):
        check()
        print(name[6:].replace("_", " "))
print("all is well")

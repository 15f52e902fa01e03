"""The Python package with NumPy alone: check_numpy.py MODEL DATA.csv PREDICTIONS.csv

An installed `hillock` is what it checks; each check says what it is of by its name.
"""

import copy
import csv
import doctest
import os
import pickle
import signal
import subprocess
import sys
import threading

import numpy as np

before = [signal.getsignal(number) for number in range(1, 32)]
import hillock  # noqa: E402
from hillock import HillockError  # noqa: E402

model_path, data_path, predictions_path = sys.argv[1:]
x = np.linspace(-6, 6, 1001)


def table(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))


def check_ufunc():
    mish = hillock.activation("mish")
    assert isinstance(mish, np.ufunc)
    expected = x * np.tanh(np.log1p(np.exp(x)))
    assert np.allclose(mish(x), expected, rtol=1e-13, atol=0)
    assert mish(x.astype(np.float32)).dtype == np.float32
    assert np.array_equal(mish(x[::3]), mish(x)[::3])
    assert np.array_equal(mish(x.reshape(7, 143).T), mish(x).reshape(7, 143).T)
    out = np.zeros_like(x)
    assert mish(x, out=out, where=x > 0) is out
    assert np.array_equal(out, np.where(x > 0, mish(x), 0))
    assert mish([1, 2]).shape == (2,) and np.isscalar(mish(1.0))
    assert mish(np.empty(0)).shape == (0,)


def check_derivative_and_gradient():
    for name in ("sigmoid", "gelu", "relu", "tanh"):
        f = hillock.activation(name)
        dy = np.cos(x)
        # Of tanh the gradient reads y, and 1 - y^2 loses digits where y is near 1.
        assert np.allclose(f.gradient(x, dy), dy * f.derivative(x), rtol=1e-10, atol=1e-300)
        h = 1e-6
        smooth = np.abs(x) > 1e-3
        slope = (f(x + h) - f(x - h)) / (2 * h)
        assert np.allclose(f.derivative(x)[smooth], slope[smooth], atol=1e-8)
        # Steps of every kind.
        assert np.array_equal(f.gradient(x[::2], dy[::2]), f.gradient(x, dy)[::2])
        assert np.array_equal(f.gradient(x, 2.0), f.gradient(x, np.full_like(x, 2)))


def check_parameters_and_names():
    leaky = hillock.activation("LeakyReLU", negative_slope=0.5)
    assert leaky(-2.0) == -1 and leaky.info["name"] == "leaky_relu"
    assert "mish" in hillock.names() and hillock.info("gelu")["form"] == "elementwise"
    for bad, word in (
        (lambda: hillock.activation("mosh"), "mish"),
        (lambda: hillock.activation("elu", alpha=-1), "alpha"),
        (lambda: hillock.activation("relu", slope=1), "slope"),
        (lambda: hillock.load("none.safetensors"), "none.safetensors"),
    ):
        try:
            bad()
        except HillockError as error:
            assert word in str(error), error
        else:
            raise AssertionError(word)


def check_rows_and_gates():
    softmax = hillock.activation("softmax")
    z = x[:1000].reshape(100, 10)
    e = np.exp(z - z.max(1, keepdims=True))
    assert np.allclose(softmax(z), e / e.sum(1, keepdims=True), rtol=1e-12)
    assert np.allclose(softmax.gradient(z, np.ones_like(z)), 0, atol=1e-15)
    glu = hillock.activation("glu")
    assert np.allclose(glu(x, 2 * x), x / (1 + np.exp(-2 * x)), rtol=1e-12)
    assert glu(1.0, 0.0).shape == () and glu(1.0, 0.0) == 0.5
    for bad, word in ((lambda: glu(x), "gate"), (lambda: softmax(1.0), "rows")):
        try:
            bad()
        except TypeError as error:
            assert word in str(error)
        else:
            raise AssertionError(word)
    dx, dgate = glu.gradient(x, np.ones_like(x), gate=2 * x)
    assert np.allclose(dx, 1 / (1 + np.exp(-2 * x)), rtol=1e-12) and dgate.shape == x.shape


def check_random_numbers():
    """In training those that are given; afterwards what an activation is without any."""
    rrelu = hillock.activation("rrelu", lower=0.1, upper=0.5)
    assert np.allclose(rrelu(x), np.where(x > 0, x, 0.3 * x), rtol=1e-15)
    u = np.random.default_rng(0).random(x.shape)
    slope = np.where(x > 0, 1, 0.1 + 0.4 * u)
    assert np.allclose(rrelu.training(x, u), x * slope, rtol=1e-15)
    assert np.array_equal(rrelu.training(x[::2], u[::2]), rrelu.training(x, u)[::2])
    assert np.allclose(rrelu.training_gradient(x, u, np.cos(x)), np.cos(x) * slope, rtol=1e-14)
    assert rrelu.training(np.float32(-1), np.float32(0)) == np.float32(-0.1)
    choice = hillock.activation("gumbel_softmax", tau=0.5)
    z, v = x[:1000].reshape(100, 10), u[:1000].reshape(100, 10)

    def softmax(z):
        e = np.exp(z - z.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)

    assert np.allclose(choice(z), softmax(2 * z), rtol=1e-12)
    y = choice.training(z, v)
    assert np.allclose(y, softmax(2 * (z - np.log(-np.log(v)))), rtol=1e-11)
    dy = np.sin(z)
    expected = 2 * y * (dy - (dy * y).sum(1, keepdims=True))
    assert np.allclose(choice.training_gradient(z, v, dy), expected, rtol=1e-10, atol=1e-14)
    assert not hasattr(hillock.activation("relu"), "training")
    softmax_of_rows = hillock.activation("softmax")
    assert np.array_equal(softmax_of_rows.training(z), softmax_of_rows(z))
    for bad in (lambda: choice.training(z), lambda: softmax_of_rows.training(z, v)):
        try:
            bad()
        except TypeError as error:
            assert " u" in str(error)
        else:
            raise AssertionError("random numbers")


def check_copies():
    """What is copied or pickled has a handle of its own, also in another process."""
    model, softmax = hillock.load(model_path), hillock.activation("gumbel_softmax", tau=0.5)
    X, z = np.ones((4, 3)), np.arange(6.0).reshape(2, 3)
    expected = model.predict_proba(X).tolist(), softmax(z).tolist()
    for again in (copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))):
        for one in (again(model), again(softmax)):
            assert one.__dict__.get("handle", one.__dict__.get("_handle")) not in (
                softmax.handle, model._handle)
        assert again(softmax)(z).tolist() == expected[1]
        assert again(model).predict_proba(X).tolist() == expected[0]
    code = (
        "import pickle, sys, numpy\n"
        "model, softmax = pickle.load(sys.stdin.buffer)\n"
        "X, z = numpy.ones((4, 3)), numpy.arange(6.0).reshape(2, 3)\n"
        "print((model.predict_proba(X).tolist(), softmax(z).tolist()))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=pickle.dumps((model, softmax)), capture_output=True)
    assert run.stdout.decode() == f"{expected}\n", run


def check_odd_arguments():
    """A line that says what was wrong, and no number that is another than what was given."""
    softmax, large = hillock.activation("softmax"), hillock.activation("elu", alpha=1e300)
    for bad, kind, word in (
        (lambda: softmax([1j]), TypeError, "complex128"),
        (lambda: softmax(["a"]), TypeError, "<U"),
        (lambda: softmax(x.astype(np.longdouble)), TypeError, "float128"),
        (lambda: hillock.activation(None), TypeError, "text"),
        (lambda: hillock.activation("gelu\0"), ValueError, "character 0"),
        (lambda: hillock.load(model_path + "\0"), ValueError, "character 0"),
        (lambda: hillock._activation.Activation("elu", alpha=1e300)(np.float32(-1)), HillockError,
         "float32"),
    ):
        try:
            bad()
        except kind as error:
            assert word in str(error), error
        else:
            raise AssertionError(word)
    # What has no value in float32 is computed in float64.
    assert large(np.float32(-1)).dtype == np.float64 and np.isfinite(large(np.float32(-1)))


def check_gradients_without_x():
    """By the library's own functions: what is read, and x that is not there where it is not read."""
    library, Activation = hillock._library.library, hillock._activation.Activation
    x = np.array([-2.0, -1, 1, 2])
    dy, dx = np.array([1.0, 2, 3, 4]), np.zeros(4)
    for name, reads in (("relu", 2), ("tanh", 2), ("gelu", 1), ("softmax", 2)):
        f = Activation(name)
        assert library.hillock_activation_gradient_reads(f.handle) == reads, name
        y = f(x)
        status = library.hillock_gradient_f64(
            f.handle, 1, 4, None, None, None, y.ctypes.data, dy.ctypes.data, dx.ctypes.data,
            None, None,
        )
        assert status == (0 if reads == 2 else 1), name
        if reads == 2:
            assert np.array_equal(dx, f.gradient(x, dy)), name
        # Without y there must be an x to compute it from.
        assert library.hillock_gradient_f64(
            f.handle, 1, 4, None, None, None, None, dy.ctypes.data, dx.ctypes.data, None, None
        ) == 1, name


def check_documentation():
    for module in (hillock, hillock._activation):
        found = doctest.testmod(module)
        assert found.attempted > 0 and found.failed == 0, module


def check_models():
    model = hillock.load(model_path)
    rows = table(data_path)[1:]
    X = np.array([[float(value) for value in row[:-1]] for row in rows])
    head, *expected = table(predictions_path)
    assert model.n_features_in_ == 3 and list(model.classes_) == head[1:]
    assert list(model.predict(X)) == [row[0] for row in expected]
    shares = np.array([[float(value) for value in row[1:]] for row in expected])
    assert np.allclose(model.predict_proba(X), shares, atol=1e-6)
    assert model.score(X, model.predict(X)) == 1
    for bad, kind, word in (
        (lambda: model.predict(X[:, :2]), ValueError, "3 inputs"),
        (lambda: model.fit(X, rows), HillockError, "hillock train"),
    ):
        try:
            bad()
        except kind as error:
            assert word in str(error)
        else:
            raise AssertionError(word)


def check_scikit_learn():
    from sklearn.base import is_classifier
    from sklearn.inspection import permutation_importance
    from sklearn.metrics import get_scorer
    from sklearn.utils.validation import check_is_fitted

    model = hillock.load(model_path)
    X = np.array([[float(value) for value in row[:-1]] for row in table(data_path)[1:]])
    y = model.predict(X)
    check_is_fitted(model)
    assert is_classifier(model)
    for score in ("accuracy", "neg_log_loss"):
        assert np.isfinite(get_scorer(score)(model, X, y))
    assert get_scorer("accuracy")(model, X, y) == 1
    found = permutation_importance(model, X, y, n_repeats=2, random_state=0)
    assert found.importances.shape == (3, 2) and found.importances.max() > 0


def check_threads():
    f = hillock.activation("gelu")
    model = hillock.load(model_path)
    X = np.ones((50, 3))
    expected = f(x), model.predict_proba(X)
    wrong = []

    def work():
        for _ in range(50):
            if not np.array_equal(f(x), expected[0]):
                wrong.append("values")
            if not np.array_equal(model.predict_proba(X), expected[1]):
                wrong.append("probabilities")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong, wrong


def check_fork():
    f, model = hillock.activation("silu"), hillock.load(model_path)
    X = np.ones((10, 3))
    expected = f(x), model.predict_proba(X)
    child = os.fork()
    if child == 0:
        same = np.array_equal(f(x), expected[0])
        same = same and np.array_equal(model.predict_proba(X), expected[1])
        os._exit(0 if same else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def check_fork_while_threads_work():
    """A fork waits for calls of other threads: their locks are open in the child."""
    model, f = hillock.load(model_path), hillock.activation("gelu")
    X = np.ones((20000, 3))
    expected = model.predict_proba(X[:10])
    done = threading.Event()

    def work():
        while not done.is_set():
            model.predict_proba(X)
            hillock.info("mish")
            hillock.activation("silu")(X)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(20):
            child = os.fork()
            if child == 0:
                # A hang ends by itself.
                signal.alarm(1800)
                same = np.array_equal(model.predict_proba(X[:10]), expected)
                same = same and hillock.load(model_path).n_features_in_ == 3
                same = same and hillock.activation("elu")(0.0) == 0
                os._exit(0 if same else 1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert np.array_equal(model.predict_proba(X[:10]), expected) and f(0.0) == 0


def check_warnings():
    """How a plugin comes to its results is no reason for NumPy to warn."""
    with np.errstate(all="raise"):
        for name in ("sigmoid", "mish", "gelu", "exponential"):
            f = hillock.activation(name)
            for kind in (np.float32, np.float64):
                wide = np.linspace(-1e4, 1e4, 999).astype(kind)
                f(wide), f.derivative(wide[::2]), f.gradient(wide, wide)


def check_signals():
    assert [signal.getsignal(number) for number in range(1, 32)] == before
    # Ctrl-C reaches Python as if no library were there, also where this runs with it ignored or
    # blocked, as what is started from a test may.
    code = """
import os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.pthread_sigmask(signal.SIG_SETMASK, [])
import hillock
f = hillock.activation("gelu")
f([1.0, 2.0])
try:
    os.kill(os.getpid(), signal.SIGINT)
    import time
    time.sleep(20)
except KeyboardInterrupt:
    print("interrupted")
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.stdout == "interrupted\n", run
    # A crash of the program's own stays what it was.
    code = "import hillock, os, signal; hillock.activation('gelu'); os.kill(os.getpid(), signal.SIGSEGV)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == -signal.SIGSEGV and run.stderr == "", run


for name, check in list(globals().items()):
    if name.startswith("check_"):
        check()
        print(name[6:].replace("_", " "))
print("all is well")

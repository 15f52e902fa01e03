/// The Python side of a ``ForeignProcess``: resolves a function, and computes it and its derivative
/// over arrays in the framework that it belongs to.
enum PythonProgram {
  /// The words that start it.
  static func arguments(_ function: ForeignFunction) -> [String] {
    let (kind, target) =
      switch function.source {
      case .onnx(let path): ("onnx", path)
      case .python(let module): ("function", "\(module):\(function.name)")
      case .library(let library): ("function", library)
      }
    let derivative =
      switch function.derivative {
      case .none: "-"
      case .autograd: "autograd"
      case .function(let name): "function:\(name)"
      }
    return [
      function.interpreter, "-c", text, kind, target, derivative, function.judgedFormat.rawValue,
    ] + function.arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }

  private static let text = #"""
    import ast, importlib, os, platform, struct, sys

    def receive(count):
        data = bytearray()
        while len(data) < count:
            part = os.read(3, count - len(data))
            if not part:
                os._exit(0)
            data += part
        return data

    def send(mark, data):
        data = memoryview(struct.pack("=II", mark, len(data)) + bytes(data))
        while data:
            data = data[os.write(4, data):]

    def refuse(words):
        send(1, str(words).strip().replace("\n", " ")[:500].encode())

    def resolve(target):
        module, _, name = target.partition(":")
        found = importlib.import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        return found

    class Torch:
        def __init__(self, name):
            import torch
            self.torch = torch
            torch.set_num_threads(1)
            self.type = getattr(torch, name)
            self.version = "torch " + torch.__version__

        def tensor(self, data):
            return self.torch.frombuffer(data, dtype=self.type)

        def bytes(self, result):
            result = result.detach().contiguous()
            if result.dtype != self.type:
                raise TypeError(f"the function returns {result.dtype} for {self.type}")
            return result.view(self.torch.uint8).numpy().tobytes()

        def value(self, f, data):
            with self.torch.no_grad():
                return self.bytes(f(self.tensor(data)))

        def autograd(self, f, data):
            x = self.tensor(data).requires_grad_()
            y = f(x)
            y.backward(self.torch.ones_like(y))
            return self.bytes(x.grad)

    class NumPy:
        def __init__(self, name):
            import numpy
            self.numpy = numpy
            if name == "bfloat16":
                import ml_dtypes
                self.type = numpy.dtype(ml_dtypes.bfloat16)
            else:
                self.type = numpy.dtype(name)
            self.version = "numpy " + numpy.__version__

        def array(self, data):
            return self.numpy.frombuffer(data, dtype=self.type)

        def bytes(self, result):
            result = self.numpy.asarray(result)
            if result.dtype != self.type:
                raise TypeError(f"the function returns {result.dtype} for {self.type}")
            return result.tobytes()

        def value(self, f, data):
            with self.numpy.errstate(all="ignore"):
                return self.bytes(f(self.array(data)))

        def autograd(self, f, data):
            raise TypeError("numpy differentiates nothing: name the derivative's function")

    class SciPy(NumPy):
        def __init__(self, name):
            super().__init__(name)
            import scipy
            self.version = "scipy " + scipy.__version__ + ", " + self.version

    class Jax(NumPy):
        def __init__(self, name):
            os.environ.setdefault("JAX_PLATFORMS", "cpu")
            import jax
            self.jax = jax
            jax.config.update("jax_enable_x64", name == "float64")
            super().__init__(name)
            self.version = "jax " + jax.__version__
            self.compiled = {}

        def run(self, key, f, data):
            if key not in self.compiled:
                self.compiled[key] = self.jax.jit(f)
            return self.bytes(self.compiled[key](self.jax.numpy.asarray(self.array(data))))

        def value(self, f, data):
            return self.run((f, "value"), f, data)

        def autograd(self, f, data):
            return self.run((f, "grad"), self.jax.vmap(self.jax.grad(f)), data)

    class TensorFlow(NumPy):
        def __init__(self, name):
            os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
            import tensorflow
            self.tensorflow = tensorflow
            super().__init__(name)
            self.version = "tensorflow " + tensorflow.__version__

        def value(self, f, data):
            return self.bytes(f(self.tensorflow.constant(self.array(data))).numpy())

        def autograd(self, f, data):
            x = self.tensorflow.constant(self.array(data))
            with self.tensorflow.GradientTape() as tape:
                tape.watch(x)
                y = f(x)
            return self.bytes(tape.gradient(y, x).numpy())

    class Plain:
        """A function of Python's own numbers, one after the other."""
        def __init__(self, name):
            import array
            if name not in ("float32", "float64"):
                raise TypeError("Python's own functions take float32 and float64")
            self.code = "f" if name == "float32" else "d"
            self.array = array.array
            self.version = ""

        def value(self, f, data):
            numbers = self.array(self.code)
            numbers.frombytes(bytes(data))
            return self.array(self.code, [self.one(f, x) for x in numbers]).tobytes()

        def one(self, f, x):
            try:
                return f(x)
            except ValueError:
                return float("nan")
            except OverflowError:
                return float("inf")

        def autograd(self, f, data):
            raise TypeError("Python differentiates nothing: name the derivative's function")

    class Onnx(NumPy):
        def __init__(self, path, name):
            super().__init__(name)
            import onnxruntime
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            self.session = onnxruntime.InferenceSession(
                path, options, providers=["CPUExecutionProvider"])
            inputs, outputs = self.session.get_inputs(), self.session.get_outputs()
            if len(inputs) != 1 or len(outputs) != 1:
                raise TypeError(
                    f"the model has {len(inputs)} inputs and {len(outputs)} outputs, not one each")
            self.input = inputs[0].name
            self.shape = [d if isinstance(d, int) else -1 for d in inputs[0].shape]
            self.version = "onnxruntime " + onnxruntime.__version__

        def __call__(self, x):
            # One dimension that is free takes all elements.
            free = [k for k, d in enumerate(self.shape) if d < 0]
            shape = [1 if d < 0 else d for d in self.shape]
            if free:
                shape[free[0]] = -1
                return self.session.run(None, {self.input: x.reshape(shape)})[0].reshape(-1)
            size = 1
            for d in shape:
                size *= d
            parts = []
            for start in range(0, len(x), size):
                part = x[start:start + size]
                padded = self.numpy.resize(part, size).reshape(shape)
                parts.append(self.session.run(None, {self.input: padded})[0].reshape(-1)[:len(part)])
            return self.numpy.concatenate(parts)

    FRAMEWORKS = {"torch": Torch, "jax": Jax, "flax": Jax, "numpy": NumPy, "scipy": SciPy,
                  "tensorflow": TensorFlow, "math": Plain, "cmath": Plain}

    def main():
        kind, target, derivative, name = sys.argv[1:5]
        keywords = {}
        for word in sys.argv[5:]:
            key, _, value = word.partition("=")
            try:
                keywords[key] = ast.literal_eval(value)
            except (ValueError, SyntaxError):
                keywords[key] = value
        sys.path.insert(0, os.getcwd())
        try:
            if kind == "onnx":
                framework = Onnx(target, name)
                function = framework
            else:
                raw = resolve(target)
                roots = [target.partition(":")[0].partition(".")[0],
                         (getattr(raw, "__module__", None) or "").partition(".")[0]]
                found = [FRAMEWORKS[root] for root in roots if root in FRAMEWORKS]
                if not found:
                    # Somebody's own module: what it has imported.
                    loaded = [root for root in ("torch", "jax", "tensorflow", "numpy")
                              if root in sys.modules]
                    found = [FRAMEWORKS[root] for root in loaded] or [Plain]
                framework = found[0](name)
                if isinstance(raw, type):
                    raw = raw(**keywords)
                    keywords = {}
                function = (lambda x: raw(x, **keywords)) if keywords else raw
            calls = [lambda data: framework.value(function, data)]
            if derivative == "autograd":
                calls.append(lambda data: framework.autograd(function, data))
            elif derivative.startswith("function:"):
                slope = resolve(derivative[len("function:"):])
                calls.append(lambda data: framework.value(slope, data))
        except BaseException as error:
            refuse(f"{target}: {type(error).__name__}: {error}")
            return
        versions = [framework.version, "Python " + platform.python_version()]
        send(0, ", ".join(v for v in versions if v).encode())
        size = {"bfloat16": 2, "float16": 2, "float32": 4, "float64": 8}[name]
        while True:
            output, count = struct.unpack("=II", receive(8))
            data = receive(count * size)
            try:
                result = calls[output](data)
            except BaseException as error:
                refuse(f"{type(error).__name__}: {error}")
            else:
                send(0, result)

    main()
    """#
}

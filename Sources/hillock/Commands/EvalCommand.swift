import ActivationHost
import Activations
import ArgumentParser
import Formulas
import Datasets
import NeuralNetwork

/// `hillock eval`: value and derivative of an activation, with all their digits.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Evaluate an activation and its derivative.",
    discussion: """
      Numbers may be negative, nan, inf, or hexadecimal (0x1.8p-3). For an activation of rows \
      (softmax) the numbers are one row, for a gated one the first half is x and the second the \
      gate. The .npy form works in the file's precision; its last axis is the row, and of a gated \
      activation, without --gate, its last axis holds x and gate in two halves.

      EXAMPLES:
        hillock eval relu -1.5 0 2
        hillock eval leaky_relu -1 --set negative_slope=0.2 --precision f32
        hillock eval softmax 1 2 3 --format json
        hillock eval --formula "x * sigmoid(b * x)" 1.5 -2 --set b=2
        hillock eval gelu -30 --exact --precision f32
        hillock eval tanh 0.1 3 --precision bf16
        hillock eval gelu --input x.npy --output y.npy --derivative d.npy
      """)

  @Argument(
    help: "The activation's name, or an alias; with --formula the first number.",
    completion: .activationNames)
  var name: String

  @Argument(help: "The numbers to evaluate it at.")
  var x: [Real] = []

  @Option(
    help: ArgumentHelp("Read x from an array file.", valueName: "x.npy"),
    completion: .file(extensions: ["npy"]))
  var input: String?

  @Option(
    help: ArgumentHelp("Read the gate from an array file.", valueName: "g.npy"),
    completion: .file(extensions: ["npy"]))
  var gate: String?

  @Option(
    help: ArgumentHelp("Write the values to an array file.", valueName: "y.npy"),
    completion: .file(extensions: ["npy"]))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write df/dx to an array file; of an activation of rows, the matrix of each row.",
      valueName: "d.npy"),
    completion: .file(extensions: ["npy"]))
  var derivative: String?

  @Option(
    help: "The precision to compute numbers of the command line in: f64, f32, f16 or bf16.")
  var precision = FormatArgument.f64

  @Option(help: "Evaluate this formula, correctly rounded, instead of an activation.")
  var formula: String?

  @Flag(help: "Evaluate the activation's own formula, correctly rounded; none of its code runs.")
  var exact = false

  @OptionGroup var settingOptions: SettingOptions
  @OptionGroup var pluginOptions: PluginOptions
  @OptionGroup var outputFormat: FormatOption

  func validate() throws {
    if formula != nil || exact {
      if formula != nil && exact { throw ValidationError("Give --formula or --exact, not both.") }
      if input != nil { throw ValidationError("Correctly rounded results are for typed numbers.") }
      if formula != nil, Real(argument: name) == nil {
        throw ValidationError("With --formula give numbers, not '\(name)'.")
      }
      if exact && x.isEmpty { throw ValidationError("Give numbers to evaluate it at.") }
      return
    }
    guard input == nil else {
      if !x.isEmpty { throw ValidationError("Give numbers or --input, not both.") }
      if output == nil, derivative == nil {
        throw ValidationError("Say where results go: --output, --derivative, or both.")
      }
      if output == derivative {
        throw ValidationError("--output and --derivative must be two files.")
      }
      return
    }
    if x.isEmpty { throw ValidationError("Give numbers to evaluate it at, or --input.") }
    for (option, value) in [("--output", output), ("--derivative", derivative), ("--gate", gate)]
    where value != nil {
      throw ValidationError("\(option) goes with --input.")
    }
  }

  func run() throws {
    if formula != nil || exact {
      switch precision.format {
      case .float32: return try evaluateExactly(Float.self)
      case .float64: return try evaluateExactly(Double.self)
      case .float16, .bfloat16: return try evaluateExactlyInHalf()
      }
    }
    // Before a plugin is loaded, which may change the working directory.
    let inputs = [input, gate].compactMap(\.self)
    let places = Places(
      values: try output.map { try OutputPlace($0, kind: .array, sparing: inputs) },
      derivatives: try derivative.map {
        try OutputPlace($0, kind: .array, sparing: inputs + [output].compactMap(\.self))
      })
    let activation = try pluginOptions.registry().activation(named: name)
    let format = precision.format
    let used =
      try input.map { try NumpyFile.precision(of: $0) }
      ?? (format == .float64 ? .float64 : .float32)
    let settings = try settingOptions.values(for: [activation], in: used)[0]
    if let input {
      switch used {
      case .float32: try evaluateArray(Float.self, input, activation, settings, to: places)
      case .float64: try evaluateArray(Double.self, input, activation, settings, to: places)
      }
    } else {
      switch format {
      case .float32: try evaluateNumbers(Float.self, activation, settings)
      case .float64: try evaluateNumbers(Double.self, activation, settings)
      case .float16, .bfloat16:
        let (numbers, gate) = try operands(x.map { format.rounded($0.value) }, activation)
        let evaluation = try HalfEvaluation(activation, format, settings, x: numbers, gate: gate)
        try IsolatedPlugins.check()
        try write(evaluation)
      }
    }
  }

  /// The numbers, and of a gated activation the gates after them.
  private func operands<Number>(
    _ numbers: [Number], _ activation: PluginActivation
  ) throws -> (x: [Number], gate: [Number]?) {
    guard activation.form == .gated else { return (numbers, nil) }
    guard numbers.count.isMultiple(of: 2) else {
      throw ValidationError("\(activation.name) is gated: give as many gates after the numbers.")
    }
    let half = numbers.count / 2
    return (Array(numbers[..<half]), Array(numbers[half...]))
  }

  private func write(_ evaluation: HalfEvaluation) throws {
    switch outputFormat.format {
    case .json: try StandardOutput.line(evaluation.json())
    case .text: try StandardOutput.write(evaluation.text)
    }
  }

  private func evaluateNumbers<Scalar: ActivationScalar>(
    _: Scalar.Type, _ activation: PluginActivation, _ settings: [String: Double]
  ) throws {
    let (numbers, gate) = try operands(x.map { $0.rounded(to: Scalar.self) }, activation)
    // A printed double is the function's own, to the last digit.
    let own = Scalar.precision == .float64 ? activation.withoutTables() : activation
    let evaluator = try ActivationEvaluator<Scalar>(
      own, columns: numbers.count, settings: settings)
    let evaluation = ActivationEvaluation(
      activation, evaluator, settings, x: numbers, gate: gate)
    try IsolatedPlugins.check()
    switch outputFormat.format {
    case .json: try StandardOutput.line(evaluation.json())
    case .text: try StandardOutput.write(evaluation.text)
    }
  }
}

extension EvalCommand {
  /// Where arrays are written.
  private struct Places {
    let values: OutputPlace?
    let derivatives: OutputPlace?
  }

  /// The formula that is to be evaluated, the kinks that go with it, and the values of what it names
  /// beside x.
  private func exactFormula() throws -> (text: String, kinks: String?, settings: [String: Double]) {
    var settings: [String: Double] = [:]
    let text: String
    var kinks: String?
    if let formula {
      text = formula
    } else {
      let activation = try pluginOptions.registry().find(name).activation
      guard let own = activation.text("formula") else {
        throw ValidationError("\(activation.name) states no formula.")
      }
      guard activation.form == .elementwise else {
        throw ValidationError("\(activation.name) has more than one input: use --formula.")
      }
      text = own
      kinks = activation.text("kinks")
      for input in ["u", "training"] { settings[input] = 0 }
      for parameter in activation.parameters { settings[parameter.name] = parameter.defaultValue }
    }
    for setting in settingOptions.settings {
      if formula == nil, settings[setting.name] == nil {
        throw ValidationError("There is no parameter '\(setting.name)'.")
      }
      settings[setting.name] = setting.value
    }
    // The parameters of a plugin's float functions are floats.
    if formula == nil, precision != .f64 { settings = settings.mapValues { Double(Float($0)) } }
    return (text, kinks, settings)
  }

  /// With a formula the first number stands where a name would.
  private var typedNumbers: [Real] {
    (formula == nil ? [] : [Real(argument: name)].compactMap(\.self)) + x
  }

  /// Says what is wrong with a formula in three lines, so that the caret stands under its place.
  private func parsing<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as FormulaError {
      StandardError.write("hillock: \(error)\n")
      throw ExitCode.failure
    }
  }

  private func evaluateExactlyInHalf() throws {
    let exact = try exactFormula()
    let numbers = typedNumbers.map { precision.format.rounded($0.value) }
    try write(
      parsing {
        try HalfEvaluation(
          exact.text, kinks: exact.kinks, precision.format, exact.settings, x: numbers)
      })
  }

  private func evaluateExactly<Scalar: ActivationScalar>(_: Scalar.Type) throws {
    let exact = try exactFormula()
    let evaluation = try parsing {
      try ExactEvaluation<Scalar>(
        exact.text, kinks: exact.kinks, settings: exact.settings,
        x: typedNumbers.map { $0.rounded(to: Scalar.self) })
    }
    switch outputFormat.format {
    case .json: try StandardOutput.line(evaluation.json())
    case .text: try StandardOutput.write(evaluation.text)
    }
  }

  private func evaluateArray<Scalar: ActivationScalar>(
    _: Scalar.Type, _ input: String, _ activation: PluginActivation, _ settings: [String: Double],
    to places: Places
  ) throws {
    let array = try NumpyFile.read(input, as: Scalar.self)
    let (x, gates) = try operands(array, from: input, activation)
    // Without axes an array is one number, which is a row of one.
    let columns = max(x.shape.last ?? 1, 1)
    let evaluator = try ActivationEvaluator<Scalar>(
      activation, columns: columns, settings: settings)
    if let output = places.values {
      let values = evaluator.values(x.values, gate: gates)
      try write(values, shape: x.shape, to: output)
    }
    guard let derivative = places.derivatives else { return }
    if let derivatives = evaluator.derivatives(x.values, gate: gates) {
      try write(derivatives, shape: x.shape, to: derivative)
    } else {
      let shape = (x.shape.isEmpty ? [1] : x.shape) + [columns]
      try write(evaluator.jacobians(x.values), shape: shape, to: derivative)
    }
  }

  private func write<Scalar: ActivationScalar>(
    _ values: [Scalar], shape: [Int], to place: OutputPlace
  ) throws {
    try IsolatedPlugins.check()
    try NumpyArray(shape: shape, values: values).write(to: place)
  }

  /// x, and for a gated activation the gate: a file of its own, or the second half of each row.
  private func operands<Scalar: ActivationScalar>(
    _ array: NumpyArray<Scalar>, from input: String, _ activation: PluginActivation
  ) throws -> (x: NumpyArray<Scalar>, gate: [Scalar]?) {
    guard activation.form == .gated else {
      if gate != nil {
        throw ValidationError("\(activation.name) has no gate: --gate makes no sense with it.")
      }
      return (array, nil)
    }
    if let gate {
      let gates = try NumpyFile.read(gate, as: Scalar.self)
      guard gates.shape == array.shape else {
        throw DataError(
          .mismatch, file: gate, expected: "the shape of \(input), \(array.shape)",
          found: "\(gates.shape)")
      }
      return (array, gates.values)
    }
    guard let width = array.shape.last, width.isMultiple(of: 2) else {
      throw DataError(
        .mismatch, file: input,
        expected: "an even last axis, x and gate in two halves (or --gate)",
        found: "\(array.shape)")
    }
    let half = width / 2
    var (x, gates): ([Scalar], [Scalar]) = ([], [])
    for start in stride(from: 0, to: array.values.count, by: max(width, 1)) {
      x += array.values[start..<start + half]
      gates += array.values[start + half..<start + width]
    }
    return (NumpyArray(shape: array.shape.dropLast() + [half], values: x), gates)
  }
}

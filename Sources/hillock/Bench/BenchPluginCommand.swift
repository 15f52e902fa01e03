import ActivationHost
import Activations
import ArgumentParser
import Glibc
import NeuralNetwork

/// `hillock bench plugin`: what it costs that an activation is a plugin.
struct BenchPluginCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plugin",
    abstract: "Measure the price of a plugin: its calls beside direct ones of the same functions.",
    discussion: """
      DIRECT calls the function by its address, as a program that is linked with it does. HOST goes \
      through what a network calls, and LIBFFI through the path for uncommon prototypes. The scalar \
      rows loop over the scalar form: directly, and as the host does for a plugin without arrays. \
      The best of many alternating runs, float32.

      EXAMPLES:
        hillock bench plugin relu
        hillock bench plugin gelu --format json
      """)

  @Argument(
    help: "An elementwise activation without parameters, with float functions.",
    completion: .activationNames)
  var name: String

  @OptionGroup var pluginOptions: PluginOptions
  @OptionGroup var outputFormat: FormatOption

  func validate() throws {
    if pluginOptions.isolate {
      throw ValidationError("Calls are measured in this process: --isolate has no meaning here.")
    }
  }

  func run() throws {
    let (library, description) = try pluginOptions.registry().admit(name)
    let report = try PluginPrice(library, description)
    switch outputFormat.format {
    case .json: try StandardOutput.line(report.json())
    case .text: try StandardOutput.write(report.text)
    }
  }
}

/// The functions of an activation by their addresses.
private struct DirectFunctions {
  typealias ValueArray =
    @convention(c) (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  typealias Value = @convention(c) (Float) -> Float

  let valueArray: ValueArray
  let value: Value

  init(_ library: LibraryDescription, _ activation: ActivationDescription) throws {
    // It is loaded already: this only finds it again.
    let loaded = try PluginLibrary.load(library)
    func address(_ role: FunctionRole, _ arguments: [String]) throws -> UnsafeMutableRawPointer {
      guard let function = activation.function(role, .float32),
        function.prototype.arguments.map(\.name) == arguments,
        let address = try? loaded.address(of: function.prototype.symbol)
      else {
        throw ValidationError(
          "\(activation.name) has no float form with the arguments "
            + "\(arguments.joined(separator: ", ")), which this compares.")
      }
      return address
    }
    // The prototypes have just been checked, and their types with them when the file was read.
    valueArray = unsafeBitCast(
      try address(.valueArray, ["x", "y", "n"]), to: ValueArray.self)
    value = unsafeBitCast(try address(.value, ["x"]), to: Value.self)
  }
}

/// What `bench plugin` prints.
struct PluginPrice: Encodable {
  /// One function over so many elements.
  struct Row: Encodable {
    let form: String
    let elements: Int
    let directNanoseconds: Double
    let hostNanoseconds: Double
    let libffiNanoseconds: Double

    enum CodingKeys: String, CodingKey {
      case form, elements
      case directNanoseconds = "direct_ns"
      case hostNanoseconds = "host_ns"
      case libffiNanoseconds = "libffi_ns"
    }
  }

  let activation: String
  private(set) var rows: [Row] = []

  init(_ library: LibraryDescription, _ description: ActivationDescription) throws {
    activation = description.name
    var scalarOnly = description
    scalarOnly.functions = description.functions.filter {
      $0.role == .value || $0.role == .derivative
    }
    func kernel(
      _ description: ActivationDescription, _ path: CallPath
    ) throws -> ActivationKernels<Float>.Value {
      let activation = try PluginActivation(
        library: library, activation: description, callPath: path)
      return try activation.kernels(Float.self, layout: ParameterLayout([])).value
    }
    let array = (host: try kernel(description, .fastest), ffi: try kernel(description, .libffi))
    let scalar = (host: try kernel(scalarOnly, .fastest), ffi: try kernel(scalarOnly, .libffi))
    let direct = try DirectFunctions(library, description)

    let most = 65536
    let x = UnsafeMutablePointer<Float>.allocate(capacity: most)
    let y = UnsafeMutablePointer<Float>.allocate(capacity: most)
    defer {
      x.deallocate()
      y.deallocate()
    }
    for index in 0..<most { x[index] = Float(index % 801 - 400) / 100 }
    func through(_ kernel: @escaping ActivationKernels<Float>.Value, _ count: Int) -> () -> Void {
      { kernel(ActivationInputs(rows: 1, columns: count, x: UnsafePointer(x)), y) }
    }
    for elements in [64, 1024, 4096, most] {
      let times = bestNanoseconds([
        { direct.valueArray(UnsafePointer(x), y, elements) },
        through(array.host, elements), through(array.ffi, elements),
      ])
      rows.append(Row(form: "array", elements: elements, times))
    }
    for elements in [64, 4096] {
      let times = bestNanoseconds([
        { for index in 0..<elements { y[index] = direct.value(x[index]) } },
        through(scalar.host, elements), through(scalar.ffi, elements),
      ])
      rows.append(Row(form: "scalar", elements: elements, times))
    }
  }

  var text: String {
    var table = TextTable([
      (activation.uppercased(), .left), ("ELEMENTS", .right), ("DIRECT", .right), ("HOST", .right),
      ("× DIRECT", .right), ("LIBFFI", .right), ("× DIRECT", .right),
    ])
    for row in rows {
      table.append([
        row.form, "\(row.elements)", duration(row.directNanoseconds / 1000),
        duration(row.hostNanoseconds / 1000), rounded(row.hostNanoseconds / row.directNanoseconds),
        duration(row.libffiNanoseconds / 1000),
        rounded(row.libffiNanoseconds / row.directNanoseconds),
      ])
    }
    return table.text()
  }
}

extension PluginPrice.Row {
  fileprivate init(form: String, elements: Int, _ times: [Double]) {
    self.init(
      form: form, elements: elements, directNanoseconds: times[0], hostNanoseconds: times[1],
      libffiNanoseconds: times[2])
  }
}

/// The nanoseconds of one call of each, the best of many runs that take turns, so that a drift of the
/// machine's speed meets all alike.
private func bestNanoseconds(_ calls: [() -> Void]) -> [Double] {
  let clock = ContinuousClock()
  func time(_ call: () -> Void, _ repeats: Int) -> Double {
    let elapsed = clock.measure { for _ in 0..<repeats { call() } }
    return Double(elapsed.components.attoseconds) * 1e-9 / Double(repeats)
  }
  var repeats = 1
  while time(calls[0], repeats) * Double(repeats) < 20_000 { repeats *= 2 }
  var best = calls.map { _ in Double.infinity }
  for _ in 0..<400 {
    for (index, call) in calls.enumerated() { best[index] = min(best[index], time(call, repeats)) }
  }
  return best
}

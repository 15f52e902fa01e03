import ActivationHost
import Authoring
import Conformance
import FoundationEssentials

/// What a source that was just written reaches: built in a place of its own and held to its formula.
struct PluginMeasurement {
  /// The errors; nil where the source did not come so far.
  let errors: MeasuredErrors
  /// Records that the code does not keep bit for bit.
  let dropped: Set<String>
  /// The array forms that no table takes the place of.
  let arrays: FloatArrays

  /// - Throws: where it does not compile, or cannot be checked.
  init(
    _ design: Design, language: PluginLanguage, level: ConformanceLevel, in place: String,
    progress: NewProgress
  ) throws {
    let name = design.definition.name
    progress.show("building")
    // Not where the plugin itself is built: what was loaded stays what it was.
    let place = "\(place)/measured"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try Self.write(
      PluginFolder(PluginSource(design), language: language).files, of: name, into: place)
    let library = try Self.build("\(place)/\(name).\(language.fileExtension)", into: place)
    var options = ConformanceOptions()
    options.level = level
    options.only = [
      "value", "value-zero", "derivative", "partials", "parameters", "monotonic", "symmetry",
      "tabulated",
    ]
    func measure(_ part: String = "") throws -> [CheckResult] {
      var count = 0
      return try Self.results(library, options) { result in
        count += 1
        progress.show("measuring\(part), \(count) of \(options.only.count) done: \(result.check)")
      }
    }
    progress.show("measuring")
    let results = try measure()
    // A table that is off at some float is none to leave the arrays to.
    let isOff = results.contains { $0.check == "tabulated" && $0.status.isFailure }
    arrays = isOff ? .all : try Self.arrays(library)
    dropped = Set(
      results.filter { ["monotonic", "symmetry"].contains($0.check) && $0.status.isFailure }
        .map(\.check))
    var worst = results.filter { $0.check != "tabulated" }.flatMap(\.worst)
    let isSettled = design.definition.parameters.isEmpty
    if !isSettled {
      // A promise holds whatever the parameters are: other settings over their intervals.
      options.only = ["parameters"]
      for seed in 2...5 as ClosedRange<UInt64> {
        options.seed = seed
        worst += try measure(" at other settings, \(seed - 1) of 4").flatMap(\.worst)
      }
    }
    func bound(isDerivative: Bool, isFloat: Bool) -> Int? {
      let errors = worst.filter {
        let role = $0.function.dropFirst(name.count + 1)
        // A gradient's product with dy is rounded too: that is none of the derivative's errors.
        return !role.hasPrefix("gradient") && role.hasPrefix("value") != isDerivative
          && Self.isFloat(role) == isFloat
      }
      let hidden = design.sampledError(isDerivative: isDerivative, isFloat: isFloat)
      let isExhaustive = isFloat && isSettled && level == .exhaustive
      return Self.promise(max(errors.map(\.ulp).max() ?? 0, hidden), isExhaustive: isExhaustive)
    }
    let points = worst.map(\.points).reduce(0, +)
    errors = MeasuredErrors(
      value: (
        bound(isDerivative: false, isFloat: true), bound(isDerivative: false, isFloat: false)
      ),
      derivative: (
        bound(isDerivative: true, isFloat: true), bound(isDerivative: true, isFloat: false)
      ),
      basis: "the largest of \(points) samples and next to roots, rounded up"
        + (isSettled ? "" : "; at settings over the parameters' intervals, their ends among them"))
  }

  private static func arrays(_ library: String) throws -> FloatArrays {
    let library = try LibraryDescription(path: library, image: ElfImage.read(path: library))
    guard let description = library.activations.first else { return .all }
    let activation = try PluginActivation(
      library: library, activation: description, usesTables: true)
    guard let forms = activation.computedForms() else { return .all }
    switch (forms.value, forms.gradient) {
    case (.table, .table): return .none
    case (.table, .function): return .gradients
    case (.function, _): return .all
    }
  }

  private static func results(
    _ library: String, _ options: ConformanceOptions, _ progress: (CheckResult) -> Void
  ) throws -> [CheckResult] {
    let outcome = Conformance.check(path: library, options: options) { progress($1) }
    guard case .checked(let reports) = outcome, let report = reports.first else {
      throw AuthoringError("\(library): what was written cannot be checked")
    }
    return report.results
  }

  /// Writes what is compiled of a plugin's files.
  static func write(
    _ files: [(name: String, text: String)], of name: String, into directory: String
  ) throws {
    for file in files where file.name.hasPrefix("\(name).") {
      try Data(file.text.utf8).write(to: URL(filePath: "\(directory)/\(file.name)"))
    }
  }

  /// Builds one source; a failure shows what the compiler said.
  @discardableResult
  static func build(_ source: String, into directory: String) throws -> String {
    let product = try PluginBuilder(into: directory).build([source])[0]
    guard product.succeeded else {
      StandardError.write(product.diagnostics)
      if let objection = product.objection { StandardError.line("hillock: \(objection)") }
      throw BuildFailure(sources: [source])
    }
    return product.library
  }

  private static func isFloat(_ role: Substring) -> Bool {
    role.hasSuffix("_arrayf") || ["valuef", "derivativef"].contains(role)
      || (role.hasPrefix("derivative_") && role.hasSuffix("f"))
  }

  /// A whole number that the error stays under, with a margin where there are inputs that were not
  /// tried; or nothing: beyond 64 it is a root that decides, and no number would hold.
  private static func promise(_ error: Double, isExhaustive: Bool) -> Int? {
    // Rounded once, a result is off by half a unit, and by little more; that is no fluke.
    if error <= (isExhaustive ? 1 : 0.75) { return 1 }
    let bound = (isExhaustive ? error : error * 1.5).rounded(.up)
    return bound <= 64 ? Int(bound) : nil
  }
}

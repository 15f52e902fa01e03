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

  /// - Throws: where it does not compile, or cannot be checked.
  init(_ design: Design, language: PluginLanguage, level: ConformanceLevel) throws {
    let place = FileManager.default.temporaryDirectory
      .appending(path: "hillock-new-\(ProcessInfo.processInfo.processIdentifier)").path
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: place) }
    let name = design.definition.name
    let source = "\(place)/\(name).\(language.fileExtension)"
    try Data(PluginSource(design).text.utf8).write(to: URL(filePath: source))
    let library = try Self.build(source, into: place)
    var options = ConformanceOptions()
    options.level = level
    options.only = [
      "value", "value-zero", "derivative", "partials", "parameters", "monotonic", "symmetry",
    ]
    guard case .checked(let reports) = Conformance.check(path: library, options: options),
      let report = reports.first
    else { throw AuthoringError("\(name): what was written cannot be checked") }
    dropped = Set(
      report.results.filter { ["monotonic", "symmetry"].contains($0.check) && $0.status.isFailure }
        .map(\.check))
    let worst = report.results.flatMap(\.worst)
    func bound(_ isDerivative: Bool, _ isFloat: Bool) -> Int? {
      let errors = worst.filter {
        let role = $0.function.dropFirst(name.count + 1)
        let isValue = role.hasPrefix("value")
        return isValue != isDerivative && Self.isFloat(role) == isFloat
      }
      return Self.promise(errors.map(\.ulp).max() ?? 0)
    }
    let points = worst.map(\.points).reduce(0, +)
    errors = MeasuredErrors(
      value: (bound(false, true), bound(false, false)),
      derivative: (bound(true, true), bound(true, false)),
      basis: "the largest of \(points) samples, rounded up")
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

  /// A whole number that the error stays under with a margin, or nothing: beyond a thousand it is
  /// a root between the samples that decides, and no number would hold.
  private static func promise(_ error: Double) -> Int? {
    if error <= 1 { return 1 }
    let bound = (error * 1.5).rounded(.up)
    return bound <= 64 ? Int(bound) : nil
  }
}

import ActivationHost

/// What was found about one activation.
public struct PluginReport: Sendable, Codable {
  /// The library's absolute path.
  public var path: String
  /// The activation's name; the file's, where the library could not be read.
  public var activation: String
  /// Its version, if it states one.
  public var version: String?
  /// SHA-256 of the file.
  public var sha256: String?
  /// How thoroughly it was checked.
  public var level: ConformanceLevel
  /// The part of the floats that an exhaustive run covered; nil for all of them.
  public var shard: ConformanceShard?
  /// What the random points came from.
  public var seed: UInt64
  /// One result a check.
  public var results: [CheckResult]
  /// How long all of it took.
  public var seconds: Double
  /// The errors to draw, where ``ConformanceOptions/wantsErrorCurves`` asked for them. No part of
  /// the JSON form.
  public var errorCurves: [ErrorCurve] = []

  private enum CodingKeys: String, CodingKey {
    case path, activation, version, sha256, level, shard, seed, results, seconds
  }

  /// A report from its parts.
  public init(
    path: String, activation: String, version: String? = nil, sha256: String? = nil,
    level: ConformanceLevel, shard: ConformanceShard? = nil, seed: UInt64, results: [CheckResult],
    seconds: Double
  ) {
    self.path = path
    self.activation = activation
    self.version = version
    self.sha256 = sha256
    self.level = level
    self.shard = shard
    self.seed = seed
    self.results = results
    self.seconds = seconds
  }

  /// Whether it conforms.
  ///
  /// - Parameter strict: whether a warning is as bad as a failure.
  public func conforms(strict: Bool) -> Bool {
    !results.contains { $0.isFailure(strict: strict) } && isChecked
  }

  /// Whether it conforms, and there is nothing to warn of.
  public var isUnremarkable: Bool { isChecked && !results.contains(where: \.isRemarkable) }

  /// Whether any check came to more than being skipped.
  public var isChecked: Bool { results.contains { $0.status != .skipped } }

  /// How many results have this status.
  public func count(_ status: CheckStatus) -> Int { results.count { $0.status == status } }
}

/// A path that led to nothing that could be checked.
public struct RefusedPath: Sendable, Codable {
  /// The path or name, as it was given or found.
  public var path: String
  /// Why it was passed over.
  public var reason: String

  /// A path and a reason.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// What a run of `hillock conform` found: the model that all reports are written from.
public struct ConformanceReport: Sendable, Codable {
  /// The name and version of the JSON form.
  public var schema = "hillock-conformance/1"
  /// The version of the tool.
  public var tool: String
  /// Whether warnings count as failures.
  public var strict: Bool
  /// One report an activation.
  public var plugins: [PluginReport]
  /// What could not be checked.
  public var refused: [RefusedPath]
  /// Where the tool itself failed; nothing can be concluded then.
  public var trouble: [String]

  /// The version of this tool.
  public static let toolVersion = "1.0.0"

  /// A report from its parts.
  public init(
    tool: String = "hillock \(toolVersion)", strict: Bool, plugins: [PluginReport] = [],
    refused: [RefusedPath] = [],
    trouble: [String] = []
  ) {
    self.tool = tool
    self.strict = strict
    self.plugins = plugins
    self.refused = refused
    self.trouble = trouble
  }

  /// 0 where every plugin conforms; 1 where one does not, or where one of several files was refused; 2
  /// where nothing was checked, or where the tool failed.
  public var exitStatus: Int32 {
    if plugins.contains(where: { $0.isChecked && !$0.conforms(strict: strict) }) { return 1 }
    if !trouble.isEmpty || plugins.isEmpty || plugins.contains(where: { !$0.isChecked }) {
      return 2
    }
    return refused.isEmpty ? 0 : 1
  }
}

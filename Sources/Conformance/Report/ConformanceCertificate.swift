import ActivationHost
import FoundationEssentials

/// What a run established about one activation of one file, to be kept and looked up by the file's
/// hash.
public struct ConformanceCertificate: Sendable, Codable {
  /// The activation's name.
  public var activation: String
  /// Its version, if it states one.
  public var version: String?
  /// SHA-256 of the library that was checked, and of no other.
  public var sha256: String
  /// The tool that checked it.
  public var tool: String
  /// How thoroughly.
  public var level: ConformanceLevel
  /// Whether it conforms, warnings allowed.
  public var conforms: Bool
  /// Whether it conforms with warnings taken for failures.
  public var conformsStrictly: Bool
  /// What each check came to.
  public var checks: [String: CheckStatus]
  /// The measured errors, by check.
  public var worst: [String: [WorstError]]
  /// SHA-256 of all the above, so that damage and a changed word are seen. It is no signature:
  /// whoever writes a certificate may write its digest.
  public private(set) var digest: String

  /// The names in JSON: stable, whatever an encoder does to others.
  private enum CodingKeys: String, CodingKey {
    case activation, version, sha256, tool, level, conforms, checks, worst, digest
    case conformsStrictly = "conforms_strictly"
  }

  /// The certificate of a report; nil where the file could not be read, or where checks were left
  /// out, so that nothing was established as a whole.
  init?(_ plugin: PluginReport, tool: String) {
    guard let sha256 = plugin.sha256, plugin.results.map(\.check) == Check.all.map(\.id) else {
      return nil
    }
    activation = plugin.activation
    version = plugin.version
    self.sha256 = sha256
    self.tool = tool
    // A part of the floats is more than a sample of them, and not all.
    level = plugin.shard == nil ? plugin.level : .standard
    conforms = plugin.conforms(strict: false)
    conformsStrictly = plugin.conforms(strict: true)
    checks = Dictionary(plugin.results.map { ($0.check, $0.status) }) { $1 }
    worst = Dictionary(plugin.results.filter { !$0.worst.isEmpty }.map { ($0.check, $0.worst) }) {
      $1
    }
    digest = ""
    digest = contentDigest
  }
}

extension ConformanceCertificate {
  /// The digest of what it says, as lines of text, with each number's bits.
  private var contentDigest: String {
    var lines = [activation, version ?? "", sha256, tool, level.rawValue]
    lines += ["\(conforms)", "\(conformsStrictly)"]
    lines += checks.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.rawValue)" }
    for (check, errors) in worst.sorted(by: { $0.key < $1.key }) {
      lines += errors.map {
        "\(check) \($0.function) \($0.ulp.bitPattern) \($0.points) \($0.input)"
      }
    }
    return RegularFile.sha256(Array(lines.joined(separator: "\n").utf8))
  }

  /// What it says against itself; nil where nothing.
  var contradiction: String? {
    let hasFailure = checks.values.contains(where: \.isFailure)
    if checks.isEmpty { return "names no check" }
    if conforms, hasFailure { return "conforms although a check has failed" }
    if !conforms, !hasFailure { return "does not conform although no check has failed" }
    if conformsStrictly, !conforms || checks.values.contains(.warning) {
      return "conforms strictly although a check has warned or failed"
    }
    if sha256.count != 64 || !sha256.allSatisfy(\.isHexDigit) { return "names no file" }
    if digest != contentDigest { return "was changed after it was written" }
    return nil
  }
}

/// A file of certificates. One called ``fileName`` beside plugins is where they are looked up.
public struct ConformanceCertificates: Sendable, Codable {
  /// The name and version of the form.
  public var schema = "hillock-certificates/2"
  /// One an activation.
  public var certificates: [ConformanceCertificate]

  /// What every file of certificates holds.
  public static let mark = "hillock-certificates/"
  /// A larger file is none of these.
  private static let largestFile = 64 << 20

  /// The file that is looked for in a plugin's directory.
  public static let fileName = "certificates.json"

  /// The certificates of all activations that a report says anything of as a whole.
  public init(_ report: ConformanceReport) {
    certificates = report.plugins.compactMap { ConformanceCertificate($0, tool: report.tool) }
  }

  /// Reads a file; none where there is none.
  ///
  /// - Throws: `HostError` where it cannot be read, is no file of certificates, or where one of them
  ///   contradicts itself: damaged or forged, it certifies nothing.
  public init(contentsOf path: String) throws(HostError) {
    let bytes: [UInt8]
    do { bytes = try RegularFile.contents(of: path, limit: Self.largestFile) } catch {
      guard !FileManager.default.fileExists(atPath: path) else { throw error }
      certificates = []
      return
    }
    certificates = []
    // An empty file has been made ready for it.
    if bytes.isEmpty { return }
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
      read.schema.hasPrefix(Self.mark)
    else {
      throw HostError(
        .notReadable, "cannot be read", file: path, expected: "certificates of this conform",
        found: "those of an earlier one, other text, or less than one")
    }
    for certificate in read.certificates {
      guard let contradiction = certificate.contradiction else { continue }
      throw HostError(
        .notReadable, "certifies nothing", file: path,
        expected: "certificates that agree with themselves",
        found: "one of \(certificate.activation) that \(contradiction)")
    }
    certificates = read.certificates
  }

  /// These certificates and those of `earlier`.
  ///
  /// What is certified of the same activation of the same file anew takes the place of what was,
  /// unless both conform and the earlier was more thorough.
  public func added(to earlier: ConformanceCertificates) -> ConformanceCertificates {
    var merged = self
    merged.certificates = earlier.certificates
    for new in certificates {
      let place = merged.certificates.firstIndex {
        $0.sha256 == new.sha256 && $0.activation == new.activation
      }
      guard let place else {
        merged.certificates.append(new)
        continue
      }
      let old = merged.certificates[place]
      if !(old.conforms && new.conforms && old.level > new.level) {
        merged.certificates[place] = new
      }
    }
    return merged
  }

  /// The certificates beside the library at `path`.
  ///
  /// - Throws: as ``init(contentsOf:)``.
  public init(beside path: String) throws(HostError) {
    let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    try self.init(contentsOf: directory.joined(separator: "/") + "/" + Self.fileName)
  }

  /// The best level at which this very file's activation is certified to conform; nil where at
  /// none.
  public func level(sha256: String, activation: String) -> ConformanceLevel? {
    certificates.filter { $0.sha256 == sha256 && $0.activation == activation && $0.conforms }
      .map(\.level).max()
  }
}

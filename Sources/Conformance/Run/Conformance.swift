import ActivationHost
import FileNames
import Glibc

/// Holds plugins to the interface, and to what they say of themselves.
///
/// No plugin is ever loaded into the calling process: probes are, which are the same program
/// started anew (see ``ConformanceOptions/executable`` and ``serveProbe()``).
public enum Conformance {
  /// Whether this process was started as a probe: nothing in its command line, environment or name
  /// says so, lest a plugin behave while it is examined.
  public static var isProbe: Bool { Probe.isWanted }

  /// Turns this process into a probe; what the program does first of all where ``isProbe`` holds.
  public static func serveProbe() -> Never { Probe.serve() }

  /// What came of one file.
  public enum Outcome: Sendable {
    /// One report an activation.
    case checked([PluginReport])
    /// It is no plugin, and nothing was checked.
    case refused(RefusedPath)
    /// The tool failed.
    case trouble(String)
    /// ``ConformanceOptions/progress`` said to stop, and nothing was concluded.
    case stopped
  }

  /// Checks the activations of the library at `path`.
  ///
  /// - Parameters:
  ///   - path: a library file.
  ///   - activation: the only one to check; nil for all of them.
  ///   - options: what to check, and how.
  ///   - report: told of each result as it comes.
  public static func check(
    path: String, activation: String? = nil, options: ConformanceOptions,
    report: (_ activation: String, CheckResult) -> Void = { _, _ in }
  ) -> Outcome {
    let image: ElfImage
    do throws(HostError) {
      image = try ElfImage.read(path: path)
    } catch {
      let isNothing: [HostError.Code] = [.notReadable, .notALibrary]
      if isNothing.contains(error.code) {
        return .refused(RefusedPath(path: path, reason: error.description))
      }
      return .checked([unreadable(path, "elf-readable", error, options, report)])
    }
    let library: LibraryDescription
    do throws(HostError) {
      library = try LibraryDescription(path: absolute(path), image: image)
    } catch {
      let error = error.within(file: path)
      if error.code == .notAPlugin {
        return .refused(RefusedPath(path: path, reason: error.description))
      }
      return .checked([unreadable(path, "metadata", error, options, report)])
    }
    let chosen = library.activations.filter { activation == nil || $0.name == activation }
    var reports: [PluginReport] = []
    for description in chosen {
      let subject = Subject(library: library, image: image, activation: description)
      do throws(ProbeFailure) {
        reports.append(
          try ConformanceRun(subject, options).run { report(description.name, $0) })
      } catch {
        if case .stopped = error.kind { return .stopped }
        return .trouble("\(path): \(error.description)")
      }
    }
    if reports.isEmpty {
      return .refused(
        RefusedPath(path: path, reason: "\(path): has no activation '\(activation ?? "")'"))
    }
    return .checked(reports)
  }

  private static func absolute(_ path: String) -> String {
    guard let resolved = realpath(path.fileName, nil) else { return path }
    defer { free(resolved) }
    return String(fileName: resolved)
  }

  /// A library whose description cannot be read: one check fails, and nothing else can be looked at.
  private static func unreadable(
    _ path: String, _ failing: String, _ error: HostError, _ options: ConformanceOptions,
    _ report: (String, CheckResult) -> Void
  ) -> PluginReport {
    let name = (path.split(separator: "/").last.map(String.init) ?? path)
    let stem = name.hasSuffix(".so") ? String(name.dropLast(3)) : name
    let position = Check.all.firstIndex { $0.id == failing } ?? 0
    let diagnosis = Diagnosis(unreadable: error, name)
    let results = Check.all.enumerated().filter { options.includes($0.element) }.map {
      index, check in
      CheckResult(
        check: check.id, group: check.group.rawValue,
        status: index == position ? .fail : index < position ? .pass : .skipped,
        message: index == position
          ? error.description : index < position ? "" : "\(failing) has failed",
        evidence: [], worst: [], because: index == position ? diagnosis.because : nil,
        remedy: index == position ? diagnosis.remedy : nil, seconds: 0)
    }
    for result in results { report(stem, result) }
    return PluginReport(
      path: path, activation: error.activation ?? stem, level: options.level, seed: options.seed,
      results: results, seconds: 0)
  }
}

/// All checks of one activation, in order.
struct ConformanceRun {
  private let examination: Examination
  private let subject: Subject
  private let options: ConformanceOptions

  init(_ subject: Subject, _ options: ConformanceOptions) {
    self.subject = subject
    self.options = options
    examination = Examination(subject, options)
  }

  /// Checks that must not have failed for the later ones to mean anything.
  private static let foundations = ["elf-needs", "loads", "prototype-probe"]

  func run(_ show: (CheckResult) -> Void) throws(ProbeFailure) -> PluginReport {
    let clock = ContinuousClock()
    let beginning = clock.now
    var results: [CheckResult] = []
    for check in Check.all where options.includes(check) {
      let start = clock.now
      let finding: Finding
      let broken = Self.foundations.first { examination.findings[$0]?.isFailure == true }
      if let broken, check.group != .file {
        finding = .skipped("\(broken) has failed")
      } else {
        finding = try run(check)
      }
      examination.findings[check.id] = finding.status
      let result = CheckResult(
        check: check.id, group: check.group.rawValue, status: finding.status,
        message: finding.message, evidence: finding.evidence, worst: finding.worst,
        asked: finding.asked, judged: finding.judged, omitted: finding.omitted,
        because: finding.because, remedy: finding.remedy,
        seconds: (clock.now - start) / .seconds(1))
      results.append(result)
      show(result)
    }
    var report = PluginReport(
      path: subject.library.path, activation: subject.activation.name,
      version: subject.activation.text("version"), sha256: subject.library.sha256,
      level: options.level, shard: options.shard.count > 1 ? options.shard : nil,
      seed: options.seed, results: results,
      seconds: (clock.now - beginning) / .seconds(1))
    if options.wantsErrorCurves, !examination.findings.values.contains(where: \.isEnding) {
      report.errorCurves = try examination.errorCurves()
    }
    return report
  }

  /// Runs a check; what the plugin did to its process becomes the outcome, what the tool could not
  /// do is thrown.
  private func run(_ check: Check) throws(ProbeFailure) -> Finding {
    do throws(ProbeFailure) {
      return try check.run(examination)
    } catch {
      examination.dropProbes()
      let status: CheckStatus
      switch error.kind {
      case .trouble, .stopped: throw error
      case .hungBefore: return .skipped(error.description)
      case .timeout: status = .timeout
      default: status = .crash
      }
      var finding = Finding(
        status: status, message: error.description,
        evidence: [
          Evidence(
            function: error.function, input: error.input, expected: "a result",
            got: error.description, reproduce: examination.command(check.id))
        ])
      finding.explain(Diagnosis(error))
      return finding
    }
  }
}

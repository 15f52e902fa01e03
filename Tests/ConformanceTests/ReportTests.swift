import ActivationHost
import Conformance
import Foundation
import Testing

/// One model, three writers, and an exit status that cannot disagree with them.
@Suite struct ReportTests {
  private func report(_ statuses: [CheckStatus], strict: Bool = false) -> ConformanceReport {
    let results = zip(Check.all, statuses).map { check, status in
      CheckResult(
        check: check.id, group: check.group.rawValue, status: status,
        message: "a <message> & \"more\" \u{1B}[31m", evidence: [], worst: [], seconds: 0.25)
    }
    return ConformanceReport(
      strict: strict,
      plugins: [
        PluginReport(
          path: "/p.so", activation: "p", level: .quick, seed: 1, results: results, seconds: 1)
      ])
  }

  @Test func exitStatus() {
    #expect(report([.pass, .skipped]).exitStatus == 0)
    #expect(report([.pass, .warning]).exitStatus == 0)
    #expect(report([.pass, .warning], strict: true).exitStatus == 1)
    for status in [CheckStatus.fail, .crash, .timeout] {
      #expect(report([.pass, status]).exitStatus == 1)
    }
    #expect(report([.skipped]).exitStatus == 2)
    #expect(ConformanceReport(strict: false).exitStatus == 2)
    var partly = report([.pass])
    partly.refused = [RefusedPath(path: "q.so", reason: "no plugin")]
    #expect(partly.exitStatus == 1)
    var troubled = report([.pass])
    troubled.trouble = ["no memory"]
    #expect(troubled.exitStatus == 2)
  }

  /// A place where nothing was compared is no pass, where that is asked for; and it is said.
  @Test func whatWasLeftOutFailsStrictly() {
    var report = report([.pass])
    report.plugins[0].results[0].asked = 10
    report.plugins[0].results[0].judged = 8
    report.plugins[0].results[0].omitted = ["no value": 2]
    #expect(report.exitStatus == 0)
    report.strict = true
    #expect(report.exitStatus == 1)
    let text = TextReport().line(report.plugins[0].results[0])
    #expect(text?.contains("2 of 10 not judged (2: no value)") == true)
    let conclusion = TextReport().conclusion(report.plugins[0], strict: true)
    #expect(conclusion.contains("not judged everywhere: \(report.plugins[0].results[0].check)"))
    #expect(conclusion.contains("p does not conform: 1 pass, 1 not judged everywhere"))
    #expect(!TextReport().conclusion(report.plugins[0], strict: false).contains("everywhere"))
  }

  /// What one says failed, so does the other.
  @Test func junitIsXML() throws {
    let text = report([.pass, .fail, .skipped, .warning]).junit()
    let parser = XMLCounter(Data(text.utf8))
    #expect(parser.isWellFormed)
    #expect(parser.counts["testcase"] == 4)
    #expect(parser.counts["failure"] == 1)
    #expect(parser.counts["skipped"] == 1)
    #expect(!text.contains("\u{1B}"))
  }

  @Test func jsonComesBack() throws {
    let before = report([.pass, .crash])
    let data = try JSONEncoder().encode(before)
    let after = try JSONDecoder().decode(ConformanceReport.self, from: data)
    #expect(after.schema == "hillock-conformance/1")
    #expect(after.plugins[0].results.map(\.status) == [.pass, .crash])
    #expect(after.exitStatus == before.exitStatus)
    // The schema is JSON itself, and names every status.
    let schema = try #require(
      JSONSerialization.jsonObject(with: Data(ConformanceReport.jsonSchema.utf8))
        as? [String: Any])
    #expect(schema["title"] as? String == after.schema)
    for status in CheckStatus.allCases {
      #expect(ConformanceReport.jsonSchema.contains("\"\(status.rawValue)\""))
    }
  }

  @Test func textIsForPeople() {
    let plugin = report([.pass, .fail]).plugins[0]
    let text = TextReport()
    #expect(text.line(plugin.results[1])?.contains("fail") == true)
    #expect(text.line(plugin.results[1])?.contains("\u{1B}") == false)
    let conclusion = text.conclusion(plugin, strict: false)
    #expect(conclusion.contains("p does not conform"))
    #expect(conclusion.contains(Check.all[1].remedy))
  }

  /// One line is enough of what conforms, and too little of what does not.
  @Test func whatConformsHasALine() {
    let sound = report([.pass, .skipped]).plugins[0]
    #expect(sound.isUnremarkable)
    let summary = TextReport().summary(sound)
    #expect(summary.contains("p conforms: 1 checks pass, 1 do not apply"), "\(summary)")
    #expect(!summary.contains("\n"))
    for status in [CheckStatus.fail, .warning, .crash, .timeout] {
      #expect(!report([.pass, status]).plugins[0].isUnremarkable)
    }
    #expect(!report([.skipped]).plugins[0].isUnremarkable)
  }

  @Test func namesAreUnique() {
    #expect(Set(Check.all.map(\.id)).count == Check.all.count)
    #expect(Check.all.count == 43)
    for check in Check.all { #expect(Check.named(check.id)?.summary == check.summary) }
  }
}

/// How often each element occurs in a document.
private final class XMLCounter {
  private(set) var counts: [String: Int] = [:]
  let isWellFormed: Bool

  init(_ data: Data) {
    // Enough of XML for what the writer writes: elements open and close in order.
    var open: [String] = []
    var isSound = true
    let text = String(decoding: data, as: UTF8.self)
    for part in text.split(separator: "<").dropFirst() {
      guard let tag = part.split(separator: ">", omittingEmptySubsequences: false).first else {
        isSound = false
        continue
      }
      let name = String(tag.drop { $0 == "/" || $0 == "?" }.prefix { $0.isLetter || $0 == "-" })
      if tag.hasPrefix("?") { continue }
      if tag.hasPrefix("/") {
        isSound = isSound && open.popLast() == name
      } else {
        counts[name, default: 0] += 1
        if !tag.hasSuffix("/") { open.append(name) }
      }
    }
    isWellFormed = isSound && open.isEmpty
  }
}

/// What was established is found again by the file's hash, and by nothing else.
@Suite struct CertificateTests {
  @Test func isFoundByHash() throws {
    let path = try PluginFixtures.compile("Correct/bare.c")
    let reports = try PluginFixtures.check(path)
    let report = ConformanceReport(strict: false, plugins: reports)
    let file = URL(filePath: path).deletingLastPathComponent()
      .appending(path: ConformanceCertificates.fileName)
    let encoder = JSONEncoder()
    // The command's JSON has its keys in this form; certificates must come back from it.
    encoder.keyEncodingStrategy = .convertToSnakeCase
    try encoder.encode(ConformanceCertificates(report)).write(to: file)
    let found = try ConformanceCertificates(beside: path)
    let sha256 = try #require(reports.first?.sha256)
    #expect(found.level(sha256: sha256, activation: "bare") == .quick)
    #expect(found.level(sha256: String(sha256.reversed()), activation: "bare") == nil)
    #expect(found.level(sha256: sha256, activation: "other") == nil)
  }

  /// A file that is damaged, or that contradicts itself, is refused, not passed over.
  @Test(arguments: [
    "", "{", #"{"schema": "hillock-certificates/2", "certificates": 7}"#,
    #"{"schema": "other/1", "certificates": []}"#,
  ])
  func damageIsRefused(_ text: String) throws {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "hillock-\(UUID().uuidString).json")
    try Data(text.utf8).write(to: file)
    // An empty file has been made ready.
    if text.isEmpty {
      #expect(try ConformanceCertificates(contentsOf: file.path).certificates.isEmpty)
    } else {
      #expect(throws: (any Error).self) { try ConformanceCertificates(contentsOf: file.path) }
    }
  }

  @Test func contradictionIsRefused() throws {
    let path = try PluginFixtures.compile("Correct/bare.c")
    let reports = try PluginFixtures.check(path)
    let sound = ConformanceCertificates(ConformanceReport(strict: false, plugins: reports))
    let file = URL(filePath: path).deletingLastPathComponent().appending(path: "own.json")
    try JSONEncoder().encode(sound).write(to: file)
    #expect(try ConformanceCertificates(contentsOf: file.path).certificates.count == 1)
    let changes: [(String, (inout ConformanceCertificate) -> Void)] = [
      ("conforms although a check has failed", { $0.checks["value"] = .fail }),
      ("was changed after it was written", { $0.level = .exhaustive }),
      ("was changed after it was written", { $0.checks["value"] = .pass }),
      ("was changed after it was written", { $0.version = "2.0.0" }),
    ]
    for (words, change) in changes {
      var forged = sound
      change(&forged.certificates[0])
      try JSONEncoder().encode(forged).write(to: file)
      let error = #expect(throws: HostError.self) {
        try ConformanceCertificates(contentsOf: file.path)
      }
      #expect("\(error, default: "")".contains(words))
    }
  }

  /// A run of some checks establishes nothing as a whole.
  @Test func needsAllChecks() throws {
    var options = PluginFixtures.options
    options.only = ["elf-hardening"]
    let reports = try PluginFixtures.check(try PluginFixtures.compile("Correct/bare.c"), options)
    let report = ConformanceReport(strict: false, plugins: reports)
    #expect(ConformanceCertificates(report).certificates.isEmpty)
  }
}

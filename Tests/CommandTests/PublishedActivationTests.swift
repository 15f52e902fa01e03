import Foundation
import Testing

/// Some of `Tests/published-activations.txt`, each made by one command; all with
/// `HILLOCK_PUBLISHED=all`.
@Suite struct PublishedActivationTests {
  struct Published: CustomStringConvertible, Sendable {
    var name: String
    var formula: String
    var parameters: [String]
    var description: String { name }
  }

  private static let all: [Published] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "published-activations.txt")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      return Published(
        name: fields[0], formula: fields[1],
        parameters: fields[2].split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) })
    }
  }()

  /// One a mechanism: a conjugate root, one fraction, a polynomial where 113 bits leave nothing,
  /// log1p of expm1, limits that parameters decide, what cancels beyond MPFR's range.
  private static let few: Set = [
    "pflu", "isrlu_3", "ssu", "slu", "erfact", "smu_1", "soft_clipping",
  ]

  static let chosen =
    ProcessInfo.processInfo.environment["HILLOCK_PUBLISHED"] == "all"
    ? all : all.filter { few.contains($0.name) }

  @Test func theListIsLong() {
    #expect(Self.all.count >= 40 && Set(Self.all.map(\.name)).count == Self.all.count)
    #expect(!Self.chosen.isEmpty)
  }

  @Test(arguments: chosen)
  func oneCommandMakesOneThatConforms(published: Published) throws {
    let workspace = try Workspace()
    let run = try CommandRun.hillock(
      ["new", published.name, "--formula", published.formula, "--level", "quick"]
        + published.parameters.flatMap { ["--parameter", $0] }, in: workspace)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    guard !published.parameters.contains(where: { $0.contains("learnable") }) else { return }
    let source = try String(
      contentsOfFile: workspace["\(published.name)/\(published.name).c"], encoding: .utf8)
    let promises = source.matches(
      of: /ACTIVATION_MAX_ULP(_DOUBLE)?\(\w+, (\d+|none), (\d+|none)\)/)
    #expect(promises.count == 2)
    for promise in promises {
      let most = promise.1 == nil ? 1 : 4
      #expect(Int(promise.2).map { $0 <= most } == true, "\(promise.0)")
      #expect(Int(promise.3).map { $0 <= most } == true, "\(promise.0)")
    }
  }
}

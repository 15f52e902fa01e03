import Foundation
import Testing

/// The commands of the manual, run as they stand.
@Suite struct ManualTests {
  /// The blocks of a text that are indented as code, without their indentation.
  private func blocks(_ name: String) throws -> [String] {
    let url = Fixtures.package.appending(path: name)
    var blocks: [[Substring]] = [[]]
    for line in try String(contentsOf: url, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      if line.hasPrefix("    ") {
        blocks[blocks.count - 1].append(line.dropFirst(4))
      } else {
        blocks.append([])
      }
    }
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
  }

  /// Blocks of commands, in one shell and one after another: what the first makes, the next use.
  @Test(arguments: [
    ("README.md", 4), ("Sources/Documentation.docc/Columns.md", 1),
    ("Sources/Documentation.docc/Comparing.md", 3),
    ("Sources/Documentation.docc/AuthorsGuide.md", 1),
  ])
  func commandsOfTheManualRun(_ name: String, _ expected: Int) throws {
    let workspace = try Workspace()
    let scripts = try blocks(name).filter {
      $0.hasPrefix("hillock ") || $0.hasPrefix("export ") || $0.hasPrefix("mkdir ")
    }
    #expect(scripts.count >= expected)
    let built = URL(filePath: CommandRun.executable).deletingLastPathComponent()
      .path(percentEncoded: false)
    let commands = scripts.joined(separator: "\n")
      .replacing("$PWD/.build/release", with: built)
      .replacing("/tmp/", with: workspace["tmp/"]).replacing("~/", with: workspace["tmp/"])
    let run = try workspace.shell(
      """
      set -e; mkdir tmp; cd '\(Fixtures.package.path(percentEncoded: false))'
      export PATH='\(built)':"$PATH" HILLOCK_PLUGIN_PATH='\(Fixtures.plugins)'
      \(commands)
      """)
    #expect(run.status == 0, "\(run.errors)")
  }

  /// What the README shows of a training is what it says.
  @Test func theReadmeShowsWhatIsSaid() throws {
    let block = try blocks("README.md").first { $0.hasPrefix("data  ") }
    let shown = try #require(block)
    let run = try Workspace().shell(
      "cd '\(Fixtures.package.path(percentEncoded: false))' && '\(CommandRun.executable)' train "
        + "Tests/DataFixtures/houses.csv --activation relu --test-share 0.25 --epochs 1 "
        + "--plugins '\(Fixtures.plugins)'")
    for line in shown.split(separator: "\n") {
      #expect(run.errors.contains(line), "\(line): \(run.errors)")
    }
  }

  /// The README is what a newcomer reads in five minutes, and leads to articles that are there.
  @Test func theReadmeIsShortAndItsLinksLead() throws {
    let url = Fixtures.package.appending(path: "README.md")
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 121)
    let links = text.matches(of: /\]\((Sources[^)]+)\)/).map { String($0.output.1) }
    #expect(links.count >= 12)
    for link in links {
      let path = Fixtures.package.appending(path: link).path(percentEncoded: false)
      #expect(FileManager.default.fileExists(atPath: path), "\(link)")
    }
  }
}

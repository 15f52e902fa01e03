import Foundation
import Testing

/// The commands of the manual, run as they stand.
@Suite struct ManualTests {
  /// Commands that no test here runs, by their beginnings, and who does instead.
  static let leftOut: [String: [String: String]] = [
    "C": [
      "make library": "LibraryTests", "cc -I Sources/CHillock": "LibraryTests",
      "./example": "LibraryTests",
    ],
    "Conformance": ["hillock conform ./swish.so --level exhaustive": "it takes an hour"],
    "Contributing": ["make": "whoever runs the tests"],
    "Judging": [
      "hillock judge --python": "Tests/judge-peers.sh, with PyTorch",
      "hillock judge --onnx": "Tests/judge-peers.sh, with ONNX Runtime",
    ],
    "MoreThanOneMachine": ["sudo apt-get": "make setup", "mpirun": "ClusterTests"],
    "ONNX": ["hillock export digits.safetensors": "ONNXTests, with ONNX Runtime"],
    "Playground": ["hillock serve": "PlaygroundTests"],
    "README": ["make demo": "CI", "make test": "whoever runs the tests"],
    "Performance": [
      "../shared/peers": "it measures others for an hour",
      "hillock bench": "it measures for minutes",
      "hillock build Plugins/*.c": "every test of a command",
    ],
    "SavingTrainings": [
      "hillock train Sources/CDigits/digits.csv --activation relu --epochs 500":
        "SavingTests, as there must be a training that did not end"
    ],
    "TrustingPlugins": [
      "hillock quarantine clear": "TrustTests, after a crash",
      "minisign": "MinisignKeyTests", "hillock train digits.csv --activation relu": "TrustTests",
    ],
    "Python": ["make python": "LibraryTests", "pip install": "LibraryTests"],
  ]

  /// What an article takes for granted.
  static let settings: [String: String] = [
    "Conformance": """
    hillock build Plugins/relu.c Plugins/swish.c -o .
    mkdir plugins && cp relu.so plugins
    """,
    "LoadingPlugins": """
    printf 'double activation_value(double x) { return x / (1 + (x < 0 ? -x : x)); }
    double activation_derivative(double x) { double d = 1 + (x < 0 ? -x : x); return 1 / (d * d); }
    ' > soft.c && mkdir plugins && cc -O2 -shared -fPIC soft.c -o plugins/soft.so
    cp Sources/CDigits/digits.csv .
    """,
    "ONNX": """
    hillock train Sources/CDigits/digits.csv --activation relu --epochs 1 --output net.safetensors
    hillock export net.safetensors -o net.onnx
    """,
    "TrustingPlugins": """
    printf 'double activation_value(double x) { return x < 0 ? 0 : x; }
    double activation_derivative(double x) { return x > 0; }
    ' > mine.c && mkdir plugins && cc -O2 -shared -fPIC mine.c -o plugins/mine.so
    hillock build Plugins/relu.c Plugins/tanh.c -o plugins
    cp Sources/CDigits/digits.csv .
    """,
  ]

  /// The articles, and the README, by their names.
  static let articles: [String] = {
    let path = Fixtures.package.appending(path: "Sources/Documentation.docc")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path.path())) ?? []
    return ["README"] + names.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
  }()

  private static func text(of article: String) throws -> String {
    let directory = article == "README" ? "" : "Sources/Documentation.docc/"
    let url = Fixtures.package.appending(path: "\(directory)\(article).md")
    return try String(contentsOf: url, encoding: .utf8)
  }

  /// The blocks of an article that are indented as code, without their indentation.
  private static func blocks(_ article: String) throws -> [[Substring]] {
    var blocks: [[Substring]] = [[]]
    for line in try text(of: article).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("    ") {
        blocks[blocks.count - 1].append(line.dropFirst(4))
      } else {
        blocks.append([])
      }
    }
    return blocks.filter { !$0.isEmpty }.map { block in
      let indentation = block.map { $0.prefix { $0 == " " }.count }.min() ?? 0
      return block.map { $0.dropFirst(indentation) }
    }
  }

  /// The commands of an article in their order, each with the lines that belong to it.
  private static func commands(_ article: String) throws -> [String] {
    let programs = [
      "hillock", "make", "awk", "cc", "mkdir", "export", "printf", "cat", "cp", "mpirun", "sudo",
      "minisign",
      "pip",
      "swift", "python", "python3",
    ]
    return try blocks(article).flatMap { block -> [String] in
      let first = block[0].prefix { $0 != " " }
      guard programs.contains(String(first)) || first.hasPrefix("./") || first.hasPrefix("../")
      else { return [] }
      var commands: [String] = []
      var isOpen = false
      for line in block {
        if isOpen {
          commands[commands.count - 1] += "\n" + line
        } else {
          commands.append("\(line)")
        }
        let last = commands[commands.count - 1]
        isOpen = line.hasSuffix("\\") || !last.count { $0 == "'" }.isMultiple(of: 2)
      }
      return commands
    }
  }

  /// The commands of each article, in one shell and one after another: what the first makes, the next
  /// use.
  @Test(arguments: articles) func theCommandsOfAnArticleRun(_ article: String) throws {
    let workspace = try Workspace()
    let left = Self.leftOut[article] ?? [:]
    let all = try Self.commands(article)
    for beginning in left.keys {
      #expect(all.contains { $0.hasPrefix(beginning) }, "no longer in the article: \(beginning)")
    }
    let commands = all.filter { command in !left.keys.contains { command.hasPrefix($0) } }
    if commands.isEmpty { return }
    let built = URL(filePath: CommandRun.executable).deletingLastPathComponent()
      .path(percentEncoded: false)
    let script = ([Self.settings[article] ?? ""] + commands).joined(separator: "\n")
      .replacing("$PWD/.build/release", with: built)
      .replacing("/tmp/", with: workspace["tmp/"]).replacing("~/", with: workspace["tmp/"])
    // As in the package's directory, but what is written stays here.
    let run = try workspace.shell(
      """
      set -e; mkdir tmp package
      ln -s '\(Fixtures.package.path(percentEncoded: false))'/* package; cd package
      export PATH='\(built)':"$PATH" HILLOCK_PLUGIN_PATH='\(Fixtures.plugins)'
      set -x
      \(script)
      """)
    #expect(run.status == 0, "\(run.errors.suffix(3000))")
  }

  /// The articles that hold commands are those that held some when this was written, and more.
  @Test func commandsAreFound() throws {
    #expect(try Self.commands("README").count >= 15)
    #expect(try Self.articles.count { try !Self.commands($0).isEmpty } >= 17)
    let known = Set(Self.articles)
    #expect(known.isSuperset(of: Self.leftOut.keys) && known.isSuperset(of: Self.settings.keys))
  }

  /// Every article is found by `help`, whole.
  @Test(arguments: articles.dropFirst()) func helpShowsAnArticle(_ article: String) throws {
    let run = try Workspace().hillock("help", article)
    let text = try Self.text(of: article)
    #expect(run.status == 0 && run.output == text, "\(run.errors)")
  }

  @Test func helpKnowsCommandsAndTopics() throws {
    let workspace = try Workspace()
    let command = try workspace.hillock("help", "compare")
    #expect(command.status == 0 && command.output.contains("--seeds"))
    let topic = try workspace.hillock("help", "saving-trainings")
    #expect(topic.output.hasPrefix("# Saving"))
    let unknown = try workspace.hillock("help", "cooking")
    #expect(unknown.status == 2 && unknown.errorLines.count == 1)
    #expect(unknown.errors.contains("no topic 'cooking'") && unknown.errors.contains("columns"))
    let topics = try workspace.hillock("manual")
    #expect(topics.output.split(separator: "\n").count >= 20)
  }

  /// What `make docs` does: every link between articles leads somewhere.
  @Test func theArticlesAreADocumentationCatalogue() throws {
    let workspace = try Workspace()
    let docc = try workspace.shell(
      "test -x \"$(dirname \"$(realpath \"$(command -v swift)\")\")/docc\"")
    guard docc.status == 0 else {
      print("skipped: this Swift has no docc")
      return
    }
    let run = try workspace.shell(
      "make -s -C '\(Fixtures.package.path(percentEncoded: false))' docs DOCUMENTATION=\"$PWD/docs\" "
        + "&& test -s docs/index.html")
    #expect(run.status == 0 && !run.errors.contains("doesn't exist"), "\(run.errors)")
  }

  /// What the README shows of a training is what it says.
  @Test func theReadmeShowsWhatIsSaid() throws {
    let block = try Self.blocks("README").first { $0[0].hasPrefix("data  ") }
    let shown = try #require(block)
    let run = try Workspace().shell(
      "cd '\(Fixtures.package.path(percentEncoded: false))' && '\(CommandRun.executable)' train "
        + "Tests/DataFixtures/houses.csv --activation relu --test-share 0.25 --epochs 1 "
        + "--plugins '\(Fixtures.plugins)'")
    for line in shown {
      #expect(run.errors.contains(line), "\(line): \(run.errors)")
    }
  }

  /// The README is what a newcomer reads in five minutes, and leads to articles that are there.
  @Test func theReadmeIsShortAndItsLinksLead() throws {
    let text = try Self.text(of: "README")
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 121)
    let links = text.matches(of: /\]\((Sources[^)]+)\)/).map { String($0.output.1) }
    #expect(links.count >= 12)
    for link in links {
      let path = Fixtures.package.appending(path: link).path(percentEncoded: false)
      #expect(FileManager.default.fileExists(atPath: path), "\(link)")
    }
  }
}

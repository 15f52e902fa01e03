import Charts
import Comparison
import Datasets

/// A comparison in one file that needs nothing else: a page with its pictures inside, no script.
struct HTMLReport {
  /// What a report replaces.
  static let kind = FileKind("an HTML page", beginning: ["<!DOCTYPE html>"], holding: "<html")

  let text: String

  /// - Throws: what drawing throws.
  init(_ view: ComparisonView, command: [String]) throws {
    func cells(_ tag: String, _ row: [String]) -> String {
      "<tr>" + row.map { "<\(tag)>\(Self.escaped($0))</\(tag)>" }.joined() + "</tr>\n"
    }
    let picture = String(decoding: try view.chart.picture(.svg), as: UTF8.self)
    // Within a page there is no second declaration.
    let svg = picture.firstRange(of: "<svg").map { String(picture[$0.lowerBound...]) } ?? ""
    let seeds = view.summary.seeds.map(String.init).joined(separator: ", ")
    let scores = zip(view.summary.entries, view.summary.results).map { entry, results in
      let label =
        "\(entry.activation) "
        + ComparisonView.shape(entry)
        + (entry.configuration.learningRate.map { " rate \($0)" } ?? "")
      let identity = results.first?.run.activation.description ?? entry.activation
      return cells(
        "td",
        [label, identity]
          + entry.scores.map { $0.map(ComparisonView.fixed) ?? "diverged" })
    }.joined()
    let title = Self.escaped("Activations on \(view.data)")
    text = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
      <style>
      body { font: 15px/1.5 sans-serif; max-width: 1100px; margin: 2em auto; padding: 0 1em; }
      table { border-collapse: collapse; margin: 1em 0; display: block; overflow-x: auto; }
      th, td { padding: 3px 10px; text-align: right; border-bottom: 1px solid #ddd; }
      td { white-space: nowrap; } th:first-child, td:first-child { text-align: left; }
      svg { max-width: 100%; height: auto; } code { background: #f3f3f3; padding: 2px 4px; }
      </style></head><body>
      <h1>\(title)</h1>
      <p>\(Self.escaped(view.heading)).</p>
      <ul>
      \(view.findings.map { "<li>\(Self.escaped($0))</li>" }.joined(separator: "\n"))
      </ul>
      <table>
      \(cells("th", view.columns))\(view.rows.map { cells("td", $0) }.joined())</table>
      \(svg)
      <h2>Every run</h2>
      <p>Test \(view.summary.scoreName) by seed (\(seeds)).</p>
      <table>
      \(scores)</table>
      <h2>The data</h2>
      <pre>\(Self.escaped(view.understood))</pre>
      <h2>How to read it</h2>
      <p>A seed decides which samples test, the draw of the first weights and the order of the
      samples; every activation had the same. Intervals hold the true mean with a confidence of 95 %
      each (Student's t). A difference is that of runs with the same seed; where its interval holds 0
      it may be chance. Dead: the derivative is 0 at every sample. Saturated: it is below 0.01 at 95
      of 100.</p>
      <p><code>\(Self.escaped(command.joined(separator: " ")))</code></p>
      </body></html>

      """
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}

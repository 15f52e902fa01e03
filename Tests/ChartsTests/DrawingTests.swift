import Charts
import Testing

@Suite struct DrawingTests {
  let chart: Chart = {
    func curve(_ name: String, _ style: Series.Style, _ f: (Double) -> Double) -> Series {
      Series(name: name, style: style, points: Series.points(over: -5...5) { $0.map(f) })
    }
    return Chart(
      title: "relu", subtitle: "rectified",
      panels: [
        Panel(
          xLabel: "x",
          series: [
            curve("value", .init(color: 0)) { max(0, $0) },
            curve("derivative", .init(color: 1, pattern: 1)) { $0 > 0 ? 1 : 0 },
          ], xRange: -5...5)
      ])
  }()

  @Test func aTerminalPlotFitsAndNamesWhatItShows() {
    let lines = chart.text(columns: 60, rows: 16, isColored: false).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 64 })
    #expect(lines.count == 2 + 16 + 2 + 1)
    #expect(lines[0].contains("relu"))
    #expect(lines.last!.contains("value") && lines.last!.contains("derivative"))
    #expect(lines.contains { $0.hasPrefix(" 4 ┤") })
    #expect(!lines.contains { $0.contains("\u{1B}") })
    #expect(chart.text(columns: 60, rows: 16, isColored: true).contains("\u{1B}[36m"))
  }

  @Test func curvesGoWhereTheirValuesAre() {
    // relu ends in the upper right corner and runs along zero on the left.
    let lines = chart.text(columns: 60, rows: 16, isColored: false).split(separator: "\n")
      .dropFirst(2).prefix(16).map(Array.init)
    func isDot(_ character: Character) -> Bool {
      ("\u{2801}"..."\u{28FF}").contains(character)
    }
    #expect(lines[0].suffix(6).contains(where: isDot))
    #expect(!lines[0].prefix(30).contains(where: isDot))
    let zero = lines.firstIndex { $0.starts(with: " 0 ┤") }
    #expect(zero.map { lines[$0].dropFirst(4).prefix(20).allSatisfy(isDot) } == true)
  }

  @Test func picturesAreOfTheirFormat() throws {
    let png = try chart.picture(.png)
    #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(png.count > 5000)
    let svg = String(decoding: try chart.picture(.svg), as: UTF8.self)
    #expect(svg.hasPrefix("<?xml") && svg.contains("</svg>"))
  }

  @Test func hostileRangesDrawSomething() throws {
    for range in [
      0.0...0, -1e308...1e308, 0...Double.leastNonzeroMagnitude, 1e300...1.0000000000000002e300,
    ] {
      let points = [range.lowerBound, range.upperBound].map { Series.Point(x: $0, y: $0) }
      let extreme = Chart(
        title: "",
        panels: [
          Panel(
            xLabel: "x",
            series: [Series(name: "f", style: .init(color: 9, pattern: 9), points: points)],
            xRange: range)
        ])
      #expect(!extreme.text(columns: 10, rows: 1, isColored: false).isEmpty)
      #expect(try extreme.picture(.png).count > 1000)
    }
  }
}

/// Panels in rows, and axes with marks of their own.
@Suite struct LayoutTests {
  private func panel(_ marks: [Panel.Mark]?) -> Panel {
    Panel(
      xLabel: "x",
      series: [
        Series(
          name: "a curve with a name that takes its share of a row", style: .init(color: 0),
          points: [.init(x: 0, y: 0), .init(x: 1, y: 1)])
      ], xRange: 0...1, yRange: 0...1, xMarks: marks)
  }

  /// Width and height of a PNG, from its header.
  private func size(_ chart: Chart) throws -> [Int] {
    let bytes = try chart.picture(.png)
    return [16, 20].map { start in bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
  }

  @Test func panelsStandInRows() throws {
    let panels = Array(repeating: panel(nil), count: 3)
    let row = try size(Chart(title: "t", panels: panels))
    let rows = try size(Chart(title: "t", panels: panels, columns: 2))
    #expect(rows[0] * 3 == row[0] * 2)
    #expect(rows[1] > row[1] * 3 / 2)
    #expect(Chart.PictureFormat(file: "a/b.SVG") == .svg)
    #expect(Chart.PictureFormat(file: "a.pdf") == nil)
  }

  @Test func marksStandWhereTheyAreGiven() {
    let marks = [
      Panel.Mark(value: 0.25, label: "here"), Panel.Mark(value: 7, label: "nowhere"),
    ]
    let text = Chart(title: "t", panels: [panel(marks)]).text(
      columns: 60, rows: 10, isColored: false)
    let axis = text.split(separator: "\n").first { $0.contains("here") }
    #expect(axis?.split(separator: " ") == ["here", "x"])
  }
}

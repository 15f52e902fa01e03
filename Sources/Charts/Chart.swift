/// One or several panels under a title, to be drawn in a terminal, as SVG or as PNG.
///
/// A chart is a value that says what to show; how it looks is decided where it is drawn.
public struct Chart: Sendable {
  /// The heading.
  public var title: String
  /// A line below the heading; empty for none.
  public var subtitle: String
  /// The panels: in rows of ``columns`` in a picture, one above the other in a terminal.
  public var panels: [Panel]
  /// How many panels stand side by side in a picture.
  public var columns: Int

  /// A chart from its parts.
  ///
  /// - Parameter columns: where nil, all panels stand side by side.
  public init(title: String, subtitle: String = "", panels: [Panel], columns: Int? = nil) {
    self.title = title
    self.subtitle = subtitle
    self.panels = panels
    self.columns = max(1, columns ?? panels.count)
  }

  /// How many rows of panels there are in a picture.
  var rows: Int { max(1, (panels.count + columns - 1) / columns) }

  /// The names in the legend, in order of first appearance, each with the style it is drawn in.
  var legend: [(name: String, style: Series.Style)] {
    var seen = Set<String>()
    return panels.flatMap(\.series).compactMap {
      seen.insert($0.name).inserted ? ($0.name, $0.style) : nil
    }
  }
}

/// A pair of axes with the series that are drawn between them.
public struct Panel: Sendable {
  /// The panel's own heading; empty for none.
  public var title: String
  /// What the horizontal axis shows.
  public var xLabel: String
  /// The series, the last on top.
  public var series: [Series]
  /// What lies below the series; a terminal does not show it.
  public var bands: [Band] = []
  /// The ends of the horizontal axis.
  public var xRange: ClosedRange<Double>
  /// The ends of the vertical axis.
  public var yRange: ClosedRange<Double>
  /// What the horizontal axis is marked with, where that is not round numbers.
  public var xMarks: [Mark]?
  /// What the vertical axis is marked with, where that is not round numbers.
  public var yMarks: [Mark]?

  /// What lies between two curves, as an interval does that goes with each point of a series.
  public struct Band: Sendable {
    /// The colour of the series that it goes with.
    public var color: Int
    /// The lower curve; x not decreasing.
    public var low: [Series.Point]
    /// The upper curve.
    public var high: [Series.Point]

    /// A band from its parts.
    public init(color: Int, low: [Series.Point], high: [Series.Point]) {
      self.color = color
      self.low = low
      self.high = high
    }
  }

  /// A mark of an axis.
  public struct Mark: Sendable, Hashable {
    /// Where it stands.
    public var value: Double
    /// What stands beside it.
    public var label: String

    /// A mark from its parts.
    public init(value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  /// A panel from its parts.
  ///
  /// - Parameter yRange: where nil, the range that shows the bulk of the finite values: one that is
  ///   much larger than the others runs out of the picture instead of flattening them.
  public init(
    title: String = "", xLabel: String, series: [Series], xRange: ClosedRange<Double>,
    yRange: ClosedRange<Double>? = nil, xMarks: [Mark]? = nil, yMarks: [Mark]? = nil
  ) {
    self.title = title
    self.xLabel = xLabel
    self.series = series
    self.xRange = Self.drawable(xRange)
    self.yRange = Self.drawable(yRange ?? Self.range(showing: series))
    self.xMarks = xMarks
    self.yMarks = yMarks
  }

  /// The range itself, or one around it whose width is neither zero nor beyond the largest double.
  private static func drawable(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let limit = Double.greatestFiniteMagnitude / 4
    let (low, high) = (
      min(max(range.lowerBound, -limit), limit), min(max(range.upperBound, -limit), limit)
    )
    let margin = low == high ? max(1, abs(low) / 16) : 0
    return low - margin...high + margin
  }

  private static func range(showing series: [Series]) -> ClosedRange<Double> {
    // Each value weighs as much as the curve is long there, however dense its points are.
    var values: [(y: Double, weight: Double)] = series.flatMap { curve in
      zip(curve.points, curve.points.dropFirst()).map { ($0.y, $1.x - $0.x) }
        + (curve.points.last.map { [($0.y, 0)] } ?? [])
    }
    values = values.filter { $0.y.isFinite }.sorted { $0.y < $1.y }
    guard var low = values.first?.y, var high = values.last?.y else { return -1...1 }
    let total = values.reduce(0) { $0 + $1.weight }
    var passed = 0.0
    let bulk = values.filter {
      passed += $0.weight
      return passed >= total * 0.02 && passed <= total * 0.98
    }
    if let first = bulk.first?.y, let last = bulk.last?.y, last > first,
      (high / 2 - low / 2) / 6 > last / 2 - first / 2
    {
      (low, high) = (first, last)
    }
    // Halves, because the span of the largest doubles overflows.
    let margin = min((high / 2 - low / 2) * 0.1, .greatestFiniteMagnitude / 4)
    return low - margin...high + margin
  }
}

/// A curve: points joined by straight lines, with a gap wherever a y is NaN.
public struct Series: Sendable {
  /// A place in data coordinates.
  public struct Point: Sendable, Hashable {
    /// The horizontal coordinate.
    public var x: Double
    /// The vertical coordinate; NaN ends the line.
    public var y: Double

    /// A point from its coordinates.
    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// How a curve is told from its neighbours.
  public struct Style: Sendable, Hashable {
    /// Which colour of the palette, from 0; numbers beyond its end begin again.
    public var color: Int
    /// Which pattern of dashes, from 0 (an unbroken line).
    public var pattern: Int

    /// A style from its parts.
    public init(color: Int, pattern: Int = 0) {
      self.color = color
      self.pattern = pattern
    }
  }

  /// What the legend calls it.
  public var name: String
  /// How it is drawn.
  public var style: Style
  /// The points, x not decreasing.
  public var points: [Point]

  /// A series from its parts.
  public init(name: String, style: Style, points: [Point]) {
    self.name = name
    self.style = style
    self.points = points
  }
}

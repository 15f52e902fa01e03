import Activations
import Charts
import Conformance
import Glibc

/// Value, derivative and their errors in ULP: where a function bends, and over all floats.
struct ErrorChart {
  let activation: String
  let curves: [ErrorCurve]
  /// The left column's axis.
  private let window = -8.0...8.0
  /// About as many places as a panel has pixels.
  private let places = 440

  /// - Returns: two rows, curves above errors, and two columns, the same axis of x in each.
  func chart() -> Chart {
    let near = Axis(range: window, place: { $0 }, marks: nil, label: "x")
    return Chart(
      title: "\(activation): error in units of the last place", subtitle: subtitle,
      panels: [values(near), values(.floats), errors(near), errors(.floats)], columns: 2)
  }

  private var subtitle: String {
    let points = curves.map(\.points.count).reduce(0, +)
    return "the worst of each place, of \(points) points; dashed: what the author promises"
  }

  // MARK: Panels

  private func values(_ axis: Axis) -> Panel {
    // The truth is the same in both precisions, but for what lies beyond the floats.
    let shown = [false, true].compactMap { isDerivative in
      curves.first { $0.isDerivative == isDerivative }
    }
    let series = shown.map { curve in
      Series(
        name: curve.isDerivative ? "derivative" : "value",
        style: Series.Style(color: curve.isDerivative ? 3 : 0, pattern: 0),
        points: outline(curve, axis))
    }
    let bulk = series.flatMap(\.points).filter { window.contains(axis.unplace($0.x)) }.map(\.y)
    let (low, high) = (bulk.min() ?? 0, bulk.max() ?? 1)
    let margin = max((high - low) * 0.08, 1e-3)
    return Panel(
      title: "value and derivative", xLabel: axis.label, series: series, xRange: axis.range,
      yRange: (low - margin)...(high + margin),
      xMarks: axis.marks)
  }

  private func errors(_ axis: Axis) -> Panel {
    let scale = ErrorScale(curves)
    var series: [Series] = []
    for curve in curves {
      let style = Series.Style(color: Self.color(curve))
      series.append(
        Series(name: "error of \(curve.function)", style: style, points: worst(curve, axis, scale)))
    }
    // One line for all functions that promise the same.
    for promise in Set(curves.compactMap(\.promised)).sorted() {
      let y = scale.place(promise)
      series.append(
        Series(
          name: "promised: \(promise.text(significant: 4)) ULP",
          style: Series.Style(color: 4, pattern: 1),
          points: [
            .init(x: axis.range.lowerBound, y: y), .init(x: axis.range.upperBound, y: y),
          ]))
    }
    return Panel(
      title: scale.title, xLabel: axis.label, series: series, xRange: axis.range,
      yRange: scale.range, xMarks: axis.marks, yMarks: scale.marks)
  }

  private static func color(_ curve: ErrorCurve) -> Int {
    switch (curve.isDerivative, curve.precision) {
    case (false, .float32): 0
    case (false, .float64): 5
    case (true, .float32): 3
    case (true, .float64): 1
    }
  }

  /// The points of a curve by the place of the picture that they fall on, where one has any.
  private func byPlace(_ curve: ErrorCurve, _ axis: Axis) -> [[ErrorCurve.Point]] {
    let width = axis.range.upperBound - axis.range.lowerBound
    var columns = [[ErrorCurve.Point]](repeating: [], count: places)
    for point in curve.points where axis.shows(point.x) {
      let share = (axis.place(point.x) - axis.range.lowerBound) / width
      columns[min(max(Int(share * Double(places)), 0), places - 1)].append(point)
    }
    return columns.filter { !$0.isEmpty }
  }

  /// The curve itself: of each place its ends and extremes, which look like all of its points.
  private func outline(_ curve: ErrorCurve, _ axis: Axis) -> [Series.Point] {
    byPlace(curve, axis).flatMap { points in
      let order = points.indices.sorted { points[$0].truth < points[$1].truth }
      let kept = Set([0, points.count - 1, order[0], order[order.count - 1]]).sorted()
      return kept.map {
        Series.Point(x: axis.place(points[$0].x), y: min(max(points[$0].truth, -1e30), 1e30))
      }
    }
  }

  /// The largest error of each place.
  private func worst(_ curve: ErrorCurve, _ axis: Axis, _ scale: ErrorScale) -> [Series.Point] {
    byPlace(curve, axis).compactMap { points in
      points.max { $0.ulp < $1.ulp }.map {
        Series.Point(x: axis.place($0.x), y: scale.place($0.ulp))
      }
    }
  }
}

extension ErrorChart {
  /// How an axis of x is laid out.
  private struct Axis {
    var range: ClosedRange<Double>
    var place: (Double) -> Double
    /// The x at a place.
    var unplace: (Double) -> Double = { $0 }
    var marks: [Panel.Mark]?
    var label: String

    func shows(_ x: Double) -> Bool { range.contains(place(x)) }

    /// All floats in their order, each binade as wide as any other.
    static var floats: Axis {
      func place(_ x: Double) -> Double {
        // A double between floats lies between their places.
        guard abs(x) < 0x1p128 else { return x < 0 ? -278 : 278 }
        if abs(x) < 0x1p-126 { return x * 0x1p126 }
        let binade = abs(x).exponent
        let order =
          Double(binade + 126) + abs(x) / Double(sign: .plus, exponent: binade, significand: 1)
        return x < 0 ? -order : order
      }
      func unplace(_ place: Double) -> Double {
        let order = abs(place)
        let binade = Int(order.rounded(.down)) - 127
        let x =
          order < 1
          ? order * 0x1p-126
          : Double(sign: .plus, exponent: binade, significand: 1 + order - order.rounded(.down))
        return place < 0 ? -x : x
      }
      let marks = [1e-20, 1, 1e20].flatMap { x in
        [-x, x].map { Panel.Mark(value: place($0), label: $0.text(significant: 1)) }
      }
      return Axis(
        range: place(-0x1.fffffep127)...place(0x1.fffffep127), place: place, unplace: unplace,
        marks: [Panel.Mark(value: 0, label: "0")] + marks,
        label: "x, all floats: every binade is as wide as any other")
    }
  }

  /// The axis of errors: even up to 16 ULP, in powers of ten where errors are larger.
  private struct ErrorScale {
    let range: ClosedRange<Double>
    let marks: [Panel.Mark]?
    private let isLogarithmic: Bool

    init(_ curves: [ErrorCurve]) {
      let errors = curves.flatMap { $0.points.map(\.ulp) }
      let greatest = max(
        errors.filter(\.isFinite).max() ?? 0, curves.compactMap(\.promised).max() ?? 0, 0.6)
      isLogarithmic = greatest > 16 || errors.contains(.infinity)
      if isLogarithmic {
        let top = errors.contains(.infinity) ? 17 : min(17, log10(greatest).rounded(.up))
        range = -1...top
        marks = stride(from: -1, through: top, by: top > 8 ? 3 : 1).map {
          Panel.Mark(value: $0, label: $0 < 17 ? pow(10, $0).text(significant: 2) : "more")
        }
      } else {
        range = 0...(greatest * 1.12)
        marks = nil
      }
    }

    var title: String {
      isLogarithmic ? "error in ULP, by powers of ten" : "error in ULP"
    }

    func place(_ error: Double) -> Double {
      isLogarithmic ? min(max(log10(error), range.lowerBound), range.upperBound) : error
    }
  }
}

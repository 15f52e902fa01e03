import Glibc

/// The marks of an axis: round numbers (1, 2 or 5 times a power of ten) with their labels.
struct Ticks {
  /// Where the marks are, ascending, all within the axis.
  let values: [Double]
  /// The same as text, all with as many decimals as the closest two need.
  let labels: [String]

  /// About `count` marks between the ends of `range`; none where it is too narrow to divide.
  init(over range: ClosedRange<Double>, count: Int) {
    let span = range.upperBound - range.lowerBound
    let rough = span / Double(max(1, count))
    let power = pow(10, log10(rough).rounded(.down))
    guard power.isNormal, span.isFinite else {
      (values, labels) = ([], [])
      return
    }
    let step = [1.0, 2, 5, 10].first { $0 * power >= rough * 0.999 }! * power
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step).rounded(.down)
    guard first <= last, last - first < 1000, abs(first) < 1e15, abs(last) < 1e15 else {
      (values, labels) = ([], [])
      return
    }
    let values = stride(from: first, through: last, by: 1).map { $0 * step }
    let largest = max(abs(values.first!), abs(values.last!))
    let decimals = max(0, Int(-log10(step * 1.001).rounded(.down)))
    self.values = values
    labels = values.map { value in
      if largest >= 1e6 || decimals > 5 {
        return value == 0 ? "0" : value.text(significant: 3)
      }
      return (value == 0 ? 0 : value).text(decimals: decimals)
    }
  }

  /// The given marks, those within the axis.
  init(_ marks: [Panel.Mark], within range: ClosedRange<Double>) {
    let shown = marks.filter { range.contains($0.value) }
    values = shown.map(\.value)
    labels = shown.map(\.label)
  }
}

extension Panel {
  /// The marks of the horizontal axis: its own, or about `count` round numbers.
  func xTicks(count: Int) -> Ticks {
    xMarks.map { Ticks($0, within: xRange) } ?? Ticks(over: xRange, count: count)
  }

  /// The same of the vertical axis.
  func yTicks(count: Int) -> Ticks {
    yMarks.map { Ticks($0, within: yRange) } ?? Ticks(over: yRange, count: count)
  }
}

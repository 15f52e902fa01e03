import Charts
import Glibc
import Judging

/// The worst error of each binade, negative inputs left of positive ones.
struct JudgementChart {
  let judgement: Judgement

  init(_ judgement: Judgement) { self.judgement = judgement }

  var chart: Chart {
    let outputs =
      [("value", judgement.value)]
      + (judgement.derivative.map { [("derivative", $0)] } ?? [])
    return Chart(
      title: "\(judgement.function): error in units in the last place",
      subtitle: "\(judgement.environment) · \(judgement.formula) · \(judgement.format.rawValue)",
      panels: outputs.map { panel($0.0, $0.1) })
  }

  private func panel(_ title: String, _ findings: Findings) -> Panel {
    let points = findings.binades.filter { $0.worst.x.isFinite }.map { binade in
      Series.Point(x: place(binade), y: log10(min(max(binade.worst.ulp ?? 0, 0.01), 1e12)))
    }
    let top = max(1, (points.map(\.y).max() ?? 0) + 0.3)
    let ends = points.map { abs($0.x) }.max() ?? 1
    let marks = stride(from: -2.0, through: top, by: top > 6 ? 2 : 1).map {
      Panel.Mark(value: $0, label: "1e\(Int($0))")
    }
    return Panel(
      title: title, xLabel: "x, every binade as wide as any other",
      series: [
        Series(name: "worst error, ULP", style: Series.Style(color: 0), points: points),
        Series(
          name: "half a unit: correctly rounded", style: Series.Style(color: 4, pattern: 1),
          points: [
            Series.Point(x: -ends, y: log10(0.5)), Series.Point(x: ends, y: log10(0.5)),
          ]),
      ],
      xRange: -ends...ends, yRange: -2.1...top, xMarks: xMarks(ends), yMarks: marks)
  }

  private var leastExponent: Int {
    (judgement.value.binades.map(\.exponent).min() ?? 0)
  }

  private func place(_ binade: Findings.Binade) -> Double {
    let order = Double(binade.exponent - leastExponent + 1)
    return binade.isNegative ? -order : order
  }

  private func xMarks(_ ends: Double) -> [Panel.Mark] {
    let far = ends > 1000 ? 1000 : ends > 100 ? 100 : 10
    let exponents = [-far, 0, far].filter { $0 > leastExponent }
    return [Panel.Mark(value: 0, label: "0")]
      + exponents.flatMap { exponent in
        let order = Double(exponent - leastExponent + 1)
        return [-1.0, 1].map { sign in
          Panel.Mark(value: sign * order, label: "\(sign < 0 ? "-" : "")2^\(exponent)")
        }
      }
  }
}

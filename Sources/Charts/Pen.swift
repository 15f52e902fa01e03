import CCairo

/// Draws a chart on a cairo context, in points.
struct Pen {
  let context: OpaquePointer

  /// Red, green and blue, each 0 to 1.
  struct Ink {
    let red: Double
    let green: Double
    let blue: Double

    /// An ink from the usual six hexadecimal digits.
    init(_ hex: UInt32) {
      red = Double(hex >> 16 & 255) / 255
      green = Double(hex >> 8 & 255) / 255
      blue = Double(hex & 255) / 255
    }

    static let text = Ink(0x24292F)
    static let faint = Ink(0x6E7781)
    static let grid = Ink(0xE6E8EB)
    static let zero = Ink(0xA8AFB8)
    // Distinct to every kind of colour vision (after Okabe and Ito), dark enough on white.
    static let palette = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9].map(Ink.init)
  }

  enum Alignment { case left, center, right }

  func draw(_ chart: Chart, width: Double, height: Double) {
    cairo_set_source_rgb(context, 1, 1, 1)
    cairo_paint(context)
    var top = 34.0
    write(chart.title, x: width / 2, y: top, size: 19, ink: .text, align: .center, isBold: true)
    if !chart.subtitle.isEmpty {
      top += 20
      write(chart.subtitle, x: width / 2, y: top, size: 12, ink: .faint, align: .center)
    }
    top += 26
    for row in rows(of: chart.legend, width: width - 40) {
      drawLegend(row, y: top, width: width)
      top += 20
    }
    top -= 6
    let share = width / Double(chart.columns)
    let row = (height - top) / Double(chart.rows)
    for (index, panel) in chart.panels.enumerated() {
      draw(
        panel, left: share * Double(index % chart.columns),
        top: top + row * Double(index / chart.columns), width: share, height: row)
    }
  }

  /// The legend cut into rows that fit.
  private func rows(of legend: [(name: String, style: Series.Style)], width: Double)
    -> [[(name: String, style: Series.Style)]]
  {
    var rows: [[(name: String, style: Series.Style)]] = [[]]
    var used = 0.0
    for entry in legend {
      let needed = 34 + extent(entry.name, size: 13) + 22
      if used + needed > width, used > 0 {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry)
      used += needed
    }
    return rows
  }

  private func drawLegend(_ legend: [(name: String, style: Series.Style)], y: Double, width: Double)
  {
    let widths = legend.map { 34 + extent($0.name, size: 13) }
    var x = (width - widths.reduce(0, +) - 22 * Double(max(0, legend.count - 1))) / 2
    for ((name, style), entry) in zip(legend, widths) {
      stroke([(x, y - 4.5), (x + 26, y - 4.5)], style: style)
      write(name, x: x + 34, y: y, size: 13, ink: .text, align: .left)
      x += entry + 22
    }
  }

  private func draw(_ panel: Panel, left: Double, top: Double, width: Double, height: Double) {
    let yTicks = panel.yTicks(count: 7)
    let labels = yTicks.labels.map { extent($0, size: 12) }.max() ?? 0
    let heading = panel.title.isEmpty ? 8.0 : 28
    let box = Box(
      left: left + 26 + labels, top: top + heading, width: width - labels - 52,
      height: height - heading - 54)
    func x(_ value: Double) -> Double { box.left + panel.across(value) * box.width }
    func y(_ value: Double) -> Double { box.top + panel.down(value) * box.height }
    if !panel.title.isEmpty {
      write(
        panel.title, x: box.left + box.width / 2, y: top + 18, size: 14, ink: .text, align: .center)
    }
    for (value, label) in zip(yTicks.values, yTicks.labels) {
      rule([(box.left, y(value)), (box.right, y(value))], ink: value == 0 ? .zero : .grid)
      write(label, x: box.left - 8, y: y(value) + 4.2, size: 12, ink: .faint, align: .right)
    }
    let xTicks = panel.xTicks(count: Int(box.width / 60))
    for (value, label) in zip(xTicks.values, xTicks.labels) {
      rule([(x(value), box.top), (x(value), box.bottom)], ink: value == 0 ? .zero : .grid)
      write(label, x: x(value), y: box.bottom + 18, size: 12, ink: .faint, align: .center)
    }
    write(
      panel.xLabel, x: box.left + box.width / 2, y: box.bottom + 38, size: 13, ink: .text,
      align: .center)
    cairo_save(context)
    cairo_rectangle(context, box.left - 1, box.top - 1, box.width + 2, box.height + 2)
    cairo_clip(context)
    for band in panel.bands {
      // No farther than the clipping shows, as cairo's coordinates end.
      let outline = (band.low + band.high.reversed()).filter { $0.x.isFinite && $0.y.isFinite }
      fill(
        outline.map { (x($0.x), min(max(y($0.y), box.top - 2), box.bottom + 2)) },
        ink: Ink.palette[band.color % Ink.palette.count])
    }
    for series in panel.series {
      for line in panel.lines(of: series) {
        stroke(line.map { (x($0.x), y($0.y)) }, style: series.style)
      }
    }
    cairo_restore(context)
    rule(
      [(box.left, box.top), (box.left, box.bottom), (box.right, box.bottom)], ink: .faint)
  }

  private struct Box {
    let left: Double
    let top: Double
    let width: Double
    let height: Double
    var right: Double { left + width }
    var bottom: Double { top + height }
  }

  /// A curve, or its sample in the legend.
  private func stroke(_ places: [(Double, Double)], style: Series.Style) {
    let dashes: [[Double]] = [[], [7, 4], [1.5, 3.5], [9, 3, 2, 3]]
    let pattern = dashes[style.pattern % dashes.count]
    cairo_set_dash(context, pattern, Int32(pattern.count), 0)
    // Mitred, so that a kink ends in a point and is not rounded off.
    cairo_set_line_join(context, CAIRO_LINE_JOIN_MITER)
    line(places, width: 2.2, ink: Ink.palette[style.color % Ink.palette.count])
    cairo_set_dash(context, nil, 0, 0)
  }

  /// A thin straight line, of the axes and the grid.
  private func rule(_ places: [(Double, Double)], ink: Ink) { line(places, width: 1, ink: ink) }

  private func line(_ places: [(Double, Double)], width: Double, ink: Ink) {
    for place in places { cairo_line_to(context, place.0, place.1) }
    cairo_set_source_rgb(context, ink.red, ink.green, ink.blue)
    cairo_set_line_width(context, width)
    cairo_stroke(context)
  }

  /// An area that what lies below it shines through.
  private func fill(_ places: [(Double, Double)], ink: Ink) {
    for place in places { cairo_line_to(context, place.0, place.1) }
    cairo_set_source_rgba(context, ink.red, ink.green, ink.blue, 0.16)
    cairo_fill(context)
  }

  private func write(
    _ text: String, x: Double, y: Double, size: Double, ink: Ink, align: Alignment,
    isBold: Bool = false
  ) {
    setFont(size: size, isBold: isBold)
    let width = advance(text)
    let shift =
      switch align {
      case .left: 0.0
      case .center: width / 2
      case .right: width
      }
    cairo_set_source_rgb(context, ink.red, ink.green, ink.blue)
    cairo_move_to(context, x - shift, y)
    cairo_show_text(context, text)
    cairo_new_path(context)
  }

  private func extent(_ text: String, size: Double) -> Double {
    setFont(size: size, isBold: false)
    return advance(text)
  }

  private func setFont(size: Double, isBold: Bool) {
    cairo_select_font_face(
      context, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
      isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
  }

  private func advance(_ text: String) -> Double {
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    return extents.x_advance
  }
}

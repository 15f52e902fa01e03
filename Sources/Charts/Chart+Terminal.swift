extension Chart {
  /// The chart as lines of text, curves in braille dots, for a terminal.
  ///
  /// - Parameters:
  ///   - columns: how wide, at least 24 are taken.
  ///   - rows: how many lines of dots a panel has, at least 4.
  ///   - isColored: whether to write ANSI colour sequences; without them curves differ by dashes.
  public func text(columns: Int, rows: Int, isColored: Bool) -> String {
    let columns = max(columns, 24)
    var lines = [Self.centered(title, columns)]
    if !subtitle.isEmpty { lines.append(Self.centered(subtitle, columns)) }
    for panel in panels {
      if !panel.title.isEmpty { lines.append(Self.centered(panel.title, columns)) }
      lines += panel.lines(columns: columns, rows: max(rows, 4), isColored: isColored)
    }
    lines.append(legendLine(isColored: isColored))
    return lines.joined(separator: "\n")
  }

  private func legendLine(isColored: Bool) -> String {
    let samples = ["⠤⠤⠤⠤", "⠤⠤⠀⠤⠤", "⠄⠠⠀⠄⠠", "⠤⠤⠤⠀⠄⠀"]
    let entries = legend.map { name, style in
      let sample = samples[style.pattern % samples.count]
      return Ansi.colored(sample, style.color, isColored) + " " + name
    }
    return "  " + entries.joined(separator: "   ")
  }

  private static func centered(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, (columns - text.count) / 2)) + text
  }
}

/// Colours as terminals of all ages know them.
private enum Ansi {
  static let palette = [36, 33, 35, 32, 31, 34]

  static func colored(_ text: String, _ color: Int, _ isColored: Bool) -> String {
    isColored ? "\u{1B}[\(palette[color % palette.count])m\(text)\u{1B}[0m" : text
  }

  static func dim(_ text: String, _ isColored: Bool) -> String {
    isColored ? "\u{1B}[2m\(text)\u{1B}[0m" : text
  }
}

extension Panel {
  fileprivate func lines(columns: Int, rows: Int, isColored: Bool) -> [String] {
    let yTicks = yTicks(count: max(2, rows / 4))
    let labelWidth = yTicks.labels.map(\.count).max() ?? 0
    let canvas = drawing(columns: columns - labelWidth - 4, rows: rows)
    let xTicks = xTicks(count: max(2, canvas.columns / 12))
    // The cell in which a value lies, none where the axis does not reach it.
    func column(_ x: Double) -> Int {
      min(Int(across(x) * Double(canvas.columns)), canvas.columns - 1)
    }
    func row(_ y: Double) -> Int { min(Int(down(y) * Double(rows)), rows - 1) }
    let labels = Dictionary(
      zip(yTicks.values.map(row), yTicks.labels), uniquingKeysWith: { first, _ in first })
    let zeroColumn = xRange.contains(0) ? column(0) : nil
    let zeroRow = yRange.contains(0) ? row(0) : nil

    var lines = (0..<rows).map { row in
      let label = labels[row] ?? ""
      var line = " " + String(repeating: " ", count: labelWidth - label.count) + label
      line += labels[row] == nil ? " │" : " ┤"
      for column in 0..<canvas.columns {
        if let (character, color) = canvas[column, row] {
          line += Ansi.colored(String(character), color, isColored)
        } else if column == zeroColumn || row == zeroRow {
          line += Ansi.dim(column != zeroColumn ? "╌" : row != zeroRow ? "┊" : "┼", isColored)
        } else {
          line += " "
        }
      }
      return line.trimmedRight
    }
    var border = [Character](repeating: "─", count: canvas.columns)
    var names = [Character](repeating: " ", count: columns)
    for (x, label) in zip(xTicks.values, xTicks.labels) {
      border[column(x)] = "┬"
      let start = min(labelWidth + 3 + column(x) - label.count / 2, columns - label.count)
      names.replaceSubrange(start..<start + label.count, with: label)
    }
    let indent = String(repeating: " ", count: labelWidth + 2)
    lines.append(indent + "└" + String(border))
    lines.append((String(names).trimmedRight + "  " + xLabel).trimmedRight)
    return lines
  }

  private func drawing(columns: Int, rows: Int) -> BrailleCanvas {
    let dashes = [[], [4, 3], [1, 2], [6, 2, 1, 2]]
    var canvas = BrailleCanvas(columns: columns, rows: rows)
    for curve in series {
      for line in lines(of: curve) {
        canvas.draw(
          line.map { (across($0.x) * Double(columns * 2), down($0.y) * Double(rows * 4)) },
          dashes: dashes[curve.style.pattern % dashes.count], color: curve.style.color)
      }
    }
    return canvas
  }
}

extension Panel {
  /// The share of the way from the left end of the axes to the right.
  func across(_ x: Double) -> Double {
    (x - xRange.lowerBound) / (xRange.upperBound - xRange.lowerBound)
  }

  /// The share of the way from the upper end of the axes down to the lower.
  func down(_ y: Double) -> Double {
    (yRange.upperBound - y) / (yRange.upperBound - yRange.lowerBound)
  }
}

extension String {
  fileprivate var trimmedRight: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

import Activations

/// One output of a formula over the doubles, piece by piece as polynomials in pairs of doubles: the
/// truth at any number of points, for little more than one evaluation in MPFR a dozen of them.
///
/// Each binade is cut until a polynomial through MPFR values agrees with MPFR at other points to 2^-66
/// of the piece's largest value. Close to 0, and far out, where nearly every function is all but
/// straight, one piece covers what lies between two binades: a polynomial in x, or in 1/x, that agrees
/// to 2^-62 of the value itself. What no polynomial fits, and what one leaves in doubt, goes to MPFR;
/// so a failure is never reported from an approximation.
///
/// Made once, used from any thread.
package struct DoubleApproximation: Sendable {
  /// The numbers from `low` to `high`, of one sign.
  struct Piece: Sendable {
    enum Kind: Sendable {
      /// In t = (x - center) * scale, to within `error`.
      case within
      /// In t = x * scale, to within `error` of the value.
      case small
      /// In t = 1 / (x * scale), which is t times the value, to within `error` of the value.
      case large
      /// Beyond the doubles, to this side.
      case overflow(Double)
    }
    var low: Double
    var high: Double
    var kind: Kind
    var center = 0.0
    var scale = 1.0
    /// Where the terms of its sum of powers of t lie, among those of all pieces.
    var terms = 0..<0
    /// So many of them are needed as pairs; of the others a double holds enough.
    var pairs = 0
    var error = 0.0
    /// Which smooth piece of the formula it lies on.
    var branch = 0
  }

  /// In ascending order; what lies between them only MPFR tells.
  private let pieces: [Piece]
  private let terms: [DoubleDouble]

  /// The pieces of several parts.
  package init(_ parts: [Part]) {
    var pieces: [Piece] = []
    var terms: [DoubleDouble] = []
    for part in parts {
      for var piece in part.pieces {
        let own = part.terms[piece.terms]
        piece.terms = terms.count..<(terms.count + own.count)
        pieces.append(piece)
        terms += own
      }
    }
    self.pieces = pieces.sorted { $0.low < $1.low }
    self.terms = terms
  }

  /// What is fitted at a time, by one thread.
  package struct Part: Sendable {
    var pieces: [Piece] = []
    var terms: [DoubleDouble] = []
  }

  /// The truth for a format where it is settled to 2^-8 ULP; nil where only MPFR tells.
  package func truth(_ x: Double, for target: Precision) -> TrueValue? {
    pieces.withUnsafeBufferPointer { pieces in
      var low = 0
      var high = pieces.count - 1
      while low < high {
        let middle = (low + high) / 2
        if pieces[middle].high < x { low = middle + 1 } else { high = middle }
      }
      guard low == high, pieces[low].low <= x, x <= pieces[low].high else { return nil }
      return terms.withUnsafeBufferPointer { pieces[low].truth(x, target, $0) }
    }
  }
}

extension DoubleApproximation.Piece {
  typealias Terms = UnsafeBufferPointer<DoubleDouble>

  /// The polynomial at x.
  func value(_ x: Double, _ terms: Terms) -> DoubleDouble {
    switch kind {
    case .within: return sum((x - center) * scale, terms)
    case .small: return sum(x * scale, terms)
    case .large:
      let inverse = DoubleDouble(x * scale)
      let t = DoubleDouble(1) / inverse
      var all = DoubleDouble(0)
      for index in self.terms.reversed() { all = all * t + terms[index] }
      return all * inverse
    case .overflow(let sign): return DoubleDouble(sign * .infinity)
    }
  }

  private func sum(_ t: Double, _ terms: Terms) -> DoubleDouble {
    var power = 0.0
    var index = self.terms.upperBound - 1
    let first = self.terms.lowerBound
    while index >= first + pairs {
      power = terms[index].head.addingProduct(power, t)
      index -= 1
    }
    var all = DoubleDouble(power)
    while index >= first {
      all = all * t + terms[index]
      index -= 1
    }
    return all
  }

  func truth(_ x: Double, _ target: Precision, _ terms: Terms) -> TrueValue? {
    let value = value(x, terms)
    if case .overflow = kind {
      return TrueValue(kind: .number, head: value.head, piece: branch)
    }
    let size = abs(value.head)
    let unit = ULP.unit(at: value.head, target)
    var doubt = error / unit
    var least = size
    switch kind {
    case .small: doubt *= size
    case .large:
      doubt *= size
      least = min(size, size / (x * scale))
    default: break
    }
    // Below this a tail loses what it is for; 0 is exact only where it is so everywhere.
    guard least >= 0x1p-960 || size == 0 && self.terms.allSatisfy({ terms[$0].head == 0 }),
      doubt <= 0x1p-8
    else { return nil }
    return TrueValue(
      kind: .number, head: value.head, tail: value.tail, piece: branch, doubt: doubt)
  }
}

import Glibc

/// What a graph computes of constants alone: shapes, folded parameters, axes.
extension Constant {
  /// A function of each number.
  func mapped(by name: String, _ allowance: ImportAllowance) throws -> Constant {
    let functions: [String: (Double) -> Double] = [
      "exp": exp, "log": log, "sqrt": { $0.squareRoot() }, "abs": abs, "neg": { -$0 },
      "floor": { $0.rounded(.down) }, "reciprocal": { 1 / $0 }, "tanh": tanh, "erf": erf,
      "sin": sin, "cos": cos, "sigmoid": { 1 / (1 + exp(-$0)) },
      "sign": { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, "not": { $0 == 0 ? 1 : 0 },
    ]
    guard kind != .string, let function = functions[name] else {
      throw Unsupported("it is not computed of constants")
    }
    try allowance.take(values.count)
    var result = self
    result.values = values.map { rounded(function($0)) }
    return result
  }

  /// Two constants joined, each spread over the other's extents where it has but one.
  func joined(
    with other: Constant, by sign: String, _ allowance: ImportAllowance
  ) throws -> Constant {
    let functions: [String: (Double, Double) -> Double] = [
      "+": (+), "-": (-), "*": (*), "/": (/), "^": pow, "max": { max($0, $1) },
      "min": { min($0, $1) }, "==": { $0 == $1 ? 1 : 0 }, "<": { $0 < $1 ? 1 : 0 },
      ">": { $0 > $1 ? 1 : 0 }, "<=": { $0 <= $1 ? 1 : 0 }, ">=": { $0 >= $1 ? 1 : 0 },
      "and": { $0 != 0 && $1 != 0 ? 1 : 0 }, "or": { $0 != 0 || $1 != 0 ? 1 : 0 },
    ]
    guard let function = functions[sign] else {
      throw Unsupported("it is not computed of constants")
    }
    return try joined(with: other, allowance, function)
  }

  /// The same numbers, repeated where an extent is 1 and another is wanted.
  func expanded(to extents: [Int], _ allowance: ImportAllowance) throws -> Constant {
    try allowance.take(try extents.elements())
    let pattern = Constant(
      kind: kind, shape: extents,
      values: Array(repeating: 0, count: try extents.elements()))
    return try joined(with: pattern, allowance) { own, _ in own }
  }

  private func joined(
    with other: Constant, _ allowance: ImportAllowance, _ function: (Double, Double) -> Double
  ) throws -> Constant {
    guard kind != .string, other.kind != .string else {
      throw Unsupported("it is not computed of constants")
    }
    let rank = max(shape.count, other.shape.count)
    let left = Array(repeating: 1, count: rank - shape.count) + shape
    let right = Array(repeating: 1, count: rank - other.shape.count) + other.shape
    var extents: [Int] = []
    for (a, b) in zip(left, right) {
      guard a == b || a == 1 || b == 1 else {
        throw Unsupported("constants of shapes \(shape) and \(other.shape) do not fit")
      }
      extents.append(a == 1 ? b : a)
    }
    let count = try extents.elements()
    try allowance.take(count)
    var result = Constant(kind: kind, shape: extents)
    result.values.reserveCapacity(count)
    for index in 0..<count {
      let a = values[Self.place(index, extents, left)]
      let b = other.values[Self.place(index, extents, right)]
      result.values.append(rounded(function(a, b)))
    }
    return result
  }

  /// Where the element of an index in `extents` lies in a tensor that is spread over them.
  private static func place(_ index: Int, _ extents: [Int], _ own: [Int]) -> Int {
    var rest = index
    var place = 0
    var step = 1
    for axis in extents.indices.reversed() {
      let coordinate = rest % extents[axis]
      rest /= extents[axis]
      if own[axis] != 1 { place += coordinate * step }
      step *= own[axis]
    }
    return place
  }

  /// The same numbers with other extents, one of which may be left to them.
  func reshaped(_ wanted: [Int]) throws -> Constant {
    var extents = wanted
    for (axis, extent) in wanted.enumerated() where extent == 0 && axis < shape.count {
      extents[axis] = shape[axis]
    }
    if let free = extents.firstIndex(of: -1) {
      extents[free] = 1
      let rest = try extents.elements()
      guard rest > 0, count % rest == 0 else {
        throw Unsupported("shape \(shape) as \(wanted)")
      }
      extents[free] = count / rest
    }
    guard try extents.elements() == count else { throw Unsupported("shape \(shape) as \(wanted)") }
    var result = self
    result.shape = extents
    return result
  }

  /// The axes in another order.
  func transposed(_ order: [Int], _ allowance: ImportAllowance) throws -> Constant {
    guard order.sorted() == Array(shape.indices), kind != .string else {
      throw Unsupported("axes \(order) of shape \(shape)")
    }
    try allowance.take(values.count)
    var strides = Array(repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var result = self
    result.shape = order.map { shape[$0] }
    for index in values.indices {
      var rest = index
      var place = 0
      for (axis, source) in order.enumerated().reversed() {
        place += rest % result.shape[axis] * strides[source]
        rest /= result.shape[axis]
      }
      result.values[index] = values[place]
    }
    return result
  }

  /// Some elements along the first axis.
  func gathered(_ indices: Constant) throws -> Constant {
    guard let first = shape.first, shape.count == 1, let places = indices.integers,
      indices.shape.count <= 1, places.allSatisfy({ (-first..<first).contains($0) })
    else { throw Unsupported("it gathers from shape \(shape)") }
    var result = Constant(kind: kind, shape: indices.shape)
    for place in places {
      let index = place < 0 ? place + first : place
      if kind == .string {
        result.strings.append(strings[index])
      } else {
        result.values.append(values[index])
      }
    }
    return result
  }
}

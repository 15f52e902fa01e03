import Activations

/// Which of a plugin's functions a kernel calls, for one precision and one parameter layout.
struct FunctionChoice {
  let activation: ActivationDescription
  let precision: Precision
  let layout: ParameterLayout

  /// How many columns the matrices must have; nil where no parameter has a value for each.
  var columns: Int? { layout.slots.contains(where: \.isPerChannel) ? layout.channels : nil }

  /// A gradient function, or a derivative, and what it needs beside it.
  struct Gradient {
    var main: FunctionBinding
    var partials: [FunctionBinding]

    /// What they read of x and y.
    var inputs: GradientInputs {
      var inputs: GradientInputs = []
      for function in [main] + partials {
        if function.names("x") { inputs.insert(.x) }
        if function.names("y") { inputs.insert(.y) }
      }
      return inputs
    }
  }

  private var otherPrecision: Precision { precision == .float32 ? .float64 : .float32 }

  private func bind(_ role: FunctionRole, _ precision: Precision) throws(HostError)
    -> FunctionBinding?
  {
    guard let function = activation.function(role, precision) else { return nil }
    return try FunctionBinding(function, layout: layout)
  }

  private func missing(_ what: String, expected: String) -> HostError {
    HostError(
      .missingFunction, "has no function that computes \(what) here", activation: activation.name,
      expected: expected)
  }

  /// The function roles that compute whole arrays, or rows, of values and gradients.
  private var arrayRoles: (value: FunctionRole, gradient: FunctionRole) {
    activation.form == .row ? (.valueRow, .gradientRow) : (.valueArray, .gradientArray)
  }

  /// The forms of one computation, best first: in the caller's precision before the other's; an
  /// array form, unless it would have to be called element by element; a scalar form; that.
  private func candidates(
    array: FunctionRole, scalar: FunctionRole, nearest precisions: [Precision]
  ) throws(HostError) -> [FunctionBinding] {
    var found: [FunctionBinding] = []
    for precision in precisions {
      let array = try bind(array, precision)
      let scalar = activation.form == .row ? nil : try bind(scalar, precision)
      if array?.isOneByOne == true {
        // A row cannot be cut into elements, so a row function cannot be called that way.
        found += [scalar, activation.form == .row ? nil : array].compactMap(\.self)
      } else {
        found += [array, scalar].compactMap(\.self)
      }
    }
    return found
  }

  /// The function for y = f(x), the nearest to `target`'s precision.
  ///
  /// - Throws: `missingFunction` where there is none, or none that takes this layout.
  func value(for target: Precision? = nil) throws(HostError) -> FunctionBinding {
    let nearest = target == otherPrecision ? [otherPrecision, precision] : precisions
    let forms = try candidates(array: arrayRoles.value, scalar: .value, nearest: nearest)
    guard let best = forms.first else {
      throw missing("its value", expected: requirement("value"))
    }
    return best
  }

  private var precisions: [Precision] { [precision, otherPrecision] }

  private func requirement(_ role: String) -> String {
    guard activation.form == .row else {
      return "\(role) or \(role == "value" ? role : "gradient")_array"
    }
    let row = role == "value" ? "value_row" : "gradient_row"
    return "\(row), with `const T *` for a parameter that has a value for each channel"
  }

  /// What a gradient function leaves to partial derivatives: dgate, and dP of each learnable P.
  private func remainder(of function: FunctionBinding) -> [String] {
    let gate = activation.form == .gated && !function.names("dgate") ? ["gate"] : []
    let learnable = activation.parameters.filter {
      $0.isLearnable && !function.names("d" + $0.name)
    }
    return gate + learnable.map(\.name)
  }

  /// The functions for dx = dy * f'(x), dgate and the learnable parameters' sums.
  ///
  /// - Throws: `missingFunction` where no form, with the partial derivatives that it needs, is
  ///   complete.
  func gradient() throws(HostError) -> Gradient {
    let forms = try candidates(
      array: arrayRoles.gradient, scalar: .derivative, nearest: precisions)
    var lacking: String?
    for form in forms {
      var partials: [FunctionBinding] = []
      let names = remainder(of: form)
      for name in names {
        let role = FunctionRole.partial(name)
        if form.function.role.isRow { break }
        var partial = try bind(role, precision)
        if partial == nil { partial = try bind(role, otherPrecision) }
        guard let partial else { break }
        partials.append(partial)
      }
      if partials.count == names.count { return Gradient(main: form, partials: partials) }
      lacking = lacking ?? names[partials.count]
    }
    if let lacking {
      throw missing(
        "the gradient of \(lacking)",
        expected: activation.form == .row
          ? "an argument d\(lacking) of gradient_row"
          : "derivative_\(lacking), or an argument d\(lacking) of gradient_array")
    }
    throw missing("its derivative", expected: requirement("derivative"))
  }

  /// The function for df/dx, the most exact there is; nil for a row form.
  ///
  /// A derivative of x keeps its digits far out, where one of y has lost them with y; a double
  /// rounded once to float is as exact as a float can be. So for double: double before float. For
  /// both: x before y alone, the caller's precision before the other, and a scalar function before
  /// an array's, which is written for speed. A form that is only usable element by element is no
  /// worse here.
  func derivative() throws(HostError) -> FunctionBinding? {
    guard activation.form != .row else { return nil }
    var forms: [FunctionBinding] = []
    for role in [FunctionRole.derivative, .gradientArray] {
      for precision in precisions {
        if let form = try bind(role, precision) { forms.append(form) }
      }
    }
    func losses(_ form: FunctionBinding) -> [Int] {
      let isNarrower = precision == .float64 && form.function.precision == .float32
      return [
        isNarrower ? 1 : 0, form.names("x") ? 0 : 1, form.function.role.isScalar ? 0 : 1,
        form.function.precision == precision ? 0 : 1,
      ]
    }
    let best = forms.min { losses($0).lexicographicallyPrecedes(losses($1)) }
    guard let best else {
      throw missing("its derivative", expected: requirement("derivative"))
    }
    return best
  }
}

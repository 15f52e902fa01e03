import ActivationHost
import Activations
import Formulas

/// An activation under examination: its description, and what its metadata promise.
struct Subject: Sendable {
  let library: LibraryDescription
  let image: ElfImage
  let activation: ActivationDescription
  /// The names that expressions may use, in the order in which their values are given.
  let variables: [String]
  /// The definition; nil where there is none, or where it does not parse.
  let formula: Formula?
  /// What is wrong with expressions in the metadata.
  let problems: [String]
  /// The ends of the declared range.
  let range: (low: Formula, high: Formula)?
  /// The declared kinks.
  let kinks: Kinks?

  static let inputs = ["x", "gate", "u", "training"]

  /// The library's file, without its directory.
  var nameOfFile: String {
    library.path.split(separator: "/").last.map(String.init) ?? library.path
  }

  init(library: LibraryDescription, image: ElfImage, activation: ActivationDescription) {
    self.library = library
    self.image = image
    self.activation = activation
    let names = activation.parameters.map(\.name)
    variables = Self.inputs + names
    var problems: [String] = []
    func parse(_ key: String, _ text: String, _ variables: [String]) -> Formula? {
      do throws(FormulaError) {
        return try Formula(text, variables: variables)
      } catch {
        problems.append("\(key): \(error.description.dropFirst(0))")
        return nil
      }
    }
    let definition = activation.text("formula").flatMap {
      parse("formula", $0, Self.inputs + names)
    }
    if let definition, definition.usesRow, activation.form != .row {
      problems.append("formula: sum, mean and max of one argument are for rows")
      formula = nil
    } else {
      formula = definition
    }
    if let text = activation.text("range"), text.count > 2,
      let comma = Self.separators(of: text.dropFirst().dropLast(), ",").first
    {
      let inner = text.dropFirst().dropLast()
      let low = parse("range", String(inner[..<comma]), names)
      let high = parse("range", String(inner[inner.index(after: comma)...]), names)
      if let low, let high { range = (low, high) } else { range = nil }
    } else {
      range = nil
    }
    kinks = activation.text("kinks").map { text in
      Kinks(text, parameters: names) { problems.append("kinks: \($0.description)") }
    }
    self.problems = problems
  }

  /// The error in ULP that the author promises not to exceed in this precision; nil where nothing is
  /// promised.
  func maxULP(_ precision: Precision, isDerivative: Bool) -> Double? {
    activation.promisedULP(precision, isDerivative: isDerivative).flatMap { Double($0) }
  }

  /// The places of `separator` outside parentheses.
  private static func separators(of text: Substring, _ separator: Character) -> [String.Index] {
    var depth = 0
    return text.indices.filter { index in
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" { depth -= 1 }
      return depth == 0 && text[index] == separator
    }
  }

  /// The expressions in a list: `-3 3`, `0, threshold`, `(1 - beta) / alpha`. A part between commas
  /// that is no expression as a whole is cut at its spaces.
  static func expressions(_ text: String, _ names: [String]) -> [String] {
    split(text[...], ",").flatMap { part in
      (try? Formula(part, variables: names)) != nil ? [part] : split(part[...], " ")
    }
  }

  private static func split(_ text: Substring, _ separator: Character) -> [String] {
    let places = separators(of: text, separator)
    let starts = [text.startIndex] + places.map { text.index(after: $0) }
    return zip(starts, places + [text.endIndex]).map { String(text[$0..<$1]) }
      .filter { !$0.allSatisfy(\.isWhitespace) }
  }

  // MARK: Functions

  func function(_ role: FunctionRole, _ precision: Precision) -> FunctionDeclaration? {
    activation.function(role, precision)
  }

  /// The functions of these roles, in both precisions.
  func functions(_ roles: FunctionRole...) -> [FunctionDeclaration] {
    roles.flatMap { role in Precision.allCases.compactMap { function(role, $0) } }
  }

  /// The functions that compute values, one for each precision that has any: the scalar form where
  /// there is one.
  var values: [FunctionDeclaration] {
    Precision.allCases.compactMap { precision in
      function(.value, precision) ?? function(.valueArray, precision)
        ?? function(.valueRow, precision)
    }
  }

  /// The same for df/dx, forms of y apart.
  var derivatives: [FunctionDeclaration] {
    Precision.allCases.compactMap { precision in
      if let scalar = function(.derivative, precision) { return scalar.takes("x") ? scalar : nil }
      return function(.gradientArray, precision).flatMap { $0.takes("x") ? $0 : nil }
    }
  }

  /// The array and row functions.
  var arrays: [FunctionDeclaration] {
    functions(.valueArray, .gradientArray, .valueRow, .gradientRow)
  }

  /// The partial derivatives, by the name of what they are taken by.
  var partials: [(name: String, function: FunctionDeclaration)] {
    activation.functions.compactMap { function in
      if case .partial(let name) = function.role { (name, function) } else { nil }
    }
  }

  /// Whether a function is told that it is training, or the formula says so.
  var dependsOnTraining: Bool {
    activation.functions.contains { $0.takes("training") } || formula?.names("training") == true
  }

  /// Whether a function takes a random number.
  var dependsOnChance: Bool {
    activation.functions.contains { $0.takes("u") } || formula?.names("u") == true
  }

  var defaults: [Double] { activation.parameters.map(\.defaultValue) }
}

/// Values for an activation's parameters, as a call is given them.
struct Setting: Hashable, Sendable {
  var parameters: [Double]
  var isTraining = false

  /// The values that a function of `precision` can be given: the nearest of its format.
  func rounded(to precision: Precision) -> Setting {
    guard precision.isFloat else { return self }
    var setting = self
    setting.parameters = parameters.map { Double(Float($0)) }
    return setting
  }
}

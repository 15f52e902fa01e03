import ActivationHost
import Activations
import Conformance
import Formulas
import Testing

/// Every plugin says what it is, in full.
@Suite struct DescriptionTests {
  @Test(arguments: Catalogue.names)
  func isDescribed(_ name: String) throws {
    let description = try Catalogue.description(name)
    for key in ["version", "summary", "license", "range"] {
      #expect(description.text(key)?.isEmpty == false, "\(name) lacks \(key)")
    }
    #expect(description.text("license") == "MIT")
    // A projection and an order of elements have no formula in the language.
    if name != "sparsemax", name != "hardmax" {
      let formula = try #require(description.text("formula"))
      let variables =
        ["x", "gate", "u", "training"] + description.parameters.map(\.name)
      _ = try Formula(formula, variables: variables)
    }
    for parameter in description.parameters {
      #expect(!parameter.summary.isEmpty)
      #expect(parameter.interval.contains(parameter.defaultValue))
    }
  }

  @Test(arguments: Catalogue.names)
  func hasEveryForm(_ name: String) throws {
    let description = try Catalogue.description(name)
    for precision in Precision.allCases {
      if description.form == .row {
        #expect(description.function(.valueRow, precision) != nil)
        #expect(description.function(.gradientRow, precision) != nil)
        continue
      }
      #expect(description.function(.value, precision) != nil)
      #expect(description.function(.derivative, precision) != nil)
      #expect(description.function(.valueArray, precision) != nil)
      for parameter in description.parameters where parameter.isLearnable {
        #expect(description.function(.partial(parameter.name), precision) != nil)
      }
    }
  }
}

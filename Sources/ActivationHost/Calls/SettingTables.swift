import Synchronization
import Tabulation

/// How an activation's values, or its gradients, are computed in float32.
public enum ComputedForm: Sendable {
  /// By polynomials in tables, fitted to the plugin's double function.
  case table(ActivationTable)
  /// By the plugin's own function, and why there is no table.
  case function(because: String)

  /// The reason where nothing would be gained.
  public static let hasArrayForm = "the plugin has an array form"

  var table: ActivationTable? {
    if case .table(let table) = self { table } else { nil }
  }
}

/// A function's tables: one for each setting of its parameters that was met, fitted then.
///
/// A setting is found without a lock, and none is held while a table is fitted: two threads that
/// meet a new setting at once both fit it, and one of the two equal tables stays.
final class SettingTables: Sendable {
  /// Fits a table for a setting of the parameters, or says why there is none.
  typealias Fit = @Sendable ([Float]) -> ComputedForm

  private final class Entry: Sendable {
    let setting: [Float]
    let form: ComputedForm
    let next = AtomicLazyReference<Entry>()

    init(_ setting: [Float], _ form: ComputedForm) {
      self.setting = setting
      self.form = form
    }
  }

  /// With more settings than this a program changes them as it runs, and is slower with tables.
  static let mostSettings = 64
  private let parameters: Int
  private let fit: Fit
  private let first = AtomicLazyReference<Entry>()

  /// - Parameter parameters: how many there are.
  init(parameters: Int, fit: @escaping Fit) {
    self.parameters = parameters
    self.fit = fit
  }

  /// The form for the setting that lies at `values`; fitted where it is new.
  func form(_ values: UnsafePointer<Float>?) -> ComputedForm {
    guard var entry = first.load() else { return add(values, after: nil, place: 0) }
    var place = 1
    while !matches(entry, values) {
      guard let next = entry.next.load() else { return add(values, after: entry, place: place) }
      entry = next
      place += 1
    }
    return entry.form
  }

  private func matches(_ entry: Entry, _ values: UnsafePointer<Float>?) -> Bool {
    guard parameters > 0, let values else { return true }
    for index in 0..<parameters where entry.setting[index].bitPattern != values[index].bitPattern {
      return false
    }
    return true
  }

  private func add(
    _ values: UnsafePointer<Float>?, after last: Entry?, place: Int
  ) -> ComputedForm {
    guard place < Self.mostSettings else {
      return .function(because: "its parameters took more than \(Self.mostSettings) settings")
    }
    let setting = values.map { Array(UnsafeBufferPointer(start: $0, count: parameters)) } ?? []
    let entry = Entry(setting, fit(setting))
    let stored = last.map { $0.next.storeIfNil(entry) } ?? first.storeIfNil(entry)
    return stored === entry || matches(stored, values) ? stored.form : form(values)
  }
}

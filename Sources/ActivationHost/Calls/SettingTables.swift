import Synchronization
import Tabulation

/// How an activation's values, or its gradients, are computed in one precision.
public enum ComputedForm: Sendable {
  /// By polynomials in tables, fitted to the plugin's double function.
  case table(any FunctionTable)
  /// By the plugin's own function, and why there is no table.
  case function(because: String)

  /// The reason where nothing would be gained.
  public static let hasArrayForm = "the plugin has an array form"
}

/// A function's tables: one for each setting of its parameters that was met, fitted then.
///
/// A setting is found without a lock, and none is held while a table is fitted: two threads that
/// meet a new setting at once both fit it, and one of the two equal tables stays.
final class SettingTables<Scalar: TabulatedScalar>: Sendable {
  /// A table, or why there is none.
  enum Form: Sendable {
    case table(Scalar.Table)
    case function(because: String)

    var table: Scalar.Table? { if case .table(let table) = self { table } else { nil } }

    var computed: ComputedForm {
      switch self {
      case .table(let table): .table(table)
      case .function(let reason): .function(because: reason)
      }
    }
  }

  /// Fits a table for a setting of the parameters, or says why there is none.
  typealias Fit = @Sendable ([Scalar]) -> Form

  private final class Entry: Sendable {
    let setting: [Scalar]
    let form: Form
    let next = AtomicLazyReference<Entry>()

    init(_ setting: [Scalar], _ form: Form) {
      self.setting = setting
      self.form = form
    }
  }

  /// With more settings than this a program changes them as it runs, and is slower with tables.
  private static var mostSettings: Int { 64 }
  private let parameters: Int
  private let fit: Fit
  private let first = AtomicLazyReference<Entry>()

  /// - Parameter parameters: how many there are.
  init(parameters: Int, fit: @escaping Fit) {
    self.parameters = parameters
    self.fit = fit
  }

  /// The form for the setting that lies at `values`; fitted where it is new.
  func form(_ values: UnsafePointer<Scalar>?) -> Form {
    guard var entry = first.load() else { return add(values, after: nil, place: 0) }
    var place = 1
    while !matches(entry, values) {
      guard let next = entry.next.load() else { return add(values, after: entry, place: place) }
      entry = next
      place += 1
    }
    return entry.form
  }

  private func matches(_ entry: Entry, _ values: UnsafePointer<Scalar>?) -> Bool {
    guard parameters > 0, let values else { return true }
    for index in 0..<parameters where !Scalar.isSame(entry.setting[index], values[index]) {
      return false
    }
    return true
  }

  private func add(
    _ values: UnsafePointer<Scalar>?, after last: Entry?, place: Int
  ) -> Form {
    guard place < Self.mostSettings else {
      return .function(because: "its parameters took more than \(Self.mostSettings) settings")
    }
    let setting = values.map { Array(UnsafeBufferPointer(start: $0, count: parameters)) } ?? []
    let entry = Entry(setting, fit(setting))
    let stored = last.map { $0.next.storeIfNil(entry) } ?? first.storeIfNil(entry)
    return stored === entry || matches(stored, values) ? stored.form : form(values)
  }
}

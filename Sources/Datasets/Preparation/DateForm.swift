/// How a column spells its dates: the order of year, month and day, with or without a time.
///
/// Read are `2024-02-29`, `2024/02/29`, `29.02.2024`, `2/29/24`, `Feb 29 2024`, `29 February 2024`,
/// and after any of them a time such as `T12:30:05.5Z` or ` 12:30`. Time zones are left out of
/// account. Two digits of a year are of 1970 to 2069.
public enum DateForm: String, Sendable, Hashable, Codable, CaseIterable {
  /// 2024-02-29
  case yearMonthDay
  /// 2/29/2024
  case monthDayYear
  /// 29.2.2024
  case dayMonthYear

  /// A date in this form.
  var example: String {
    switch self {
    case .yearMonthDay: "2024-02-29"
    case .monthDayYear: "2/29/2024"
    case .dayMonthYear: "29.2.2024"
    }
  }

  /// The days from 1970-01-01 to the date that `bytes` spell; nil where they spell none.
  func days(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    var scanner = Scanner(bytes: bytes)
    guard let date = scanner.date(self), let time = scanner.time() else { return nil }
    let (year, month, day) = date
    guard (1...12).contains(month), day >= 1, day <= Self.length(month, year) else { return nil }
    return Double(Self.dayNumber(year, month, day)) + time
  }

  private static func length(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The number of a day of the Gregorian calendar, 1970-01-01 being 0.
  ///
  /// Years begin in March, so that the leap day is the last: 153 days are five months.
  private static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month < 3 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ].map { Array($0.utf8) }

  /// Reads a date from the front.
  private struct Scanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var place = 0

    /// A part of a date, and whether it was a month's name.
    private typealias Part = (value: Int, digits: Int)

    private mutating func part() -> Part? {
      let start = place
      var value = 0
      while place < bytes.count, case let digit = bytes[place] &- 0x30, digit < 10,
        place - start < 4
      {
        value = value * 10 + Int(digit)
        place += 1
      }
      if place > start { return (value, place - start) }
      while place < bytes.count, bytes[place] | 0x20 >= 0x61, bytes[place] | 0x20 <= 0x7A {
        place += 1
      }
      guard place - start >= 3 else { return nil }
      let word = bytes[start..<start + 3].map { $0 | 0x20 }
      return DateForm.months.firstIndex(of: word).map { ($0 + 1, 0) }
    }

    private mutating func separator() -> Bool {
      let start = place
      while place < bytes.count, place - start < 2,
        [0x20, 0x2C, 0x2D, 0x2E, 0x2F].contains(bytes[place])
      {
        place += 1
      }
      return place > start
    }

    mutating func date(_ form: DateForm) -> (year: Int, month: Int, day: Int)? {
      guard let first = part(), separator(), let second = part(), separator(), let third = part()
      else { return nil }
      // A month's name says which part it is.
      switch form {
      case .yearMonthDay:
        guard first.digits == 4, third.digits != 0 else { return nil }
        return (first.value, second.value, third.value)
      case .monthDayYear:
        guard second.digits == 1 || second.digits == 2, let year = Self.year(third) else {
          return nil
        }
        return first.digits > 2 ? nil : (year, first.value, second.value)
      case .dayMonthYear:
        guard first.digits == 1 || first.digits == 2, let year = Self.year(third) else {
          return nil
        }
        return second.digits > 2 ? nil : (year, second.value, first.value)
      }
    }

    private static func year(_ part: Part) -> Int? {
      switch part.digits {
      case 4: part.value
      case 2: part.value + (part.value < 70 ? 2000 : 1900)
      default: nil
      }
    }

    /// The share of a day that the rest spells; nil where it is no time.
    mutating func time() -> Double? {
      guard place < bytes.count else { return 0 }
      guard bytes[place] == 0x20 || bytes[place] | 0x20 == 0x74 else { return nil }
      place += 1
      let limits = [24, 60, 61]
      var units: [Int] = []
      while units.count < 3, let unit = part(), (1...2).contains(unit.digits),
        unit.value < limits[units.count]
      {
        units.append(unit.value)
        guard place < bytes.count, bytes[place] == 0x3A else { break }
        place += 1
      }
      guard units.count >= 2 else { return nil }
      // Fractions of a second and time zones.
      let rest = Set(bytes[place...])
      guard rest.isSubset(of: Set(".0123456789+-:Z".utf8)) else { return nil }
      return Double(units[0] * 3600 + units[1] * 60 + (units.count > 2 ? units[2] : 0)) / 86_400
    }
  }
}

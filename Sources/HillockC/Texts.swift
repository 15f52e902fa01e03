import CHillock
import Glibc

/// A text that the caller frees with `hillock_free`; nil where memory is out.
func copied(_ text: String) -> UnsafeMutablePointer<CChar>? { strdup(text) }

/// Where a caller wants to be told what went wrong.
typealias ErrorPlace = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// What `body` gives, during which the process does not fork: for all that takes locks.
func unforked<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure)
  -> Result
{
  hillock_forking_hold()
  defer { hillock_forking_release() }
  return try body()
}

/// What `body` gives; where it throws nil, and the reason, on one line, at the caller's place.
func reporting<Result>(_ place: ErrorPlace?, _ body: () throws -> Result) -> Result? {
  do { return try unforked(body) } catch {
    place?.pointee = copied("\(error)".split(whereSeparator: \.isNewline).joined(separator: " "))
    return nil
  }
}

/// A handle of an object: the caller's own until it closes it.
func handle(_ object: some AnyObject) -> UnsafeMutableRawPointer {
  Unmanaged.passRetained(object).toOpaque()
}

/// The object of a handle.
func object<Object: AnyObject>(_ handle: UnsafeRawPointer?, _: Object.Type) -> Object? {
  handle.map { Unmanaged<Object>.fromOpaque($0).takeUnretainedValue() }
}

/// Gives up a handle.
func close<Object: AnyObject>(_ handle: UnsafeMutableRawPointer?, _: Object.Type) {
  if let handle { unforked { Unmanaged<Object>.fromOpaque(handle).release() } }
}

/// What a caller did wrong.
struct CallError: Error, CustomStringConvertible {
  let description: String
}

/// Frees a text that a function returned.
@_cdecl("hillock_free")
public func hillockFree(_ text: UnsafeMutablePointer<CChar>?) { free(text) }

/// The version of the interface that `hillock.h` states.
@_cdecl("hillock_c_version")
public func hillockVersion() -> Int32 { 2 }

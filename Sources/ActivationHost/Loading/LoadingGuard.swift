import CProcess
import FileNames
import Synchronization

/// Keeps the process the user's: what a plugin changed in it, when it was loaded or called, is put
/// back and told of once.
///
/// That is: the floating-point modes, signals' handlers and mask and the stack that handlers run on,
/// interval timers, the locale, the working directory, the file creation mask, the environment, the
/// standard descriptors and how standard output is buffered. Threads that a library starts are told of,
/// but cannot be undone; nor can what it has done to files.
public enum LoadingGuard {
  private struct Watch {
    var tell: @Sendable (String) -> Void = { _ in }
    var told: Set<String> = []
    /// What there was before the latest load: a number, as a pointer cannot be shared.
    var before: UInt = 0
    var plugins: [String] = []
  }

  private static let watch = Mutex(Watch())

  /// From here on `tell` is given a line for each thing that is found to be changed.
  public static func report(to tell: @escaping @Sendable (String) -> Void) {
    watch.withLock { $0.tell = tell }
  }

  /// Puts back what plugins' functions changed since they were loaded.
  ///
  /// Takes some twenty microseconds; called between epochs and batches, and before files are written.
  public static func check() {
    // A call's own floating-point control is put back as it returns; here it is told of.
    var plugin = hillock_plugins()
    while let current = plugin {
      let control = hillock_plugin_take_changed_control(current)
      if control != 0 {
        let what =
          if control & 0x8040 != 0 { "flush-to-zero" } else if control >> 16 != 0 {
            "the x87 unit's precision or rounding"
          } else { "the floating-point modes" }
        tell("\(name(of: current)) changed \(what) in a call; put back")
      }
      plugin = current.pointee.next
    }
    let found: (text: String, names: [String])? = watch.withLock { watch in
      guard let before = OpaquePointer(bitPattern: watch.before),
        let changed = changes(since: before)
      else { return nil }
      return (changed, watch.plugins)
    }
    guard let found else { return }
    let names = found.names.joined(separator: " or ")
    tell("\(names) changed \(found.text) in a call; put back")
  }

  /// Loads the library of `record`, and puts back what that changed.
  static func open(
    _ record: UnsafeMutablePointer<hillock_plugin>?, _ path: String, name: String
  ) -> UnsafeMutableRawPointer? {
    let before = hillock_state_take()
    let threadsBefore = hillock_thread_count()
    var text = [CChar](repeating: 0, count: 1024)
    let handle = hillock_plugin_open(record, path.fileName, &text, text.count)
    let threads = hillock_thread_count()
    let changed = String(
      decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    watch.withLock { watch in
      if let former = OpaquePointer(bitPattern: watch.before) { hillock_state_free(former) }
      watch.before = UInt(bitPattern: before)
      watch.plugins.append(name)
    }
    if !changed.isEmpty { tell("\(name) changed \(changed) on being loaded; put back") }
    if threadsBefore > 0, threads > threadsBefore {
      let count = threads - threadsBefore
      tell(
        "\(name) started \(count) \(count == 1 ? "thread, which runs" : "threads, which run") on")
    }
    return handle
  }

  private static func changes(since state: OpaquePointer) -> String? {
    var text = [CChar](repeating: 0, count: 1024)
    guard hillock_state_restore(state, &text, text.count) else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func name(of plugin: UnsafeMutablePointer<hillock_plugin>) -> String {
    "\(String(cString: plugin.pointee.name)) (\(String(cString: plugin.pointee.path)))"
  }

  /// Each line once.
  private static func tell(_ line: String) {
    let tell: (@Sendable (String) -> Void)? = watch.withLock { watch in
      watch.told.insert(line).inserted ? watch.tell : nil
    }
    tell?(HostError.line(line, limit: 2000))
  }
}

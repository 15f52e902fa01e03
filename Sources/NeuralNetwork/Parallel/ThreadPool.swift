import CKernels
import FoundationEssentials

/// Threads that share out the work of networks: made once, asleep while there is none.
///
/// Whatever decides bits, as how samples are cut into tiles, depends on the work's shape alone, never
/// on the number of threads, so the same work gives the same bits on any pool. Several networks, on several threads, may use one
/// pool: one at a time has its threads, the others meanwhile run on their own.
public final class ThreadPool: @unchecked Sendable {
  // @unchecked: the C pool guards its own state.
  private let pool: OpaquePointer

  /// As many threads as the machine has cores.
  public static let allCores = ThreadPool(threads: 0)

  /// A pool of `threads`, of which one is the thread that calls; 0 for as many as there are cores.
  public init(threads: Int) {
    let wanted = threads > 0 ? threads : ProcessInfo.processInfo.activeProcessorCount
    guard let pool = hillock_pool_create(min(wanted, 1024)) else {
      fatalError("no memory for a thread pool")
    }
    self.pool = pool
  }

  deinit { hillock_pool_destroy(pool) }

  /// The threads that it has, with the one that calls.
  public var threads: Int { hillock_pool_threads(pool) }

  /// Runs `work.perform` once for each index below `tasks`, and returns when all are done.
  func run(_ tasks: Int, _ work: ParallelWork) {
    hillock_pool_run(
      pool, tasks,
      { context, index, worker in
        guard let context else { return }
        Unmanaged<ParallelWork>.fromOpaque(context).takeUnretainedValue()
          .perform(index, worker: worker)
      }, Unmanaged.passUnretained(work).toOpaque())
  }
}

/// Work that a pool shares out. A class, so that a job is one pointer and starting it allocates
/// nothing.
class ParallelWork {
  /// Does task `index`. Called on several threads at once, each with its own `worker`, which is
  /// below the pool's ``ThreadPool/threads``.
  func perform(_ index: Int, worker: Int) {
    preconditionFailure("work without a task")
  }
}

extension ThreadPool {
  /// Runs `body` once for each index below `count`, dealt out in order to threads as they come free,
  /// and returns when all are done.
  package func forEach(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    run(count, IndexedWork(body))
  }
}

/// Work that is a closure.
private final class IndexedWork: ParallelWork {
  private let body: @Sendable (Int) -> Void

  init(_ body: @escaping @Sendable (Int) -> Void) { self.body = body }

  override func perform(_ index: Int, worker: Int) { body(index) }
}

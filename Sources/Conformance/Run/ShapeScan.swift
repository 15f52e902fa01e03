import ActivationHost
import Activations
import CProbe
import Glibc

/// Looks at a chunk's values, block by block and form by form, for what the author says of their course.
final class ShapeScan {
  private let shape: Shape
  private var allowance: compare_allowance
  private let functions: [FunctionDeclaration]
  private let setting: Setting
  private let caller: Caller
  private let here: UnsafeMutablePointer<Float>
  private let mirrored: UnsafeMutablePointer<Float>

  private var isNegative = false
  private var courses: [compare_course] = []
  private var asymmetries: [[ChunkShape.Point]] = []
  /// Whether a form has given other bits than the first one in this chunk.
  private var isApart: [Bool] = []
  /// The first form's course before its last block, and the asymmetry in that.
  private var before = compare_course()
  private var asymmetry: [ChunkShape.Point] = []

  /// - Parameter block: the most values that it is shown at once.
  init(
    _ shape: Shape, _ functions: [FunctionDeclaration], _ setting: Setting, _ caller: Caller,
    block: Int
  ) {
    self.shape = shape
    allowance = shape.swept
    (self.functions, self.setting, self.caller) = (functions, setting, caller)
    here = .allocate(capacity: block)
    mirrored = .allocate(capacity: block)
  }

  deinit {
    here.deallocate()
    mirrored.deallocate()
  }

  /// Begins a chunk.
  func begin(_ chunk: Int) {
    isNegative = chunk % 2 == 1
    courses = Array(repeating: compare_course(), count: functions.count)
    asymmetries = Array(repeating: [], count: functions.count)
    isApart = Array(repeating: false, count: functions.count)
  }

  /// The values that a form gave at floats whose bits follow on the last ones; the first form's first.
  ///
  /// What lies in the result's slot afterwards is no longer what the call left there.
  func look(
    at values: UnsafePointer<Float>, over x: UnsafeBufferPointer<Float>, form: Int, isSame: Bool
  ) throws(ProbeFailure) {
    if form == 0 {
      (before, asymmetry) = (courses[0], [])
    } else if isSame {
      note(asymmetry, form)
      if !isApart[form] { return }
    } else if !isApart[form] {
      (courses[form], isApart[form]) = (before, true)
    }
    // Bits go up as negative numbers go down.
    let direction = Int32(shape.direction) * (isNegative ? -1 : 1)
    compare_follow(x.baseAddress, values, x.count, direction, &allowance, &courses[form])
    // The first form's mirror image is looked at from one side; another's where it is not the first's.
    if shape.mirror != nil, form == 0 ? !isNegative : !isSame { try mirror(values, x, form) }
  }

  private func mirror(
    _ values: UnsafePointer<Float>, _ x: UnsafeBufferPointer<Float>, _ form: Int
  ) throws(ProbeFailure) {
    here.update(from: values, count: x.count)
    for index in x.indices { mirrored[index] = -x[index] }
    let slot = caller.probe.slot(.x)
    slot.copyMemory(from: mirrored, byteCount: x.count * 4)
    let there = try caller.sweep(
      functions[form], setting, over: UnsafeBufferPointer(start: mirrored, count: x.count)
    ).assumingMemoryBound(to: Float.self)
    slot.copyMemory(from: x.baseAddress!, byteCount: x.count * 4)
    let index = compare_mirror(here, there, x.count, Float(shape.mirror ?? 1), &allowance)
    guard index < x.count else { return }
    let found = [
      ChunkShape.Point(x[index], here[index]), ChunkShape.Point(-x[index], there[index]),
    ]
    if form == 0 { asymmetry = found }
    note(found, form)
  }

  private func note(_ found: [ChunkShape.Point], _ form: Int) {
    if asymmetries[form].isEmpty { asymmetries[form] = found }
  }

  /// What the chunk came to, for each form.
  var shapes: [ChunkShape] {
    functions.indices.map { form in
      let course = courses[isApart[form] ? form : 0]
      var shape = ChunkShape(asymmetry: asymmetries[form])
      if course.is_known {
        (shape.low, shape.high) = (ChunkShape.Point(course.low), ChunkShape.Point(course.high))
      }
      if course.has_turned {
        shape.turn = [ChunkShape.Point(course.from), ChunkShape.Point(course.to)]
      }
      return shape
    }
  }
}

/// Sweeps the float forms of a value for its shape alone, where no formula tells more.
final class ShapeWorker: ChunkWorker {
  private let functions: [FunctionDeclaration]
  private let setting: Setting
  private let caller: Caller
  private let scan: ShapeScan
  private let x: UnsafeMutablePointer<Float>
  private let reference: UnsafeMutablePointer<Float>
  private static let block = 1 << 16

  /// - Parameter effects: where to note what its calls do beside computing.
  init(_ sweep: ExhaustiveSweep, _ shape: Shape, _ effects: Effects) throws(ProbeFailure) {
    let subject = sweep.examination.subject
    functions = sweep.functions
    caller = try Caller(subject, sweep.examination.options.probe, effects)
    setting = Setting(parameters: subject.defaults).rounded(to: .float32)
    scan = ShapeScan(shape, functions, setting, caller, block: Self.block)
    x = .allocate(capacity: Self.block)
    reference = .allocate(capacity: Self.block)
    // The parameters; x differs from block to block.
    for function in functions { caller.fill(function, CallInputs(x: [0], setting: setting)) }
  }

  deinit {
    x.deallocate()
    reference.deallocate()
  }

  func sweep(_ chunk: Int) throws(ProbeFailure) -> [ExhaustiveSweep.Outcome.Form] {
    scan.begin(chunk)
    let sign: UInt32 = chunk % 2 == 1 ? 0x8000_0000 : 0
    let first = UInt32(chunk / 2) << 23
    // Of the last chunk only infinity is a number.
    let total = first == Float.infinity.bitPattern ? 1 : 1 << 23
    for start in stride(from: 0, to: total, by: Self.block) {
      let count = min(Self.block, total - start)
      compare_fill(x, (first + UInt32(start)) | sign, count)
      caller.probe.slot(.x).copyMemory(from: x, byteCount: count * 4)
      for (form, function) in functions.enumerated() {
        let floats = UnsafeBufferPointer(start: UnsafePointer(x), count: count)
        let got = try caller.sweep(function, setting, over: floats)
          .assumingMemoryBound(to: Float.self)
        let isSame = form > 0 && memcmp(got, reference, count * 4) == 0
        if form == 0 { reference.update(from: got, count: count) }
        try scan.look(at: got, over: floats, form: form, isSame: isSame)
      }
    }
    return scan.shapes.map {
      ExhaustiveSweep.Outcome.Form(compared: total, shapes: [chunk: $0])
    }
  }
}

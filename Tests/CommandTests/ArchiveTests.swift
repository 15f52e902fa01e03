import Foundation
import Testing

/// `.npz`: arrays in a ZIP archive.
@Suite struct ArchiveTests {
  /// Writes archives with Python's own library; `X` are eight rows, `y` their classes.
  private static let script = """
    import struct, zipfile
    def npy(kind, shape, values):
        head = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, shape)
        head = head.ljust(117) + "\\n"
        code = {"<f8": "d", "<i4": "i", "|u1": "B"}[kind]
        return b"\\x93NUMPY\\1\\0" + struct.pack("<H", len(head)) + head.encode() + struct.pack(
            "<%d%s" % (len(values), code), *values)
    X = npy("<f8", "(8, 2)", [v for i in range(8) for v in (i, i % 3)])
    y = npy("|u1", "(8,)", [i // 4 for i in range(8)])
    def write(path, packing, **arrays):
        with zipfile.ZipFile(path, "w", packing) as archive:
            for name, array in arrays.items():
                with archive.open(name + ".npy", "w", force_zip64=True) as member:
                    member.write(array)
    write("stored.npz", zipfile.ZIP_STORED, X=X, y=y)
    write("deflated.npz", zipfile.ZIP_DEFLATED, y=y, X=X)
    write("named.npz", zipfile.ZIP_STORED, size=X, kind=y)
    write("one.npz", zipfile.ZIP_DEFLATED, table=X)
    write("three.npz", zipfile.ZIP_STORED, a=X, b=X, y=y)
    write("lzma.npz", zipfile.ZIP_LZMA, X=X, y=y)
    with zipfile.ZipFile("book.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    data = open("stored.npz", "rb").read()
    open("cut.npz", "wb").write(data[:-30])
    place = data.index(b"NUMPY") + 150
    open("damaged.npz", "wb").write(data[:place] + bytes([data[place] ^ 1]) + data[place + 1:])
    """

  private func workspace() throws -> Workspace {
    let workspace = try Workspace()
    try workspace.write("make.py", Self.script)
    let made = try workspace.shell("python3 make.py")
    try #require(made.status == 0, "\(made.errors)")
    return workspace
  }

  private func train(_ words: [String], in workspace: Workspace) throws -> CommandRun {
    try CommandRun.hillock(
      ["train"] + words + [
        "--activation", "tanh", "--epochs", "1", "--output", "m.safetensors", "--format", "json",
        "--plugins", Fixtures.plugins,
      ], in: workspace)
  }

  @Test func arraysAreSamples() throws {
    let workspace = try workspace()
    for words in [["stored.npz"], ["deflated.npz"], ["named.npz", "--label", "kind"]] {
      let run = try train(words, in: workspace)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains("\"samples\":8") && run.output.contains("\"name\":\"1\""))
      #expect(run.output.contains("\"inputs\":[{") && !run.output.contains("\"name\":\"2\""))
    }
    let evaluate = try workspace.hillock(
      "evaluate", "m.safetensors", "deflated.npz", "--plugins", Fixtures.plugins)
    #expect(evaluate.status == 0, "\(evaluate.errors)")
    let predict = try workspace.hillock(
      "predict", "m.safetensors", "stored.npz", "--plugins", Fixtures.plugins)
    #expect(predict.output.split(separator: "\n").count == 9, "\(predict.errors)")
    // Alone, an array is a table whose last column is the label.
    #expect(try train(["one.npz"], in: workspace).output.contains("\"samples\":8"))
  }

  @Test(arguments: [
    ("three.npz", "found \"a\", \"b\", \"y\""), ("lzma.npz", "packed otherwise"),
    ("book.xlsx", "an Excel workbook; save it as CSV"), ("cut.npz", "a whole ZIP archive"),
    ("damaged.npz", "damaged data in \"X.npy\""),
  ])
  func whatIsNoneIsRefused(_ name: String, _ message: String) throws {
    let run = try train([name], in: workspace())
    #expect(run.status == 1 && run.errorLines.count == 1)
    #expect(run.errors.contains(message), "\(run.errors)")
  }
}

import Foundation

/// A Python with packages of others, made once under `.build` from wherever pip finds them.
struct PythonEnvironment: Sendable {
  /// The interpreter; nil where the packages are out of reach.
  let python: String?

  /// Whether there is one.
  var isThere: Bool { python != nil }

  /// What scikit-learn writes as ONNX, and what runs it.
  static let onnx = PythonEnvironment(
    "onnx", "onnx==1.23.2 onnxruntime==1.32.0 scikit-learn==1.9.1 skl2onnx==1.20.0 'numpy>=2.1'")
  /// PyTorch without CUDA, which would be gigabytes: PyPI has no such build, so that pip must be
  /// told of one (PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu).
  static let torch = PythonEnvironment(
    "torch",
    "torch==2.13.0+cpu 'numpy>=2.1' onnx==1.23.2 onnxruntime==1.32.0 onnxscript==0.7.2")
  static let jax = PythonEnvironment("jax", "jax==0.10.2 'numpy>=2.1'")
  static let keras = PythonEnvironment(
    "keras", "tensorflow-cpu==2.21.0 keras==3.15.1 'numpy>=2.1'")

  /// The directory of the scripts that tests run in it.
  static let scripts = Fixtures.package.appending(path: "Tests").path(percentEncoded: false)

  private init(_ name: String, _ packages: String) {
    let venv = Fixtures.package.appending(path: ".build/python-tests/\(name)")
      .path(percentEncoded: false)
    // What was installed says so, and is installed anew where other packages are wanted.
    let mark = packages.replacing("'", with: "")
    let line = """
      set -e
      [ "$(cat '\(venv)/complete' 2>/dev/null)" = '\(mark)' ] && exit 0
      rm -rf '\(venv)'
      python3 -m venv '\(venv)'
      timeout 300 '\(venv)/bin/pip' -q install --disable-pip-version-check --retries 1 \(packages)
      echo '\(mark)' > '\(venv)/complete'
      """
    guard let workspace = try? Workspace(), let run = try? workspace.shell(line), run.status == 0
    else {
      python = nil
      return
    }
    python = "\(venv)/bin/python"
  }
}

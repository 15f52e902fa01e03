import Foundation

/// A Python with the packages that real producers and users of ONNX need, made once under `.build`
/// from PyPI; nil where that is out of reach.
enum PythonEnvironment {
  /// The directory of the scripts that tests run in it.
  static let scripts = Fixtures.package.appending(path: "Tests").path(percentEncoded: false)

  /// The interpreter.
  static let python: String? = {
    let venv = Fixtures.package.appending(path: ".build/python-tests")
      .path(percentEncoded: false)
    let packages =
      "onnx==1.23.2 onnxruntime==1.32.0 scikit-learn==1.9.1 skl2onnx==1.20.0 'numpy>=2.1'"
    let line = """
      set -e
      [ -e '\(venv)/complete' ] && exit 0
      rm -rf '\(venv)'
      python3 -m venv '\(venv)'
      timeout 300 '\(venv)/bin/pip' -q install --disable-pip-version-check --retries 1 \(packages)
      touch '\(venv)/complete'
      """
    guard let workspace = try? Workspace(), let run = try? workspace.shell(line), run.status == 0
    else { return nil }
    return "\(venv)/bin/python"
  }()

  /// Whether there is one.
  static var isThere: Bool { python != nil }
}

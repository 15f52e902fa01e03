import Foundation
import Glibc
import Testing

/// The page in a real browser, on a desk and on a phone, with pointer and keyboard.
@Suite(
  .serialized,
  .enabled(if: Browser.isInstalled, "chromium and chromium-driver are not installed"))
struct PageTests {
  struct Size: CustomTestStringConvertible {
    var name: String
    var width: Int
    var height: Int
    var testDescription: String { name }
  }

  static let sizes = [
    Size(name: "desk", width: 1280, height: 900), Size(name: "phone", width: 390, height: 844),
  ]

  private func withPage(
    _ size: Size, _ part: String, isDark: Bool = false, of own: TestServer? = nil,
    _ body: (Browser, TestServer) async throws -> Void
  ) async throws {
    let shared = try await TestServer.shared.value
    let server = own ?? shared
    let browser = try await Browser(width: size.width, height: size.height, isDark: isDark)
    do {
      try await browser.open("http://localhost:\(server.port)/#\(part)")
      try await browser.wait("'ready' in document.documentElement.dataset")
      try await body(browser, server)
      // Nothing is wider than the window, and nothing came from elsewhere.
      let width = try await browser.script("return document.documentElement.scrollWidth")
      #expect(try #require(width as? Int) <= max(size.width, 0))
      let foreign = try await browser.script(
        "return performance.getEntriesByType('resource').map(e => e.name)"
          + ".filter(n => !n.startsWith(location.origin))")
      #expect(foreign as? [String] == [])
      #expect(try await browser.complaints() == [])
    } catch {
      _ = try? await browser.picture("failed-\(part)-\(size.name)")
      await browser.close()
      throw error
    }
    await browser.close()
  }

  @Test(arguments: sizes) func seeShowsCurvesErrorsAndFormulas(size: Size) async throws {
    try await withPage(size, "see") { browser, _ in
      try await browser.wait("document.querySelectorAll('#see-curves canvas').length == 1")
      try await browser.wait("document.querySelectorAll('#see-worst tbody tr').length > 3")
      try await browser.wait(
        "document.querySelector('#see-about').innerText.includes('x * normal_cdf(x)')")
      try await browser.picture("see-\(size.name)")

      // A second curve, and a formula in its place, with a fault in it at first.
      try await browser.click("#see-add")
      try await browser.type("x * tanh(", into: ".subject:nth-of-type(2) input[type=text]")
      try await browser.wait("document.querySelector('pre.caret')?.textContent.includes('^')")
      try await browser.picture("see-fault-\(size.name)")
      try await browser.type(
        "x * tanh(softplus(beta * x))", into: ".subject:nth-of-type(2) input[type=text]")
      try await browser.wait(
        "[...document.querySelectorAll('button')].some(b => b.textContent == 'Let beta be a parameter')"
      )
      _ = try await browser.script(
        "[...document.querySelectorAll('button')].find(b => b.textContent == 'Let beta be a parameter').click()"
      )
      try await browser.wait("document.querySelector('.subject:nth-of-type(2) .parameter input')")
      try await browser.wait(
        "[...document.querySelectorAll('#see-curves .u-label')].some(l => l.textContent.includes('beta = 1'))"
      )
      #expect(
        try await browser.script("return document.querySelectorAll('pre.caret').length") as? Int
          == 0)
      try await browser.picture("see-formula-\(size.name)")

      // Down to neighbouring floats, by the keyboard alone.
      _ = try await browser.script(
        "document.querySelector('#see-precision').value = 'float32';"
          + "document.querySelector('#see-precision').dispatchEvent(new Event('change'));"
          + "document.querySelector('#see-from').value = 1;"
          + "document.querySelector('#see-to').value = 2;"
          + "document.querySelector('#see-to').dispatchEvent(new Event('change'));"
          + "document.querySelector('#see-curves').focus()")
      for _ in 0..<24 { try await browser.press("+") }
      try await browser.wait("document.querySelectorAll('#see-table tbody tr').length < 10")
      try await browser.press("0")
      try await browser.wait("Number(document.querySelector('#see-to').value) == 6")

      // The link holds it all.
      let link = try #require(try await browser.script("return location.href") as? String)
      try await browser.open("about:blank")
      try await browser.open(link)
      try await browser.wait(
        "[...document.querySelectorAll('#see-curves .u-label')].some(l => l.textContent.includes('beta = 1'))"
      )
    }
  }

  @Test(arguments: sizes) func shapeShowsMathematicsAndTheSource(size: Size) async throws {
    let directory = TestServer.directory("page-\(size.name)")
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    let watching = try await TestServer(plugins: directory)
    try await withPage(size, "shape", of: watching) { browser, _ in
      try await browser.wait("document.querySelectorAll('#shape-mathematics math').length == 2")
      try await browser.type("x / (1 + abs(x))", into: ".subject input[type=text]")
      try await browser.wait("document.querySelector('#shape-mathematics mfrac')")
      try await browser.wait(
        "document.querySelector('#shape-source').textContent.includes('ACTIVATION_FORMULA(mine')")
      try await browser.wait("document.querySelector('#shape-curves canvas')")
      try await browser.wait("document.querySelectorAll('#shape-comparisons pre').length == 4")
      #expect(
        try await browser.script("return document.querySelectorAll('#shape-files a').length")
          as? Int == 4)
      try await browser.picture("shape-\(size.name)")
      try await browser.type("x / (1 + ", into: ".subject input[type=text]")
      try await browser.wait("document.querySelector('#shape-subject pre.caret')")

      // A plugin that is put into the directory appears, and is examined.
      try FileManager.default.copyItem(
        atPath: "\(TestServer.plugins.get())/tanh.so", toPath: "\(directory)/.tanh")
      try FileManager.default.moveItem(
        atPath: "\(directory)/.tanh", toPath: "\(directory)/tanh.so")
      try await browser.wait("document.querySelector('#shape-appeared .verdict')")
      try await browser.wait(
        "document.querySelector('#shape-appeared .verdict').dataset.verdict == 'conforms'")
      _ = try await browser.script(
        "document.querySelector('#shape-appeared').scrollIntoView({ block: 'center' })")
      try await browser.picture("shape-appeared-\(size.name)")
    }
    await watching.stop()
  }

  @Test(arguments: sizes) func learnTrainsPausesStepsAndExports(size: Size) async throws {
    try await withPage(size, "learn") { browser, _ in
      try await browser.wait("document.querySelectorAll('.lane').length == 2")
      try await browser.click("#learn-step")
      try await browser.wait("document.querySelector('.lane').dataset.epoch == '1'")
      try await browser.click("#learn-play")
      try await browser.wait("Number(document.querySelector('.lane').dataset.accuracy) > 0.9")
      try await browser.picture("learn-\(size.name)")
      try await browser.click("#learn-play")
      try await browser.wait("document.querySelector('#learn-play').textContent == 'Train'")

      // The surface is painted: many colours.
      let colors = try await browser.script(
        """
        const canvas = document.querySelector('.surface canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return new Set(new Uint32Array(data.buffer)).size;
        """)
      #expect(try #require(colors as? Int) > 20)
      let units = try await browser.script("return document.querySelectorAll('.lane .unit').length")
      #expect(try #require(units as? Int) == 64)

      try await browser.click("#learn-export summary")
      try await browser.wait("document.querySelectorAll('#learn-commands code').length == 2")
      let command = try await browser.script(
        "return document.querySelector('#learn-commands code').textContent")
      #expect("\(command ?? "")".hasPrefix("hillock train spirals.csv"))

      // The page that is kept has pictures and the command, and asks for nothing.
      let page = try await browser.script(
        """
        const blobs = [], make = URL.createObjectURL;
        URL.createObjectURL = (blob) => { blobs.push(blob); return make.call(URL, blob); };
        const link = document.querySelector('a[download="run.html"]');
        link.addEventListener('click', (event) => event.preventDefault());
        link.click();
        return blobs[0].text();
        """)
      let text = "\(page ?? "")"
      #expect(text.hasPrefix("<!doctype html>"))
      #expect(text.contains("data:image/png;base64,") && text.contains("hillock train spirals.csv"))
      #expect(!text.contains(/(src|href)="(?!data:)/))

      // Other data: begun anew.
      _ = try await browser.script(
        "const kind = document.querySelector('#learn-setting select'); kind.value = 'moons';"
          + "kind.dispatchEvent(new Event('change'))")
      try await browser.wait("document.querySelector('.lane').dataset.epoch == '0'")
      try await browser.wait("decodeURIComponent(location.hash).includes('moons')")
      try await browser.click("#learn-play")
      try await browser.wait("Number(document.querySelector('.lane').dataset.epoch) > 3")
      try await browser.click("#learn-reset")
      try await browser.wait("document.querySelector('.lane').dataset.epoch == '0'")
    }
  }

  /// Browsers keep pages that were left, and grant six connections to all of a server's.
  @Test func pagesThatAreLeftHoldNoConnections() async throws {
    try await withPage(Self.sizes[0], "learn") { browser, server in
      for visit in 0..<6 {
        try await browser.wait("document.querySelectorAll('.lane .unit').length > 0")
        try await browser.click("#learn-play")
        try await browser.wait("Number(document.querySelector('.lane').dataset.epoch) > 0")
        guard visit < 5 else { break }
        try await browser.open("about:blank")
        try await browser.open("http://localhost:\(server.port)/#learn")
      }
    }
  }

  @Test(
    .enabled(if: Axe.text != nil, "axe-core cannot be had from PyPI"),
    arguments: sizes.flatMap { size in ["see", "shape", "learn"].map { (size, $0) } })
  func whoSeesLittleCanUseIt(size: Size, part: String) async throws {
    for isDark in [false, true] {
      try await withPage(size, part, isDark: isDark) { browser, _ in
        try await browser.wait(
          part == "shape"
            ? "document.querySelector('#shape-source').textContent.length > 100"
            : part == "see"
              ? "document.querySelectorAll('#see-worst tbody tr').length > 3"
              : "document.querySelectorAll('.lane .unit').length > 0")
        _ = try await browser.script(
          "document.querySelectorAll('details').forEach(d => d.open = true)")
        _ = try await browser.script("\(Axe.text ?? ""); window.axe = axe;")
        let found = try await browser.script(
          """
          const result = await window.axe.run(document, { resultTypes: ['violations'] });
          return result.violations.map(v => v.id + ': ' + v.help + ': '
            + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '));
          """)
        #expect(found as? [String] == [])
        try await browser.picture("\(part)-\(size.name)-\(isDark ? "dark" : "light")")
      }
    }
  }
}

/// The accessibility checker, from PyPI, kept beside the build.
enum Axe {
  /// Its script; nil where PyPI is out of reach.
  static let text: String? = {
    let directory = "\(TestServer.package)/.build/axe"
    let script = "\(directory)/axe_core_python/axe.min.js"
    if !FileManager.default.fileExists(atPath: script) {
      let install = try? Child([
        "python3", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--target", directory, "axe-core-python==0.1.0",
      ])
      // Before any test runs: whether they do depends on it.
      if let install { waitpid(install.id, nil, 0) }
    }
    return try? String(contentsOfFile: script, encoding: .utf8)
  }()
}

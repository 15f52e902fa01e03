// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let cSettings: [CSetting] = [
  .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
]

/// A system library: a module map and a header of tiny accessors, installed by `make setup`.
func system(_ name: String, pkgConfig: String? = nil, package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func cModule(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, cSettings: cSettings)
}

/// Tests; `exclude` are the sources of the plugins that they compile themselves.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings)
}

let package = Package(
  name: "hillock",
  products: [
    .executable(name: "hillock", targets: ["hillock"]),
    .library(name: "ActivationHost", targets: ["Activations", "ActivationHost"]),
    .library(name: "HillockC", type: .static, targets: ["HillockC"]),
    .library(name: "NeuralNetwork", targets: ["Activations", "Datasets", "NeuralNetwork"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
  ],
  targets: [
    system("CLibFFI", pkgConfig: "libffi", package: "libffi-dev"),
    system("CCrypto", pkgConfig: "libcrypto", package: "libssl-dev"),
    system("CCairo", pkgConfig: "cairo", package: "libcairo2-dev"),
    system("CMPFR", pkgConfig: "mpfr", package: "libmpfr-dev"),
    system("CZlib", pkgConfig: "zlib", package: "zlib1g-dev"),
    system("CZstd", pkgConfig: "libzstd", package: "libzstd-dev"),

    .target(name: "CActivation", exclude: ["tables.py"], cSettings: cSettings),
    cModule("CProcess"),
    cModule("CEnding", ["CProcess"]),
    cModule("CIsolation", ["CProcess"]),
    cModule("CPluginCalls", ["CLibFFI", "CProcess"]),
    cModule("CKernels", ["CProcess"]),
    cModule("CMessagePassing"),
    cModule("CAllocations"),
    cModule("CTabulation"),
    .target(name: "CDigits", exclude: ["digits.csv", "README.md"], cSettings: cSettings),
    cModule("CManual"),

    module("FileNames"),
    module("Activations"),
    module("Tabulation", ["Activations", "CTabulation"]),
    module(
      "ActivationHost",
      [
        "Activations", "CActivation", "CCrypto", "CIsolation", "CPluginCalls", "CProcess",
        "FileNames", "Tabulation",
      ]),
    module("Datasets", ["Activations", "CProcess", "CZlib", "CZstd", "FileNames"]),
    module("NeuralNetwork", ["Activations", "CCrypto", "CKernels", "CProcess", "Datasets"]),
    cModule("CProbe", ["CLibFFI", "CPluginCalls", "CProcess"]),
    module("Formulas", ["Activations", "CMPFR"]),
    module(
      "Conformance",
      ["ActivationHost", "CProbe", "CProcess", "FileNames", "Formulas", "Tabulation"]),
    module("Authoring", ["Activations", "Formulas"]),
    cModule("CJudging", ["CProcess"]),
    module("Judging", ["Activations", "CJudging", "CProcess", "Formulas"]),
    module("Interchange", ["Activations", "Datasets", "Formulas", "NeuralNetwork"]),
    module("Comparison", ["Activations", "Datasets", "NeuralNetwork"]),
    module("Charts", ["CCairo"]),
    module("Clusters", ["CMessagePassing", "CProcess", "NeuralNetwork"]),
    cModule("CHillock"),
    .target(
      name: "HillockC",
      dependencies: ["ActivationHost", "Activations", "CHillock", "Datasets", "NeuralNetwork"],
      exclude: ["link.sh"], swiftSettings: swiftSettings),
    .target(name: "CPlayground", exclude: ["page"], cSettings: cSettings),
    module(
      "Playground",
      [
        "ActivationHost", "Authoring", "CDigits", "Conformance", "CPlayground", "CProcess",
        "Datasets", "Formulas", "NeuralNetwork",
        .product(name: "Hummingbird", package: "hummingbird"),
      ]),
    .executableTarget(
      name: "hillock",
      dependencies: [
        "ActivationHost",
        "Authoring",
        "CAllocations",
        "CDigits",
        "CManual",
        "CEnding",
        "CProbe",
        "CProcess",
        "Charts",
        "Clusters",
        "Comparison",
        "Conformance",
        "Datasets",
        "FileNames",
        "Formulas",
        "Interchange",
        "Judging",
        "NeuralNetwork",
        "Playground",
        "Tabulation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swiftSettings),

    tests("FileNamesTests", ["FileNames"]),
    tests("ActivationsTests", ["Activations"]),
    tests("TabulationTests", ["Tabulation", "CTabulation"]),
    tests("ActivationHostTests", ["ActivationHost", "Tabulation"], exclude: ["Plugins"]),
    tests("FormulasTests", ["Formulas"]),
    tests("AuthoringTests", ["Authoring", "Formulas"]),
    .target(
      name: "DataFixtures", dependencies: ["Datasets"], path: "Tests/DataFixtures",
      exclude: ["houses.csv"],
      swiftSettings: swiftSettings),
    tests("DatasetsTests", ["Datasets", "DataFixtures"]),
    tests("NeuralNetworkTests", ["NeuralNetwork", "DataFixtures", "CAllocations", "CKernels"]),
    tests("ClustersTests", ["Clusters", "CMessagePassing"]),
    tests("ConformanceTests", ["Conformance"], exclude: ["Broken", "Correct"]),
    tests("JudgingTests", ["Judging", "Formulas"]),
    tests("ComparisonTests", ["Comparison"]),
    tests("ChartsTests", ["Charts"]),
    tests("PlaygroundTests", ["Playground"]),
    tests(
      "InterchangeTests", ["Activations", "Datasets", "Formulas", "Interchange", "NeuralNetwork"]),
    tests(
      "CatalogueTests",
      ["ActivationHost", "Conformance", "Datasets", "Formulas", "NeuralNetwork", "Tabulation"],
      exclude: ["reference.csv"]),
    tests("CommandTests", []),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)

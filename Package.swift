// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6)]

/// A system library with the Debian package that brings it.
func system(_ name: String, apt: String) -> Target {
  .systemLibrary(name: name, providers: [.apt([apt])])
}

/// A module of ours: the layers of the README, imports strictly down.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A module's tests with their fixture folder, if it has one.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], fixtures: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, exclude: fixtures, swiftSettings: strict)
}

let package = Package(
  name: "faultline",
  products: [.executable(name: "faultline", targets: ["faultline"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1",
      traits: ["FullFoundation"]),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
  ],
  targets: [
    system("CPCRE2", apt: "libpcre2-dev"),
    system("CZlib", apt: "zlib1g-dev"),
    system("CExpat", apt: "libexpat1-dev"),

    // Layer 0
    module("Patterns", ["CPCRE2"]),
    module("Logs", ["CZlib"]),
    module("Classifier"),
    module("TestResults", ["CExpat"]),
    // Layer 1
    module("Flakiness"),
    module("Signatures", ["Patterns", "Logs", .product(name: "Yams", package: "Yams")]),
    module("Reviews", ["Flakiness"]),
    // Layer 2
    module("Triage", ["Logs", "Patterns", "Signatures", "Classifier"]),
    // Layer 3
    module(
      "History",
      [
        "Logs", "Triage", "TestResults", "Flakiness", "Reviews",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    module(
      "Reporting",
      [
        "Triage", "Signatures", "TestResults", "Flakiness", "Reviews",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    module(
      "Pipelines",
      ["Logs", .product(name: "AsyncHTTPClient", package: "async-http-client")]),
    // Layer 4
    module(
      "Assistant",
      [
        "History", "Reporting", "Reviews", "Triage", "Signatures", "TestResults", "Flakiness",
        "Logs",
      ]),
    // Layer 5
    module(
      "Service",
      [
        "Assistant", "Pipelines", "History", "Reporting", "Reviews", "Triage", "TestResults",
        "Flakiness", "Signatures", "Logs",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    // Layer 6: the executable, and the tool that packs catalog and model into it
    .executableTarget(
      name: "faultline",
      dependencies: [
        "Service", "Assistant", "Pipelines", "History", "Reporting", "Reviews", "Triage",
        "TestResults", "Flakiness", "Signatures", "Patterns", "Logs",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict, plugins: ["Embed"]),
    .executableTarget(
      name: "faultline-pack", dependencies: ["Triage", "Signatures"], swiftSettings: strict),
    .plugin(name: "Embed", capability: .buildTool(), dependencies: ["faultline-pack"]),

    tests("Patterns", ["Patterns", "CPCRE2"]),
    tests("Logs", ["Logs", "CZlib"], fixtures: ["Fixtures"]),
    tests("TestResults", ["TestResults"], fixtures: ["Fixtures"]),
    tests("Classifier", ["Classifier"]),
    tests("Flakiness", ["Flakiness"], fixtures: ["comparison.txt"]),
    tests("Signatures", ["Signatures", "Patterns", "Logs"]),
    tests("Triage", ["Triage", "Signatures", "Logs", "Classifier", "Reporting"]),
    tests(
      "History",
      [
        "History", "Triage", "TestResults", "Flakiness", "Reviews",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      fixtures: ["Fixtures"]),
    tests(
      "Reporting", ["Reporting", "Triage", "Signatures", "Reviews", "Flakiness"],
      fixtures: ["Snapshots"]),
    tests("Pipelines", ["Pipelines"], fixtures: ["Fixtures"]),
    tests(
      "Assistant", ["Assistant", "History"], fixtures: ["phrasings.tsv", "phrasings-held-out.tsv"]),
    tests(
      "Service",
      [
        "Service", "Assistant", "History", "Flakiness", "Pipelines", "Signatures", "TestResults",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    // The executable as its users meet it, and the house as it is meant to stand
    tests("Faultline", ["History", "TestResults"]),
    tests("House", []),
  ]
)

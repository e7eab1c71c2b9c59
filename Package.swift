// swift-tools-version: 6.1
import PackageDescription

// Every target: language mode 6, explicit access on imports, no implicit existentials.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

// What ends the program for some numbers is declared deprecated (WholeNumber.swift in each target), and calls of it are errors.
let total: [SwiftSetting] = [.unsafeFlags(["-Werror", "DeprecatedDeclaration"])]

// What kernelspec/prepare.sh says of a release: the commit, and the kind of processor that numerical code is compiled for.
func told(_ name: String) -> [SwiftSetting] {
  Context.environment[name].map { [.unsafeFlags(["-Xcc", "-D\(name)=\($0)"])] } ?? []
}
let commit = told("BENIGN_COMMIT")
let processor = told("BENIGN_PROCESSOR")

// Without such a kind it is compiled for the machine that builds it, and it is optimised in tests too: 10⁴ steps
// of the yardstick in plain loops take a second instead of minutes. Square roots need not set errno,
// which would keep every loop that holds one from becoming vector instructions.
#if arch(x86_64)
  let kind = Context.environment["BENIGN_PROCESSOR"] ?? "native"
  let vectorized: [SwiftSetting] = [
    .unsafeFlags(["-Xcc", "-march=\(kind)", "-Xcc", "-fno-math-errno"])
  ]
#else
  let vectorized: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-fno-math-errno"])]
#endif
let numerical =
  strict + vectorized + [
    .unsafeFlags(["-O"], .when(configuration: .debug))
  ]

let package = Package(
  name: "benign",
  products: [
    .executable(name: "benign", targets: ["benign"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    // System libraries. `link` stands in the module maps: no pkg-config.
    .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
    .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),

    // What this build is.
    .systemLibrary(name: "CBuild"),

    // The wire.
    .target(name: "ZeroMQ", dependencies: ["CZeroMQ"], swiftSettings: strict),
    .target(
      name: "JupyterProtocol",
      dependencies: [.product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict + total),
    .target(
      name: "JupyterKernel",
      dependencies: [
        "JupyterProtocol", "ZeroMQ", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict + total),

    // Threads that an interrupt may leave behind.
    .target(name: "Concurrency", swiftSettings: strict),

    // The laboratory.
    .target(
      name: "BenignCore",
      dependencies: [
        "CBuild", "COpenBLAS", "Concurrency",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: numerical + processor + total),
    .target(name: "BenignCharts", swiftSettings: strict + total),
    // Files of pictures, by libraries that are loaded when they are asked for.
    .target(name: "SVGConversion", swiftSettings: strict),
    .target(name: "BenignStore", dependencies: ["CSQLite"], swiftSettings: strict),
    .target(
      name: "BenignLanguage",
      dependencies: [
        "BenignCore", "BenignCharts", "BenignStore", "CBuild", "Concurrency", "SVGConversion",
      ],
      swiftSettings: strict + commit + total),

    // Where both halves meet.
    .executableTarget(
      name: "benign",
      dependencies: [
        "BenignCharts", "BenignCore", "BenignLanguage", "BenignStore", "CBuild", "Concurrency",
        "JupyterKernel",
        "JupyterProtocol", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      // Links into kernelspec/: the binary alone can install itself.
      resources: [
        .embedInCode("Resources/kernel.json"), .embedInCode("Resources/logo-32x32.png"),
        .embedInCode("Resources/logo-64x64.png"), .embedInCode("Resources/logo-svg.svg"),
        .embedInCode("Resources/package.json"), .embedInCode("Resources/remoteEntry.js"),
      ],
      swiftSettings: strict + processor + total),

    .testTarget(name: "ZeroMQTests", dependencies: ["ZeroMQ"], swiftSettings: strict),
    .testTarget(
      name: "JupyterProtocolTests", dependencies: ["JupyterProtocol"], swiftSettings: strict),
    // What several test targets use.
    .target(
      name: "TestSupport", dependencies: ["Concurrency"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(
      name: "JupyterKernelTests",
      dependencies: ["JupyterKernel", "JupyterProtocol", "TestSupport", "ZeroMQ"],
      swiftSettings: strict),
    .testTarget(name: "ConcurrencyTests", dependencies: ["Concurrency"], swiftSettings: strict),
    .testTarget(
      name: "BenignCoreTests",
      dependencies: [
        "BenignCore", "Concurrency", "TestSupport",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: numerical),
    .testTarget(
      name: "BenignChartsTests", dependencies: ["BenignCharts", "JupyterProtocol", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "SVGConversionTests", dependencies: ["SVGConversion"], swiftSettings: strict),
    .testTarget(
      name: "BenignStoreTests", dependencies: ["BenignStore", "CSQLite", "StoreWriter"],
      swiftSettings: strict),
    // A process for the tests above to kill.
    .executableTarget(
      name: "StoreWriter", dependencies: ["BenignStore"], path: "Tests/StoreWriter",
      swiftSettings: strict),
    .testTarget(
      name: "BenignLanguageTests",
      dependencies: ["BenignLanguage", "BenignCore", "BenignStore", "Concurrency", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "BenignTests", dependencies: ["benign", "JupyterKernel", "JupyterProtocol", "ZeroMQ"],
      swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
  ]
)

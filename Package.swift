// swift-tools-version: 6.2
import PackageDescription

// Targets and products stand in the order of the way of an event; see docs/modules.md.

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "lookback",
  products: [
    .executable(name: "lookback", targets: ["lookback"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-system.git", from: "1.8.1"),
  ],
  targets: [
    // What crosses from the kernel to user space: headers only, read by bpf/ as well.
    .target(name: "CEventABI"),
    .systemLibrary(
      name: "CLibBPF", pkgConfig: "libbpf",
      providers: [.apt(["libbpf-dev", "libelf-dev", "zlib1g-dev"])]),

    // Instructions that Swift has no word for, to go through lines with.
    .target(name: "CLines"),
    .target(
      name: "Events", dependencies: ["CEventABI", "CLines"],
      swiftSettings: swiftSettings + [
        .strictMemorySafety(),
        // For views that borrow a record's bytes.
        .enableExperimentalFeature("Lifetimes"),
      ]),
    // Both take an event's finished line.
    .target(name: "Formats", dependencies: ["CLines", "Events"], swiftSettings: swiftSettings),
    .target(name: "Filters", dependencies: ["Events"], swiftSettings: swiftSettings),
    // Threads that wait in system calls, beside the one that must not.
    .target(name: "Threading", swiftSettings: swiftSettings),
    // System calls that Swift cannot make as they are: for hostile files, and for code in files.
    .target(name: "CSystemCalls"),
    // An instruction that Swift has no word for.
    .target(name: "CChecksum"),
    .systemLibrary(name: "CCompression", providers: [.apt(["zlib1g-dev", "libzstd-dev"])]),
    .target(name: "CCapture"),
    .target(
      name: "Capture",
      dependencies: [
        "CCapture", "CEventABI", "CLibBPF", "CSystemCalls", "Events", "Threading",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings,
      plugins: ["EmbedBPF"]),
    .target(
      name: "Enrichment",
      dependencies: [
        "CEventABI", "CSystemCalls", "Events", "Threading",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings + [
        .strictMemorySafety(),
        // For names that borrow the tables they are in.
        .enableExperimentalFeature("Lifetimes"),
      ]),
    // Files and folders of our own, by descriptors.
    .target(
      name: "Storage",
      dependencies: [.product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: swiftSettings),
    .target(
      name: "Sinks",
      dependencies: [
        "CChecksum", "CCompression", "CSystemCalls", "Events", "Storage", "Threading",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    // Destinations at the end of a connection, apart for what they need: an event loop and TLS.
    .target(
      name: "NetworkSinks",
      dependencies: [
        "CSystemCalls", "Events", "Sinks", "Threading",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    // SHA-256, plain and keyed.
    .systemLibrary(name: "CDigest", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    // What was, kept where it can be asked.
    .target(
      name: "History",
      dependencies: [
        "CDigest", "CSQLite", "Events", "Filters", "Storage", "Terminal", "Threading",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    // What the sensor gives up once it records: capabilities, and most system calls.
    .target(name: "CPrivileges"),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(
      name: "Configuration",
      dependencies: [
        "CYAML", "Capture", "Events", "Sinks",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "Sensor",
      dependencies: [
        "CEventABI", "CLibBPF", "CPrivileges", "CSystemCalls", "Capture", "Enrichment", "Events",
        "History", "Sinks",
        "Threading",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    // Apart for what it needs: an event loop that takes malformed requests.
    .target(
      name: "MetricsServer",
      dependencies: [
        "Sensor",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    // What `lookback install` puts in place.
    .target(
      name: "Installation",
      dependencies: [.product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: swiftSettings),
    // Recorded terminals are shown through this; their bytes are hostile.
    .target(name: "Terminal", swiftSettings: swiftSettings + [.strictMemorySafety()]),
    .executableTarget(
      name: "lookback",
      dependencies: [
        "Capture", "Configuration", "Events", "Filters", "Formats", "History", "Installation",
        "MetricsServer", "NetworkSinks", "Sensor", "Sinks", "Terminal", "Threading",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),

    // What several test targets need.
    .target(
      name: "TestSupport",
      dependencies: [.product(name: "SystemPackage", package: "swift-system")],
      path: "Tests/TestSupport", swiftSettings: swiftSettings),
    .testTarget(
      name: "EventsTests", dependencies: ["CEventABI", "Events", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "FormatsTests", dependencies: ["CEventABI", "Events", "Formats", "TestSupport"],
      resources: [.copy("Schemas")], swiftSettings: swiftSettings),
    .testTarget(
      name: "FiltersTests", dependencies: ["Events", "Filters", "TestSupport"],
      swiftSettings: swiftSettings),
    // Rings in plain memory: no kernel, no root.
    .testTarget(
      name: "CaptureTests",
      dependencies: [
        "CEventABI", "Capture", "Events", "TestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "EnrichmentTests",
      dependencies: [
        "CEventABI", "Enrichment", "Events", "TestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SensorTests",
      dependencies: [
        "CEventABI", "Capture", "Enrichment", "Events", "Sensor", "TestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ServiceTests",
      dependencies: [
        "Installation", "MetricsServer", "Sensor",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "SinksTests",
      dependencies: [
        "CChecksum", "CCompression", "Events", "Sinks", "TestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "HistoryTests",
      dependencies: [
        "CEventABI", "Events", "Filters", "History", "Storage", "Terminal", "TestSupport",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),
    // Against receivers that people run, as child processes on loopback.
    .testTarget(
      name: "NetworkSinksTests",
      dependencies: [
        "Events", "NetworkSinks", "Sinks", "TestSupport",
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: ["Capture", "Configuration", "Events", "Sinks", "TestSupport"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "TerminalTests", dependencies: ["Terminal", "TestSupport"], exclude: ["Oracle"],
      swiftSettings: swiftSettings),
    // Prints how fast recorded bytes pass: swift run -c release terminal-bench.
    .executableTarget(
      name: "terminal-bench", dependencies: ["Terminal"], path: "Tests/TerminalBench",
      swiftSettings: swiftSettings),
    // Runs the program that lies beside it, and parts of it.
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "TestSupport", "lookback",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swiftSettings),

    // Compiles bpf/ during the build and embeds the object; nothing generated is committed.
    .executableTarget(
      name: "embed-bpf", dependencies: ["CLibBPF"],
      // libbpf's own needs, for a static link: a C target does not read the module map.
      linkerSettings: [.linkedLibrary("elf"), .linkedLibrary("z")]),
    .plugin(name: "EmbedBPF", capability: .buildTool(), dependencies: ["embed-bpf"]),

    // Does one thing a subcommand, for the live tests to find in the sensor's output.
    .executableTarget(name: "lookback-workload", path: "Tests/Workload"),
    // Needs root and a kernel with BTF. Runs the two programs that lie beside it; only where a test needs
    // sinks of its own is the sensor one of this process.
    .testTarget(
      name: "LiveKernelTests",
      dependencies: [
        "Capture", "Enrichment", "Events", "Sensor", "Sinks", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: swiftSettings),
  ],
  swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A target of ours, with the settings that all of them share.
func room(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude, resources: resources,
        swiftSettings: strict)
}

let package = Package(
    name: "casepost",
    products: [.executable(name: "casepost", targets: ["casepost"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    ],
    targets: [
        // The words and the decisions.
        room("Core", []),

        // The tools: each third-party library enters at exactly one of them.
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .target(name: "CHTML", dependencies: ["CLibXML2"]),
        room("Parser", ["Core", "CHTML"]),
        .target(name: "CResolver", linkerSettings: [.linkedLibrary("resolv")]),
        room(
            "MailAuth",
            [
                "Core", "CResolver", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CCurl", dependencies: ["CLibCurl"]),
        room("MailTransport", ["Core", "CCurl", .product(name: "Logging", package: "swift-log")]),
        // The folders of the repository's root that are built into the program are links beside the sources.
        room("Templates", ["Core"], exclude: ["Shipped/README.md"], resources: [.embedInCode("Shipped")]),
        room(
            "Store",
            [
                "Core", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
            ]),

        // In, out, and what people click.
        room(
            "MailIngest",
            ["Core", "Parser", "MailAuth", "MailTransport", .product(name: "Logging", package: "swift-log")]),
        room(
            "Notifier",
            ["Core", "MailAuth", "MailTransport", "Templates", .product(name: "Logging", package: "swift-log")]),

        room(
            "Web",
            [
                "Core", "MailAuth", "Templates",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]),

        // The command line: wiring, settings, exit codes.
        .executableTarget(
            name: "casepost",
            dependencies: [
                "Core", "Parser", "MailAuth", "MailTransport", "Templates", "Store", "MailIngest", "Notifier", "Web",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftCSV", package: "SwiftCSV"),
                .product(name: "TOMLKit", package: "TOMLKit"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Presets")],
            swiftSettings: strict,
            // A fifth less of the program's file is in memory while it runs: nobody looks for its symbols by name (3.5 MiB),
            // and the list of addresses that depend on where it is loaded is packed (3.4 MiB).
            linkerSettings: [
                .unsafeFlags(
                    ["-use-ld=lld"]
                        + ["--no-export-dynamic", "-z", "pack-relative-relocs"].flatMap { ["-Xlinker", $0] },
                    .when(platforms: [.linux], configuration: .release))
            ]),

        // How fast the parser is; see scripts/bench-parser.
        .executableTarget(
            name: "casepost-rate", dependencies: ["Core", "Parser"], path: "bench/casepost-rate", swiftSettings: strict),
        // What verifying signatures costs; see scripts/bench-auth.
        .executableTarget(
            name: "casepost-auth-rate", dependencies: ["Core", "MailAuth"], path: "bench/casepost-auth-rate",
            swiftSettings: strict),
        // Fills a desk with as many cases as a large one has; see scripts/bench-scale.
        .executableTarget(
            name: "casepost-scale", dependencies: ["Core", "MailAuth", "Notifier", "Store"],
            path: "bench/casepost-scale", swiftSettings: strict),

        // Servers, fixtures and fakes that the tests share.
        .target(name: "TestSupport", dependencies: [], path: "Tests/TestSupport", swiftSettings: strict),
        tests("ArchitectureTests", []),
        tests("CoreTests", ["Core"]),
        tests("CorePeerTests", ["Core"], exclude: ["business_time.py"]),
        tests("ParserTests", ["Parser", "Core"], resources: [.copy("Fixtures")]),
        tests("BrowserTests", ["Parser", "Core"]),
        tests(
            "MailAuthTests",
            [
                "MailAuth", "Core", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        tests("MailAuthPeerTests", ["MailAuth", "Core"]),
        tests("MailTransportTests", ["MailTransport", "CCurl", "Core"]),
        tests("TemplatesTests", ["Templates", "Core"], exclude: ["Golden"]),
        tests("StoreTests", ["Store", "MailAuth", "Core"]),
        tests("MailIngestTests", ["MailIngest", "Store", "Parser", "MailAuth", "MailTransport", "Core"]),
        tests(
            "NotifierTests", ["Notifier", "Store", "Templates", "Parser", "MailAuth", "MailTransport", "Core"]),
        tests(
            "WebTests",
            [
                "Web", "Templates", "MailAuth", "Core",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        tests("CasepostTests", ["casepost", "MailAuth", "Core", "Store", "MailIngest", "MailTransport"]),
    ]
)

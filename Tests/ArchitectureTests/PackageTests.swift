import Testing

@Suite("Package.swift")
struct PackageTests {
    private let manifest: String

    init() throws {
        manifest = try SourceFile.read("Package.swift").lines.joined(separator: "\n")
    }

    @Test(
        "a target depends on what the picture lets it import, and on nothing else",
        arguments: Picture.rooms.keys.sorted())
    func dependencies(of room: String) throws {
        var expected = Picture.rooms[room, default: []].union(Picture.doors.filter { $0.value == room }.keys)
        if Picture.loggers.contains(room) { expected.insert("Logging") }
        let list = try #require(dependencyList(of: room))
        let products = list.matches(of: /\.product\(name: "(\w+)"/).map { String($0.1) }
        let rest = list.replacing(/\.product\([^)]*\)/, with: "")
        let targets = rest.matches(of: /"(\w+)"/).map { String($0.1) }
        #expect(Set(products + targets) == expected)
    }

    @Test("every package that is fetched is used, and every product has a door, or is the log or for tests")
    func packages() {
        let fetched = manifest.matches(of: /\.package\(url: "[^"]*\/([^"\/]+)"/).map { String($0.1) }
        let products = manifest.matches(of: /\.product\(name: "(\w+)", package: "([^"]+)"/)
        #expect(Set(fetched) == Set(products.map { String($0.2) }))
        #expect(Set(products.map { String($0.1) }) == Set(Picture.doors.keys).union(Picture.testing).union(["Logging"]))
    }

    @Test("all our targets share the strict settings")
    func settings() {
        for setting in [
            "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility", "NonisolatedNonsendingByDefault",
        ] {
            #expect(manifest.contains(".enableUpcomingFeature(\"\(setting)\")"))
        }
        #expect(manifest.contains(".treatAllWarnings(as: .error)"))
    }

    /// The list of what a target depends on: the first brackets after its name.
    private func dependencyList(of room: String) -> Substring? {
        let opening = /(?:room\(|executableTarget\()\s*(?:name: )?"(\w+)"/
        guard let name = manifest.matches(of: opening).first(where: { $0.1 == room }) else { return nil }
        guard let start = manifest[name.range.upperBound...].firstIndex(of: "[") else { return nil }
        var depth = 0
        for index in manifest[start...].indices {
            if manifest[index] == "[" { depth += 1 }
            if manifest[index] == "]" { depth -= 1 }
            if depth == 0 { return manifest[start...index] }
        }
        return nil
    }
}

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
        let declaration = try #require(self.declaration(of: room))
        let products = declaration.matches(of: /\.product\(name: "(\w+)"/).map { String($0.1) }
        let rest = declaration.replacing(/\.product\([^)]*\)/, with: "")
        let targets = rest.matches(of: /"(\w+)"/).map { String($0.1) }.filter { $0 != room }
        #expect(Set(products + targets) == expected)
    }

    @Test("every package that is fetched has a product with a door, or is the log")
    func packages() {
        let fetched = manifest.matches(of: /\.package\(url: "[^"]*\/([^"\/]+)"/).map { String($0.1) }
        let used = manifest.matches(of: /\.product\(name: "\w+", package: "([^"]+)"/).map { String($0.1) }
        #expect(Set(fetched) == Set(used))
        #expect(fetched.count == Picture.doors.count + 1)
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

    /// The call that declares a target, from its name to the matching parenthesis.
    private func declaration(of room: String) -> Substring? {
        let opening = /(?:room\(|executableTarget\()\s*(?:name: )?"(\w+)"/
        guard let start = manifest.matches(of: opening).first(where: { $0.1 == room })?.range.lowerBound else {
            return nil
        }
        var depth = 0
        for index in manifest[start...].indices {
            if manifest[index] == "(" { depth += 1 }
            if manifest[index] == ")" { depth -= 1 }
            if depth == 0, manifest[index] == ")" { return manifest[start...index] }
        }
        return nil
    }
}

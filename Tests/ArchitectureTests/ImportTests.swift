import Testing

@Suite("The picture")
struct ImportTests {
    @Test("every folder in Sources is in the picture, and the other way round")
    func rooms() throws {
        #expect(try Set(SourceFile.folders(in: "Sources")) == Set(Picture.rooms.keys).union(Picture.facades))
    }

    @Test("a target imports only what the picture allows", arguments: Picture.rooms.keys.sorted())
    func imports(of room: String) throws {
        let files = try SourceFile.all(in: "Sources/\(room)")
        #expect(!files.isEmpty)
        let allowed = Picture.imports(of: room)
        for file in files {
            let forbidden = file.imports.subtracting(allowed)
            #expect(
                forbidden.isEmpty, "\(file.path) imports \(forbidden.sorted()); move the code or the line in Picture")
        }
    }

    @Test(
        "each third-party library comes in by its door, and is really used there",
        arguments: Picture.doors.keys.sorted())
    func doors(of library: String) throws {
        let users = try Picture.rooms.keys.filter { room in
            try SourceFile.all(in: "Sources/\(room)").contains { $0.imports.contains(library) }
        }
        #expect(users == [Picture.doors[library]])
    }

    @Test(
        "arrows point down: a target imports nothing of its own line or of one above",
        arguments: Picture.rooms.keys.sorted())
    func direction(of room: String) throws {
        let height = try #require(Picture.lines.firstIndex { $0.contains(room) })
        let below = Picture.lines.dropFirst(height + 1).reduce(Picture.facades) { $0.union($1) }
        #expect(Picture.rooms[room, default: []].isSubset(of: below))
    }

    @Test("the header of the HTML façade shows nothing of libxml2, whose headers bring a second ICU")
    func facade() throws {
        for header in try SourceFile.all(in: "Sources/CHTML/include", ["h"]) {
            #expect(!header.lines.contains { $0.contains("libxml") && $0.hasPrefix("#include") }, "\(header.path)")
        }
    }

    @Test(
        "the words of an import line",
        arguments: [
            ("import GRDB", "GRDB"), ("public import Core", "Core"), ("    internal import Glibc", "Glibc"),
            ("@preconcurrency import Logging", "Logging"), ("@_spi(Tests) public import Core", "Core"),
            ("import struct Foundation.Date", "Foundation"), ("/// What an import of rows does", nil),
            ("let important = 1", nil),
        ])
    func importLine(_ line: String, _ module: String?) {
        #expect(SourceFile(path: "", lines: [line]).imports.first == module)
    }
}

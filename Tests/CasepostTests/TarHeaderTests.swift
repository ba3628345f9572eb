import Foundation
import TestSupport
import Testing

@testable import casepost

@Suite("The blocks of a tar archive", .ownThread)
struct TarHeaderTests {
    @Test(
        "are read as they were written, also of files beyond eight gibibytes",
        arguments: [0, 1, 511, 512, 1 << 33 - 1, 1 << 33, 1 << 40])
    func sizes(_ size: Int) throws {
        let header = TarHeader(name: "blobs/0f-1.blob", size: size)
        #expect(TarHeader(header.block(modified: 1_800_000_000)) == header)
        #expect((size + header.padding).isMultiple(of: 512))
    }

    @Test("are what Python's tarfile makes of them")
    func peer() throws {
        let directory = try TemporaryDirectory()
        for size in [5, 1 << 34] {
            let block = TarHeader(name: "casepost.sqlite", size: size).block(modified: 1_800_000_000)
            let file = try directory.write("header-\(size)", block)
            let said = try Command.succeed(
                "/usr/bin/python3",
                [
                    "-c",
                    "import sys, tarfile; t = tarfile.TarInfo.frombuf(open(sys.argv[1], 'rb').read(), 'utf-8', 'strict'); "
                        + "print(t.name, t.size, t.mtime, oct(t.mode), t.isreg())", file,
                ])
            #expect(said.stdout == "casepost.sqlite \(size) 1800000000 0o600 True\n")
        }
    }

    @Test("with an octet changed, of a folder or a link, or shorter, are none")
    func bad() {
        var block = TarHeader(name: "casepost.sqlite", size: 5).block(modified: 0)
        block[3] ^= 1
        #expect(TarHeader(block) == nil)
        #expect(TarHeader(Array(block.dropLast())) == nil)
        #expect(TarHeader([UInt8](repeating: 0, count: 512)) == nil)
    }
}

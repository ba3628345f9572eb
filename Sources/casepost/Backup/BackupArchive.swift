internal import MailAuth

/// A backup as a file: a tar archive of the database, the files of the blobs, and behind them what all of that is.
enum BackupArchive {
    /// Writes an archive, one member after the other.
    struct Writer {
        private let output: OctetFile
        private let modified: Int
        private(set) var members: [BackupManifest.Member] = []

        init(_ output: OctetFile, modified: Int) {
            self.output = output
            self.modified = modified
        }

        /// Adds a file under that name, of the size that it has now.
        mutating func add(_ path: String, as name: String) throws {
            let input = try OctetFile(reading: path)
            let header = TarHeader(name: name, size: try input.size())
            try output.write(header.block(modified: modified))
            var (digest, left) = (RunningDigest(), header.size)
            while left > 0 {
                let octets = try input.read(min(left, OctetFile.piece))
                guard !octets.isEmpty else {
                    throw CommandFailure(.ioError, "\(path): became shorter while it was read; run it again")
                }
                octets.withUnsafeBytes { digest.add($0) }
                try output.write(octets)
                left -= octets.count
            }
            try pad(header.padding)
            members.append(BackupManifest.Member(name: name, size: header.size, sha256: digest.text))
        }

        /// Adds what all of it is, and ends the archive.
        func end(with manifest: BackupManifest) throws {
            let octets = try manifest.octets()
            let header = TarHeader(name: BackupManifest.file, size: octets.count)
            try output.write(header.block(modified: modified) + octets)
            try pad(header.padding + 2 * TarHeader.blockSize)
        }

        private func pad(_ count: Int) throws { try output.write([UInt8](repeating: 0, count: count)) }
    }

    /// Reads an archive to its end, and gives what it says it has, all of it found with the right digest.
    ///
    /// `keep` gives a file that a member is written to, or `nil` where its octets are only looked at; `kept` is told when
    /// all of it is there. Throws words for people where the archive is cut short, changed, or none of ours.
    @discardableResult
    static func read(
        _ path: String, progress: (Int) -> Void = { _ in }, keep: (TarHeader) throws -> OctetFile? = { _ in nil },
        kept: (TarHeader) throws -> Void = { _ in }
    ) throws -> BackupManifest {
        let input = try OctetFile(reading: path)
        var (found, done) = ([BackupManifest.Member](), 0)
        while true {
            let block = try input.read(TarHeader.blockSize)
            guard let header = TarHeader(block) else { throw bad(path, "it is no backup, or was cut short") }
            if header.name == BackupManifest.file { return try manifest(header, input, path, found) }
            guard isExpected(header.name) else { throw bad(path, "it has a file in it that no backup has") }
            let output = try keep(header)
            var (digest, left) = (RunningDigest(), header.size)
            while left > 0 {
                let octets = try input.read(min(left, OctetFile.piece))
                guard !octets.isEmpty else { throw bad(path, "it was cut short") }
                octets.withUnsafeBytes { digest.add($0) }
                try output?.write(octets)
                left -= octets.count
                done += octets.count
                progress(done)
            }
            _ = try input.read(header.padding)
            found.append(BackupManifest.Member(name: header.name, size: header.size, sha256: digest.text))
            if output != nil { try kept(header) }
        }
    }

    private static func manifest(
        _ header: TarHeader, _ input: OctetFile, _ path: String, _ found: [BackupManifest.Member]
    ) throws -> BackupManifest {
        guard header.size < 1 << 30, let manifest = BackupManifest(try input.read(header.size)) else {
            throw bad(path, "what it says of itself cannot be read")
        }
        guard manifest.format == BackupManifest.currentFormat else {
            throw bad(path, "a later version of casepost made it (\(manifest.version)), and only that can read it")
        }
        for (member, expected) in zip(found, manifest.members) where member != expected {
            throw bad(path, "\(expected.name) in it is not what it was when the backup was made")
        }
        guard found.count == manifest.members.count, found.first?.name == BackupManifest.database else {
            throw bad(path, "not all is in it that was when it was made")
        }
        return manifest
    }

    /// The database, or a file whose name leads nowhere else.
    private static func isExpected(_ name: String) -> Bool {
        if name == BackupManifest.database { return true }
        guard name.hasPrefix(BackupManifest.blobs), name.hasSuffix(".blob") else { return false }
        return name.dropFirst(BackupManifest.blobs.count).utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
    }

    private static func bad(_ path: String, _ why: String) -> CommandFailure {
        CommandFailure(.dataError, "\(path): \(why); take another backup. Nothing was changed")
    }
}

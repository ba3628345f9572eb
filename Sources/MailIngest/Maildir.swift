internal import Core

#if canImport(Glibc)
    internal import Glibc
#endif

/// A folder of messages, one a file: `new/` holds what nobody has seen, `cur/` what somebody has (maildir(5)).
///
/// Other programs may read and move the same files at the same time: a file that is gone is simply not there.
struct Maildir: Sendable {
    /// A message file where it was found.
    struct File: Sendable, Hashable {
        var folder: String
        var name: String

        /// The name without its flags: it stays the same when a reader moves the file.
        var uniqueName: String { String(name.prefix { $0 != ":" }) }
    }

    let path: String

    /// The messages in `new/`, then those in `cur/`, each in the order of their names.
    func files() throws -> [File] {
        try ["new", "cur"].flatMap { folder in
            try Self.names(in: "\(path)/\(folder)").sorted().map { File(folder: folder, name: $0) }
        }
    }

    /// Those of the files that were last changed in that second since 1970 or later.
    func files(_ files: [File], changedFrom second: UInt32) -> [File] {
        guard second > 0 else { return files }
        return files.filter { file in
            var status = stat()
            return stat(location(of: file), &status) == 0 && status.st_mtim.tv_sec >= Int(second)
        }
    }

    /// Its octets: in memory while they are small, else copied to a file in `spoolFolder`; `nil` when it is gone.
    func read(_ file: File, spoolFolder: String) throws -> RawContent? {
        let source = location(of: file)
        let descriptor = open(source, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure(source)
        }
        defer { close(descriptor) }
        return try SpooledReader(descriptor: descriptor, name: source, spoolFolder: spoolFolder)
            .read()
    }

    /// Takes a message out of `new/`, or deletes it; a file that is gone is left alone.
    ///
    /// `seen` is where it was found before; it is looked for only where it is no longer there.
    func dispose(
        of uniqueName: String, seenAs seen: File?, _ disposal: MailboxConfiguration.Disposal
    ) throws {
        guard let file = try find(uniqueName, seenAs: seen) else { return }
        let result: Int32
        switch disposal {
        case .move: result = file.folder == "new" ? rename(location(of: file), "\(path)/cur/\(uniqueName):2,") : 0
        case .seen:
            let flags = file.name.split(separator: ":2,", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
            let seen = String(Set(flags + "S").sorted())
            result = rename(location(of: file), "\(path)/cur/\(uniqueName):2,\(seen)")
        case .delete: result = unlink(location(of: file))
        }
        guard result == 0 || errno == ENOENT else { throw Self.failure(location(of: file)) }
    }

    /// Has all that was taken out of `new/` survive a power cut: it would lie there again, and nobody would take it out.
    func makeDurable() throws {
        for folder in ["cur", "new"] {
            let descriptor = open("\(path)/\(folder)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.failure("\(path)/\(folder)") }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 else {
                throw StoreFailure(unsafe: "\(path)/\(folder): \(String(cString: strerror(errno)))")
            }
        }
    }

    private func find(_ uniqueName: String, seenAs seen: File?) throws -> File? {
        for file in [seen, File(folder: "new", name: uniqueName)].compactMap(\.self)
        where access(location(of: file), F_OK) == 0 { return file }
        return try Self.names(in: "\(path)/cur").lazy.map { File(folder: "cur", name: $0) }
            .first { $0.uniqueName == uniqueName }
    }

    private func location(of file: File) -> String { "\(path)/\(file.folder)/\(file.name)" }

    private static func names(in folder: String) throws -> [String] {
        guard let directory = opendir(folder) else { throw failure(folder) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func failure(_ name: String) -> IntakeFailure {
        IntakeFailure(
            "\(name): \(String(cString: strerror(errno)))",
            advice:
                "Check that the Maildir in `url` exists (with new, cur and tmp) and that casepost may read and write it."
        )
    }
}

internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// A folder of backups, named by desk and time, of which only so many are kept.
struct BackupFolder {
    private static let ending = ".tar"

    let path: String
    /// What its names begin with: another desk may keep its backups in the same folder.
    private let prefix: String

    init(_ path: String, desk: String) {
        self.path = path
        prefix = "casepost-\(desk.prefix(8))-"
    }

    /// The path of a backup that is made at that time.
    func file(at time: Date) -> String {
        FilePath.resolve(prefix + time.asFileName + Self.ending, in: path)
    }

    /// Makes the folder where there is none, and removes what a backup left that was killed.
    func prepare() throws {
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw CommandFailure(
                .ioError, "\(path): \(String(cString: strerror(errno))); make the folder that it lies in")
        }
        for name in try names() where name.contains("\(Self.ending).new") { unlink(FilePath.resolve(name, in: path)) }
    }

    /// Removes the oldest, so that `count` are left; their names.
    func keep(_ count: Int) throws -> [String] {
        let old = Array(try names().filter { $0.hasSuffix(Self.ending) }.sorted().dropLast(count))
        for name in old { unlink(FilePath.resolve(name, in: path)) }
        return old
    }

    private func names() throws -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasPrefix(prefix) }
        } catch { throw CommandFailure(.ioError, "\(path): can't be listed; let the user that runs casepost read it") }
    }
}

extension Date {
    /// As a part of a file's name: `20261126T030000Z`.
    var asFileName: String { formatted(.iso8601).replacing("-", with: "").replacing(":", with: "") }
}

internal import Core
internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#endif

/// A folder that is filled once, which nobody else may look into; each file is durable when it is written.
struct ExportFolder {
    let path: String

    /// Makes the folder, or takes one that is empty.
    init(_ path: String) throws {
        self.path = path
        if mkdir(path, 0o700) == 0 {
            try Self.sync(Self.parent(of: path))
            return
        }
        guard errno == EEXIST else { throw Self.failure(path, "make the folder that it lies in, or name another") }
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw CommandFailure(.noPermission, "\(path): is no folder that can be read; name another")
        }
        guard names.isEmpty else {
            throw CommandFailure(
                .dataError, "\(path): is not empty, and nothing is mixed with an export; name another folder")
        }
        guard chmod(path, 0o700) == 0 else { throw Self.failure(path, "let it belong to the user that runs casepost") }
    }

    /// A folder in this one.
    func folder(_ name: String) throws -> ExportFolder { try ExportFolder("\(path)/\(name)") }

    /// Writes a text.
    func write(_ text: String, to name: String) throws {
        try write(to: name) { try Self.append(Array(text.utf8)[...], to: $0, name) }
    }

    /// Writes a value as JSON, for people as well.
    func write(json value: some Encodable, to name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        encoder.dateEncodingStrategy = .iso8601
        try write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n", to: name)
    }

    /// Copies kept octets.
    func write(_ content: RawContent, to name: String) throws {
        try write(to: name) { file in
            switch content {
            case .memory(let octets): try Self.append(octets[...], to: file, name)
            case .file(let path, _): try Self.copy(path, to: file, name)
            }
        }
    }

    /// Makes durable what the folder has.
    func finish() throws { try Self.sync(path) }

    private func write(to name: String, _ body: (Int32) throws -> Void) throws {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(file, Self.advice) }
        defer { close(descriptor) }
        try body(descriptor)
        guard fsync(descriptor) == 0 else { throw Self.failure(file, Self.advice) }
    }

    private static let advice = "see whether the disk is full or broken; remove the folder and export again"

    private static func append(_ octets: ArraySlice<UInt8>, to file: Int32, _ name: String) throws {
        var rest = octets
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failure(name, advice) }
            rest = rest.dropFirst(written)
        }
    }

    private static func copy(_ source: String, to file: Int32, _ name: String) throws {
        let descriptor = open(source, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(source, "see what casepost verify says") }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(source, "see what casepost verify says") }
            if count == 0 { return }
            try append(buffer[..<count], to: file, name)
        }
    }

    private static func sync(_ folder: String) throws {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder, advice) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder, advice) }
    }

    private static func parent(of path: String) -> String { URL(filePath: path).deletingLastPathComponent().path }

    private static func failure(_ path: String, _ advice: String) -> CommandFailure {
        CommandFailure(.ioError, "\(path): \(String(cString: strerror(errno))); \(advice)")
    }
}

extension String {
    /// The same without what has a meaning in paths, for people who look into a folder.
    var fileName: String {
        String(
            map { $0.isASCII && !$0.isLetter && !$0.isNumber && !"-_.".contains($0) || $0.isNewline ? "_" : $0 }
                .prefix(80)
        ).withoutControls
    }
}

/// A file that somebody attaches on the command line.
enum AttachedFile {
    /// Its octets.
    static func read(_ path: String) throws -> [UInt8] {
        do throws(FileOctetsFailure) {
            return try FileOctets(path).withBytes { [UInt8]($0) }
        } catch { throw CommandFailure(.noInput, "--attach \(error)") }
    }

    /// The media type that its name promises; what nobody knows is a stream of octets.
    static func contentType(of path: String) -> String {
        let ending = FilePath.name(of: path).split(separator: ".").dropFirst().last.map { $0.lowercased() }
        return ending.flatMap { types[$0] } ?? "application/octet-stream"
    }

    private static let types = [
        "csv": "text/csv", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "eml": "message/rfc822", "gif": "image/gif", "htm": "text/html", "html": "text/html", "jpeg": "image/jpeg",
        "jpg": "image/jpeg", "json": "application/json", "log": "text/plain", "md": "text/markdown",
        "mp4": "video/mp4", "pdf": "application/pdf", "png": "image/png",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", "svg": "image/svg+xml",
        "txt": "text/plain", "webp": "image/webp",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xml": "application/xml",
        "zip": "application/zip",
    ]
}

internal import ArgumentParser
internal import Core
internal import MailAuth

#if canImport(Glibc)
    internal import Glibc
#endif

/// What somebody says on a case.
struct PostOptions: ParsableArguments {
    @Option(help: "What to say. (default: standard input)") var text: String?
    @Option(name: .customLong("attach"), help: "A file to go with it; once for each.") var files: [String] = []
    @Flag(name: .customLong("internal"), help: "Only the desk may see it.") var isInternal = false

    /// The words, from standard input where none are given.
    func words() throws -> String {
        if let text { return text }
        guard isatty(STDIN_FILENO) == 0 else {
            throw CommandFailure(.noInput, "nothing to say: write --text \"…\", or give the text on standard input")
        }
        do throws(FileOctetsFailure) {
            return try FileOctets("-").withBytes { String(decoding: $0, as: UTF8.self) }
        } catch { throw CommandFailure(.ioError, "standard input: \(error)") }
    }

    /// The files with their octets; one that is too large or one too many is refused, not left out.
    func attachments() throws -> [NewAttachment] {
        let limits = AttachmentLimits()
        return try files.enumerated().map { index, path in
            let octets = try AttachedFile.read(path)
            if let refusal = limits.refusal(ofSize: octets.count, after: index) {
                throw CommandFailure(.dataError, "--attach \(path): \(refusal)")
            }
            return NewAttachment(
                filename: FilePath.name(of: path), contentType: AttachedFile.contentType(of: path),
                size: octets.count, body: .kept(octets, sha256: Digest.sha256(octets)))
        }
    }
}

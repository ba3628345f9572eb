import Core

/// The files that stand within a text, as mail carried them before MIME and Usenet does still, and the text without them.
///
/// Knows uuencode and its base64 form (both of POSIX `uuencode`), and yEnc. No RFC describes them.
struct EmbeddedFiles {
    /// A file found, with its name in the octets of the text.
    struct File: Equatable {
        var name: [UInt8]
        var octets: [UInt8]
        /// Whether something of what is there was read around.
        var isBroken: Bool
        /// How many octets it should have, where that is said.
        var size: Int?

        var isDamaged: Bool { isBroken || size.map { $0 != octets.count } ?? false }
        /// Whether it was found as yEnc.
        var isYEnc: Bool { size != nil }
    }

    private(set) var files: [File] = []
    /// What is left as text.
    private(set) var text: [UInt8] = []

    /// Takes the files out of a text, at most `limit` of them.
    init(in octets: Octets, limit: Int) {
        let lines = Lines(octets)
        var kept = 0
        var place = 0
        var yEnc = YEncReader(lines)
        while place < octets.count, files.count < limit {
            let line = lines.line(at: place, before: octets.count)
            guard let found = Self.file(at: line, in: lines, &yEnc) else {
                place = line.next
                continue
            }
            text.append(contentsOf: octets[kept..<place])
            add(found)
            place = max(found.end, line.next)
            kept = place
        }
        text.append(contentsOf: octets.slice(kept..<octets.count))
    }

    /// Whether a file begins anywhere in a text.
    static func begin(in octets: Octets) -> Bool {
        let lines = Lines(octets)
        var place = 0
        while place < octets.count {
            let line = lines.line(at: place, before: octets.count)
            if isBeginning(line.content, in: octets) { return true }
            place = line.next
        }
        return false
    }

    /// A file, or the part of one that starts behind so many octets, and where the text goes on.
    struct Found {
        var file: File
        var start = 0
        var end: Int
    }

    private mutating func add(_ found: Found) {
        let last = files.count - 1
        guard found.start > 0, last >= 0, files[last].octets.count == found.start,
            files[last].size == found.file.size, files[last].name == found.file.name
        else { return files.append(found.file) }
        // In its place, as a copy for each part would take quadratic time.
        files[last].octets += found.file.octets
        files[last].isBroken = files[last].isBroken || found.file.isBroken
    }

    private static func isBeginning(_ line: Range<Int>, in octets: Octets) -> Bool {
        octets.hasPrefix(ignoringCase: "begin", at: line.lowerBound)
            || octets.hasPrefix(ignoringCase: "=ybegin ", at: line.lowerBound)
    }

    private static func file(at line: Lines.Line, in lines: Lines, _ yEnc: inout YEncReader) -> Found? {
        guard isBeginning(line.content, in: lines.raw) else { return nil }
        if lines.raw[line.content.lowerBound] == UInt8(ascii: "=") { return yEnc.file(at: line) }
        return UUBlock(at: line, in: lines).map { Found(file: $0.file, end: $0.end) }
    }
}

extension EmbeddedFiles.File {
    /// What is wrong with it.
    var defect: Defect.Kind? { isDamaged ? (isYEnc ? .damagedYEnc : .damagedUUEncode) : nil }

    /// It as an attachment; its name is in the charset of the text around it.
    func attachment(charset: String?, number: Int) -> Attachment {
        let text = name.withUnsafeBytes { Charset.decode($0, declared: charset).text }
        return Attachment(
            filename: AttachmentName.clean(text) ?? "attachment-\(number)", contentType: "application/octet-stream",
            size: octets.count, content: .bytes(octets))
    }
}

internal import Core
internal import FoundationEssentials

/// The file of the keys that sign reply addresses: `ID:KEY` a line, the first signs, all of them verify.
///
/// ID is a number from 0 to 15, KEY 32 octets in base64url (RFC 4648 section 5); lines that start with `#` are comments.
enum SecretKeyFile {
    /// One key.
    typealias Key = (id: UInt8, bytes: [UInt8])

    private static let keySize = 32

    /// Reads a file that not everybody may read.
    static func read(_ path: String) throws(FileProblems) -> [Key] {
        let text: String
        do { text = try PrivateFile.text(of: path) } catch { throw FileProblems([error]) }
        return try keys(in: text, file: path)
    }

    /// The keys in their order; no problem ever quotes a line.
    static func keys(in text: String, file: String) throws(FileProblems) -> [Key] {
        var keys: [Key] = []
        var problems: [FileProblem] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.trimmed
            if line.isEmpty || line.hasPrefix("#") { continue }
            do throws(BadValue) {
                let key = try Self.key(in: line)
                guard !keys.contains(where: { $0.id == key.id }) else {
                    throw BadValue("the id \(key.id) stands twice; give each key an id of its own")
                }
                keys.append(key)
            } catch { problems.append(FileProblem(file: file, line: index + 1, subject: "", text: error.text)) }
        }
        if keys.isEmpty, problems.isEmpty {
            problems = [
                FileProblem(
                    file: file, subject: "", text: "has no key in it; restore it, or make one with casepost init")
            ]
        }
        guard problems.isEmpty else { throw FileProblems(problems) }
        return keys
    }

    /// The text of a file with one new key.
    static func generate(using generator: inout some RandomNumberGenerator) -> String {
        """
        # Signs reply addresses. Keep it: with a lost key the answers to mail already sent find no case.
        # One key a line, ID:KEY. The first signs, all of them verify; casepost key rotate puts a new one on top.
        \(newLine(id: 0, using: &generator))

        """
    }

    /// The line of a new key.
    static func newLine(id: UInt8, using generator: inout some RandomNumberGenerator) -> String {
        let bytes = (0..<keySize).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        return "\(id):\(base64URL(bytes))"
    }

    private static func key(in line: String) throws(BadValue) -> Key {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = UInt8(parts[0]), id < 16 else {
            throw BadValue("does not start with an id from 0 to 15 and a colon; write it as ID:KEY")
        }
        let padded = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/") + "="
        guard let data = Data(base64Encoded: padded), data.count == keySize else {
            throw BadValue("the key is not \(keySize) octets in base64url (43 characters); restore it from a copy")
        }
        return (id, Array(data))
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}

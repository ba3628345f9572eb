import Foundation

/// A mail as Python's `email` reads it when it puts up with nothing (`policy.strict`): the first defect is an error.
public struct StrictMail: Decodable, Sendable, Equatable {
    /// The subject, decoded.
    public var subject: String
    /// The plain text, with LF at the ends of lines.
    public var text: String
    /// The HTML; empty where there is none.
    public var html: String

    /// Where Debian has it.
    public static let python = "/usr/bin/python3"
    /// Whether it is there.
    public static var isAvailable: Bool { FileManager.default.isExecutableFile(atPath: python) }

    /// Reads mails, all in one run of Python; throws what it says where anything about one is wrong.
    public static func read(_ mails: [[UInt8]]) throws -> [StrictMail] {
        let lines = mails.map { Data($0).base64EncodedString() }.joined(separator: "\n")
        let output = try Command.succeed(python, ["-c", program], input: Array(lines.utf8))
        return try JSONDecoder().decode([StrictMail].self, from: Data(output.standardOutput))
    }

    private static let program = """
        import base64, email, email.policy, json, sys
        def content(mail, kind):
            body = mail.get_body((kind,))
            return body.get_content().replace("\\r\\n", "\\n") if body else ""
        def read(line):
            mail = email.message_from_bytes(base64.b64decode(line), policy=email.policy.strict)
            for part in mail.walk():
                for name, value in part.items():
                    if value.defects:
                        sys.exit(f"{name}: {value.defects}")
                if part.defects:
                    sys.exit(str(part.defects))
            return {"subject": mail["subject"], "text": content(mail, "plain"), "html": content(mail, "html")}
        json.dump([read(line) for line in sys.stdin.buffer], sys.stdout)
        """
}

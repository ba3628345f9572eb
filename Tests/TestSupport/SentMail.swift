import Foundation

/// Where all mail that went out in a run of the tests is kept, for `scripts/check-sent-mail`; nowhere unless asked for.
public enum SentMail {
    private static let folder = ProcessInfo.processInfo.environment["CASEPOST_SENT_MAIL"]

    /// Keeps a mail as a file of its own.
    public static func keep(_ octets: [UInt8]) {
        guard let folder else { return }
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try? Data(octets).write(to: URL(fileURLWithPath: "\(folder)/\(UUID().uuidString).eml"))
    }
}

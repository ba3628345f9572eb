internal import Core
internal import FoundationEssentials
internal import Parser
internal import Store

/// A held message as `held list --json` and `held show --json` print it.
struct HeldJSON: Encodable {
    var id: String
    var mailbox: String
    var from: String
    var subject: String
    var reason: String
    var reasons: [String]
    var evidence: [String]
    var received: Date
    var state: String
    @Nullable var decidedBy: String?
    @Nullable var removed: Date?

    init(_ listing: HeldListing) {
        id = String(listing.id.rawValue)
        mailbox = listing.mailbox
        from = listing.from
        subject = listing.subject
        reason = listing.reason
        reasons = listing.reasons
        evidence = listing.evidence.split(separator: "\n").map(String.init)
        received = listing.received
        state = listing.state.rawValue
        decidedBy = listing.decidedBy
        removed = listing.removed
    }
}

/// A held message, for people at a terminal.
struct HeldText {
    let text: String

    /// Without octets where they were removed.
    init(_ listing: HeldListing, _ raw: RawContent?) throws {
        var lines = [
            "Message \(listing.id.rawValue): \(listing.subject)".onOneLine, "",
            "From      \(listing.from.onOneLine)", "Mailbox   \(listing.mailbox)",
            "Received  \(listing.received.formatted(.iso8601))",
            "State     \(listing.state.rawValue)" + (listing.decidedBy.map { ", by \($0)" } ?? ""), "",
            "Why it is held:",
        ]
        lines += listing.reasons.map { "  " + $0.onOneLine }
        if !listing.evidence.isEmpty {
            lines += ["", "Evidence:"] + listing.evidence.split(separator: "\n").map { "  " + String($0).onOneLine }
        }
        if let raw { lines += ["", try Self.words(of: raw)] }
        if let removed = listing.removed {
            lines += [
                "",
                "The message was removed on \(removed.formatted(.iso8601)); [retention] says how long they are kept.",
            ]
        }
        text = lines.joined(separator: "\n")
    }

    private static func words(of raw: RawContent) throws -> String {
        switch raw {
        case .memory(let octets): octets.withUnsafeBytes(words)
        case .file(let path, _): try FileOctets(path).withBytes(words)
        }
    }

    private static func words(of octets: UnsafeRawBufferPointer) -> String {
        do { return MessageText(try MessageParser().parse(octets), "The message").text } catch {
            return "The message: \(error.explanation)"
        }
    }
}

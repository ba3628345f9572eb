public import Core

/// Finds out who wrote a message.
public struct SenderVerifier: Sendable {
    private let authservIDs: [String]

    /// `authservIDs`: the servers whose Authentication-Results are believed; none are by default.
    public init(authservIDs: [String]) { self.authservIDs = authservIDs.map { $0.lowercased() } }

    /// The author of a message, and how sure that is: a trusted server must say `dmarc=pass` for the very domain of From.
    public func verify(_ message: InboundMessage) -> SenderVerification {
        guard let address = Self.author(of: message) else {
            return SenderVerification(
                address: nil, assurance: .none, by: "none", reason: "no single plain From address")
        }
        let (assurance, reason) = dmarc(of: message.header, domain: address.domain)
        return SenderVerification(
            address: address, assurance: assurance,
            by: assurance == .authenticated ? "authentication-results" : "none", reason: reason)
    }

    /// The one mailbox of the one From field.
    ///
    /// Names are compared without the white space and controls that hide a second field.
    private static func author(of message: InboundMessage) -> EmailAddress? {
        let fields = message.header.fields.filter { field in
            String(decoding: field.name.utf8.filter { $0 > 0x20 && $0 != 0x7F }, as: UTF8.self).lowercased() == "from"
        }
        guard fields.count == 1, message.from.count == 1, let field = fields.first,
            let address = message.from.first?.emailAddress
        else { return nil }
        return isPlain(field.rawBody, address) ? address : nil
    }

    /// Whether the field says the address literally, once, with nothing behind it: what is decoded or unfolded into an
    /// address, or hides in a group, a route or a comment, identifies nobody.
    private static func isPlain(_ rawBody: [UInt8], _ address: EmailAddress) -> Bool {
        guard rawBody.allSatisfy({ $0 >= 0x20 || $0 == 9 || $0 == 10 || $0 == 13 }) else { return false }
        let text = String(decoding: rawBody.filter { $0 != 13 && $0 != 10 }, as: UTF8.self)
        let trimmed = text.drop { $0 == " " || $0 == "\t" }
        let body = String(trimmed.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        guard body.hasSuffix(">") else { return EmailAddress(body) == address }
        guard let open = body.lastIndex(of: "<") else { return false }
        let inner = body[body.index(after: open)..<body.index(before: body.endIndex)]
        let phrase = body[..<open]
        return EmailAddress(inner) == address && !hasSpecials(phrase)
    }

    /// Whether something outside quotes makes more of a display name than words (RFC 5322 section 3.2.3, specials).
    private static func hasSpecials(_ phrase: Substring) -> Bool {
        var isQuoted = false
        var isEscaped = false
        for byte in phrase.utf8 {
            if isEscaped { isEscaped = false; continue }
            switch byte {
            case UInt8(ascii: "\\"):
                guard isQuoted else { return true }
                isEscaped = true
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: ","):
                if !isQuoted { return true }
            default: break
            }
        }
        return isQuoted
    }

    /// The address that our own servers say a message was delivered to, if they say so.
    public func envelopeRecipient(of message: InboundMessage) -> EmailAddress? {
        let names: Set = ["delivered-to", "x-original-to", "envelope-to"]
        return TrustedHeader(message.header, hosts: authservIDs).fields
            .first { names.contains($0.name.lowercased()) }
            .flatMap { EmailAddress($0.body) }
    }

    private func dmarc(of header: HeaderSection, domain: String) -> (SenderVerification.Assurance, String) {
        let trusted = TrustedHeader(header, hosts: authservIDs).fields.lazy
            .filter { $0.name.lowercased() == "authentication-results" }
            .compactMap { AuthenticationResults($0.body) }
            .filter { authservIDs.contains($0.authservID) }
        for results in trusted {
            // RFC 8601 section 7.1: only the topmost statement about a method counts.
            guard let dmarc = results.results.first(where: { $0.method == "dmarc" }) else { continue }
            let from = dmarc.properties["header.from"]?.lowercased()
            guard from == domain else {
                return (.none, "\(results.authservID) speaks of \(from ?? "no domain"), not of \(domain)")
            }
            return switch dmarc.value {
            case "pass": (.authenticated, "\(results.authservID) says dmarc=pass for \(domain)")
            case "fail": (.contradicted, "\(results.authservID) says dmarc=fail for \(domain)")
            default: (.none, "\(results.authservID) says dmarc=\(dmarc.value) for \(domain)")
            }
        }
        return (.none, "no trusted server says dmarc=pass for \(domain)")
    }
}

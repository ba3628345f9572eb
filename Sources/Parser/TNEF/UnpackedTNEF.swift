import Core

/// What a part in TNEF comes to: a body and files.
struct UnpackedTNEF {
    private(set) var body = BodyPiece()
    private(set) var attachments: [Attachment] = []
    private(set) var isDamaged = false
    /// Whether nothing is left that only another program could read.
    private(set) var isUnderstood = false

    /// `nil` where the part doesn't claim to be TNEF.
    init?(_ part: Part, _ raw: Octets, limits: Limits) {
        let isNamed = Self.isNamed(part.filename ?? "") && part.contentType.hasPrefix("application/")
        let isTyped = part.contentType == "application/ms-tnef" || part.contentType == "application/vnd.ms-tnef"
        guard part.children.isEmpty, isTyped || isNamed else { return nil }
        let decoded = part.encoding.decode(raw.slice(part.body))
        decoded.octets.withUnsafeBytes { octets in
            var budget = TNEFBudget(stream: octets.count, limits: limits)
            guard let message = TNEFMessage(octets, range: 0..<octets.count, limits: limits, budget: &budget) else {
                isDamaged = true
                return
            }
            body = message.body
            attachments = message.attachments
            isDamaged = message.isDamaged || decoded.isDamaged
            isUnderstood = message.isUnderstood && !decoded.isDamaged
        }
    }

    /// QUIRK: gateways that lose the type leave the name.
    private static func isNamed(_ name: String) -> Bool {
        let name = name.utf8.lowercasedASCII
        return name.hasPrefix("winmail") && name.hasSuffix(".dat")
    }
}

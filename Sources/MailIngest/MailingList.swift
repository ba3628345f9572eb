internal import Core

/// The address of the mailing list that a message came through (RFC 2919, RFC 2369).
enum MailingList {
    /// Whether the message is from the list itself, as lists write it that put their own address into From.
    static func isAuthor(of message: InboundMessage) -> Bool {
        guard message.kind == .list, let author = message.from.first?.emailAddress else { return false }
        return address(in: message.header["List-Post"].first?.body)?.key == author.key
            || identifier(in: message.header["List-Id"].first?.body) == author.key.replacing("@", with: ".")
    }

    /// The address in `<mailto:…>`.
    private static func address(in field: String?) -> EmailAddress? {
        guard let field, let start = field.firstRange(of: "<mailto:") else { return nil }
        return EmailAddress(field[start.upperBound...].prefix { $0 != ">" && $0 != "?" })
    }

    /// The name in angle brackets, in lower case.
    private static func identifier(in field: String?) -> String? {
        guard let field, let open = field.lastIndex(of: "<") else { return nil }
        return field[field.index(after: open)...].prefix { $0 != ">" }.lowercased()
    }
}

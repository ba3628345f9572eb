/// The name of a folder as it goes over the wire.
struct IMAPFolderName: Sendable, Equatable {
    /// In modified UTF-7, with the server's delimiter.
    let wire: String

    /// Translates a path with `/` between its levels, as settings have it, into the names of a server.
    ///
    /// Without a namespace the path is taken as it is. `INBOX` means the same in any case (RFC 9051 section 5.1).
    init(path: String, in namespace: IMAPNamespace?) {
        var levels = path.split(separator: "/").map { ModifiedUTF7.encode(String($0)) }
        let isBelowInbox = levels.first?.uppercased() == "INBOX"
        if isBelowInbox { levels[0] = "INBOX" }
        let joined = levels.joined(separator: namespace?.delimiter ?? "/")
        let prefix = namespace?.prefix ?? ""
        wire = isBelowInbox || joined.hasPrefix(prefix) ? joined : prefix + joined
    }

    /// A quoted string (RFC 9051 section 9); modified UTF-7 leaves nothing that would need a literal.
    var quoted: String { wire.imapQuoted }
}

extension String {
    /// The text between quotes; only for text without CR, LF and NUL.
    var imapQuoted: String {
        var quoted = "\""
        for scalar in unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}

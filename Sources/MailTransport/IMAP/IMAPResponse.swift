import FoundationEssentials

/// One response of an IMAP server, as far as this client uses it (RFC 9051 section 7).
enum IMAPResponse: Sendable, Equatable {
    /// The end of the command with that tag.
    case tagged(IMAPTag, IMAPStatus)
    /// `* OK`, `NO`, `BAD`, `BYE` or `PREAUTH`: said at any time, about nothing in particular.
    case status(IMAPStatus)
    /// `+`: the server waits for the rest of a command.
    case continuation
    case capability(Set<String>)
    case exists(Int)
    case expunge
    case fetch(IMAPFetchData)
    case list(IMAPListing)
    case namespace(IMAPNamespace?)
    /// Numbers of messages that a SEARCH found.
    case search([UInt32])
    /// Anything else that has the form of a response.
    case other
    /// A line that is no response at all; its beginning.
    case malformed([UInt8])
}

/// The tag of a command: `c` and a number, which can't be mistaken for libcurl's own (a capital and three digits).
struct IMAPTag: Sendable, Hashable, CustomStringConvertible {
    let number: Int
    var description: String { "c\(number)" }
}

/// How a command ended, or what the server remarks (RFC 9051 section 7.1).
struct IMAPStatus: Sendable, Equatable {
    enum Condition: String, Sendable { case ok = "OK", no = "NO", bad = "BAD", bye = "BYE", preauth = "PREAUTH" }

    var condition: Condition
    var code: IMAPResponseCode?
    /// For people; may hold anything.
    var text: String
}

/// What stands in brackets in a status (RFC 9051 section 7.1, RFC 5530).
enum IMAPResponseCode: Sendable, Equatable {
    case uidValidity(UInt32)
    case uidNext(UInt32)
    case readOnly
    case capability(Set<String>)
    case appendUID(UInt32)
    /// Any other, by its name in capitals, such as `TRYCREATE`.
    case other(String)
}

/// The data of one message that the server sends on its own or on demand (RFC 9051 section 7.5.2).
struct IMAPFetchData: Sendable, Equatable {
    enum Body: Sendable, Equatable {
        /// The server has no such message any more.
        case none
        case bytes([UInt8])
        /// Came before this response in pieces: see ``IMAPResponseParser/Event``.
        case streamed(size: Int)
    }

    var uid: UInt32?
    var size: Int?
    var internalDate: Date?
    /// `nil` when the response says nothing about them.
    var flags: Set<String>?
    /// `nil` when the response holds no body.
    var body: Body?
}

/// A folder as LIST shows it (RFC 9051 section 7.3.1).
struct IMAPListing: Sendable, Equatable {
    /// As on the wire, see ``ModifiedUTF7``.
    var name: String
    /// What separates levels; `nil` on a server without any.
    var delimiter: String?
    /// Whether it can be selected: neither `\Noselect` nor `\NonExistent`.
    var isSelectable: Bool
}

/// Where one's own folders are (RFC 2342): `INBOX.` and `.` on some servers, nothing and `/` on most.
struct IMAPNamespace: Sendable, Equatable {
    var prefix: String
    var delimiter: String?
}

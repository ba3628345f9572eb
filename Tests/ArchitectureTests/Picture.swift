/// Who may import whom: the picture in docs/architecture.md, as data.
///
/// A new target or a new arrow is a line here, and a reason in the change that brings it.
enum Picture {
    /// Which of our own targets each target may import.
    static let rooms: [String: Set<String>] = [
        "Core": [],
        "Parser": ["Core", "CHTML"],
        "MailAuth": ["Core", "CResolver"],
        "MailTransport": ["Core", "CCurl"],
        "Templates": ["Core"],
        "Store": ["Core"],
        "MailIngest": ["Core", "Parser", "MailAuth", "MailTransport"],
        "Notifier": ["Core", "MailAuth", "MailTransport", "Templates"],
        "Web": ["Core", "MailAuth", "Templates"],
        "casepost": [
            "Core", "Parser", "MailAuth", "MailTransport", "Templates", "Store", "MailIngest", "Notifier", "Web",
        ],
    ]

    /// The lines of the picture, from the top.
    static let lines: [Set<String>] = [
        ["casepost"],
        ["MailIngest", "Notifier", "Web"],
        ["Parser", "MailAuth", "MailTransport", "Templates", "Store"],
        ["Core"],
    ]

    /// The one door of each third-party module.
    static let doors: [String: String] = [
        "Crypto": "MailAuth",
        "CryptoExtras": "MailAuth",
        "GRDB": "Store",
        "GRDBSQLite": "Store",
        "HTTPTypes": "Web",
        "Hummingbird": "Web",
        "HummingbirdCore": "Web",
        "NIOCore": "Web",
        "NIOHTTPTypes": "Web",
        "NIOPosix": "Web",
        "ArgumentParser": "casepost",
        "ServiceLifecycle": "casepost",
        "SwiftCSV": "casepost",
        "TOMLKit": "casepost",
        "UnixSignals": "casepost",
    ]

    /// Products that only tests use.
    static let testing: Set = ["HummingbirdTesting"]

    /// Who may log; the others return what they found.
    static let loggers: Set = ["casepost", "MailIngest", "Notifier", "MailTransport", "Store", "Web"]

    /// The C façades, and the empty targets that carry the compiler flags of the system's libraries.
    static let facades: Set = ["CCurl", "CHTML", "CLibCurl", "CLibXML2", "CResolver"]

    /// What comes with the system and the toolchain, and may be used anywhere.
    static let system: Set = [
        "Dispatch", "FoundationEssentials", "Glibc", "Musl", "Darwin", "Synchronization", "Swift",
    ]

    /// All of Foundation, with its own copy of ICU, is for the command line only.
    static let foundation: Set = ["casepost"]

    /// Every module that a target may import.
    static func imports(of room: String) -> Set<String> {
        var allowed = rooms[room, default: []].union(system)
        allowed.formUnion(doors.filter { $0.value == room }.keys)
        if loggers.contains(room) { allowed.insert("Logging") }
        if foundation.contains(room) { allowed.insert("Foundation") }
        return allowed
    }
}

internal import Core
internal import FoundationEssentials
internal import Store

/// A case as `case list --json` prints it.
struct CaseJSON: Encodable {
    var number: String
    var subject: String
    var status: String
    var priority: String
    var type: String
    @Nullable var module: String?
    var account: String
    var contact: String
    @Nullable var assignee: String?
    var team: String
    var channel: String
    var created: Date
    var lastModified: Date
    @Nullable var closed: Date?
    @Nullable var dueDate: String?
    var posts: Int
    var attachments: Int
    var exception: Bool

    init(_ listing: CaseListing) {
        let supportCase = listing.supportCase
        number = supportCase.number.description
        subject = supportCase.subject
        status = supportCase.status.rawValue
        priority = supportCase.priority
        type = supportCase.type
        account = listing.account
        contact = listing.contact
        assignee = listing.assignee
        team = supportCase.team
        channel = supportCase.channel.rawValue
        created = supportCase.created
        lastModified = supportCase.lastModified
        closed = supportCase.closed
        posts = listing.posts
        exception = supportCase.isException
        module = supportCase.module
        dueDate = supportCase.dueDate?.description
        attachments = listing.attachments
    }
}

/// A case as `case show --json` prints it: what the list says, and the rest.
struct CaseDetailJSON: Encodable {
    struct Response: Encodable {
        @Nullable var due: Date?
        @Nullable var answered: Date?
        var breached = false
    }

    struct Entry: Encodable {
        var kind: String
        var at: Date
        var by: String
        var channel: String
        var visibility: String
        var text: String
        @Nullable var html: String?
        @Nullable var from: String?
        @Nullable var to: String?
        @Nullable var messageId: String?
        var attachments: [File]
    }

    struct File: Encodable {
        var filename: String
        var contentType: String
        var size: Int
        @Nullable var sha256: String?
        @Nullable var omitted: String?
    }

    struct PermissionJSON: Encodable {
        var state: String
        var wording: String
        var askedBy: String
        var asked: Date
        @Nullable var answeredBy: String?
        @Nullable var answered: Date?
        @Nullable var proof: String?

        init(_ permission: Permission) {
            (state, wording) = (permission.state.rawValue, permission.wording)
            (askedBy, asked) = (permission.askedBy, permission.asked)
            answeredBy = permission.answeredBy
            answered = permission.answered
            proof = permission.proof
        }
    }

    private struct Rest: Encodable {
        var description: String
        var fields: [String: String]
        var missingFields: [String]
        @Nullable var resolution: String?
        var recipients: [String]
        @Nullable var linkedIssue: String?
        @Nullable var release: String?
        @Nullable var scheduledFor: String?
        @Nullable var linkedCase: String?
        var response = Response()
        @Nullable var permission: PermissionJSON?
        @Nullable var hold: String?
        var feed: [Entry]
    }

    private let listing: CaseJSON
    private let rest: Rest

    /// The case as it stands at `now`, by the rules of the desk.
    init(_ detail: CaseDetail, preset: Preset, hold: LegalHold? = nil, at now: Date) {
        let supportCase = detail.listing.supportCase
        listing = CaseJSON(detail.listing)
        var rest = Rest(
            description: detail.feed.first { $0.entry.kind == .post }?.entry.text ?? "", fields: supportCase.fields,
            missingFields: preset.missingFields(of: supportCase), recipients: detail.recipients,
            feed: detail.feed.map(Self.entry))
        rest.linkedCase = supportCase.linkedCase?.description
        (rest.resolution, rest.linkedIssue) = (supportCase.resolution, supportCase.issue)
        (rest.release, rest.scheduledFor) = (supportCase.release, supportCase.scheduledFor?.description)
        rest.permission = supportCase.permission.map(PermissionJSON.init)
        rest.hold = hold?.words
        rest.response.due = supportCase.response.due
        rest.response.answered = supportCase.response.answered
        rest.response.breached = supportCase.response.isBreached(at: now)
        self.rest = rest
    }

    func encode(to encoder: any Encoder) throws {
        try listing.encode(to: encoder)
        try rest.encode(to: encoder)
    }

    private static func entry(_ line: FeedLine) -> Entry {
        var entry = Entry(
            kind: line.entry.kind.rawValue, at: line.entry.at, by: line.by ?? "system",
            channel: line.entry.channel.rawValue, visibility: line.entry.visibility.rawValue, text: line.entry.text,
            attachments: line.attachments.map(file))
        (entry.html, entry.from, entry.to) = (line.entry.html, line.entry.from, line.entry.to)
        entry.messageId = line.entry.messageID?.rawValue
        return entry
    }

    private static func file(_ line: AttachmentLine) -> File {
        var file = File(filename: line.filename, contentType: line.contentType, size: line.size)
        (file.sha256, file.omitted) = (line.sha256, line.omitted)
        return file
    }
}

import Core

extension InboundMessage {
    /// Tells from the header what sort of mail this is; every field of a name is looked at.
    mutating func classify(root: Part) {
        let signs = KindSigns(header: header)
        autoReply = signs.automatic
        kind =
            Self.reportKind(of: root) ?? signs.bounce ?? signs.kind ?? (Self.isCalendar(root) ? .calendar : .message)
        if kind != .autoReply { autoReply = nil }
    }

    /// The kind of a multipart/report (RFC 6522).
    private static func reportKind(of root: Part) -> Kind? {
        guard root.contentType == "multipart/report" else { return nil }
        switch root.type.text("report-type")?.lowercased() {
        case "delivery-status": return .bounce
        case "disposition-notification": return .receipt
        case "feedback-report": return .abuse
        default: return nil
        }
    }

    /// An invitation or its answer (RFC 6047): a calendar part that says what it asks for, and that is no mere file.
    private static func isCalendar(_ root: Part) -> Bool {
        root.leaves.contains {
            $0.contentType == "text/calendar" && $0.type.text("method") != nil && $0.disposition != .attachment
        }
    }
}

/// What the header fields say about who, or what, wrote a message.
private struct KindSigns {
    /// Why it was written by a program.
    var automatic: String?
    /// `autoReply` or `list`.
    var kind: InboundMessage.Kind?
    var bounce: InboundMessage.Kind?

    private static let replyFields: Set<String> = [
        "x-autoreply", "x-autorespond", "x-autoresponder", "x-autoresponse", "x-autoreply-from", "x-mail-autoreply",
    ]

    init(header: HeaderSection) {
        var isList = false
        var isBulk = false
        var hasNullPath = false
        var hasFailedRecipients = false
        for field in header.fields {
            let name = field.name.utf8.lowercasedASCII
            switch name {
            case "auto-submitted":
                let keyword = Self.keyword(field)
                if !keyword.isEmpty, keyword != "no" { note("Auto-Submitted: \(keyword)") }
            case "precedence", "x-precedence":
                let keyword = Self.keyword(field)
                if keyword == "list" { isList = true }
                if ["bulk", "junk", "auto_reply"].contains(keyword) {
                    isBulk = isBulk || keyword != "auto_reply"
                    note("\(field.name): \(keyword)")
                }
            case "list-id", "list-post": isList = true
            case "return-path": hasNullPath = hasNullPath || field.body == "<>"
            case "x-failed-recipients": hasFailedRecipients = true
            case _ where Self.replyFields.contains(name): if Self.keyword(field) != "no" { note(field.name) }
            default: break
            }
        }
        if hasNullPath { note("Return-Path: <>") }
        if hasNullPath || header.first("return-path") == nil, hasFailedRecipients { bounce = .bounce }
        // Lists mark what people write to them as bulk too.
        let onlyBulk = isBulk && automatic?.utf8.lowercasedASCII.utf8.contains("precedence".utf8) ?? false
        kind = isList && (automatic == nil || onlyBulk) ? .list : automatic == nil ? nil : .autoReply
    }

    private mutating func note(_ why: String) { if automatic == nil { automatic = why } }

    /// The first word of a field, without comments and parameters (RFC 3834 section 5).
    private static func keyword(_ field: HeaderSection.Field) -> String {
        ParameterizedField(Array(field.body.utf8), limits: Limits()).value
    }
}

import Core

extension InboundMessage {
    /// Tells what sort of mail this is, and what it reports; needs the readable text.
    ///
    /// A report is believed in its own parts only (RFC 6522); whatever lies within an attached message says nothing.
    mutating func classify(root: Part, raw: Octets) {
        let kinds = KindReader(self, root: root, raw: raw)
        kind = kinds.kind
        switch kind {
        case .autoReply: autoReply = kinds.whyAutomatic
        case .bounce: bounce = kinds.bounce
        case .abuse: abuseReport = kinds.abuseReport
        case .message: quiet = kinds.whyQuiet
        case .list, .receipt, .calendar: break
        }
    }
}

/// Weighs all the signs of one message.
private struct KindReader {
    private let message: InboundMessage
    private let root: Part
    private let raw: Octets
    private let parts: ReportParts
    private let signs: HeaderSigns
    private let service: ServiceNotification?

    init(_ message: InboundMessage, root: Part, raw: Octets) {
        self.message = message
        self.root = root
        self.raw = raw
        parts = ReportParts(root)
        signs = HeaderSigns(message)
        service = ServiceNotification(message)
    }

    var kind: InboundMessage.Kind {
        if isComplaint { return .abuse }
        if isReceipt { return .receipt }
        if isChallenge { return .autoReply }
        if isBounce { return .bounce }
        if signs.isList, signs.automatic == nil || signs.isOnlyBulk { return .list }
        if whyAutomatic != nil { return .autoReply }
        return isCalendar ? .calendar : .message
    }

    /// Why it counts as automatic.
    var whyAutomatic: String? {
        if isChallenge { return "it asks the sender to confirm" }
        return signs.automatic ?? (AutoReplyPhrases.areIn(message) ? "Subject: \(message.subject)" : nil)
    }

    /// Why a person's mail gets no automatic answer all the same.
    var whyQuiet: String? {
        signs.quiet ?? (AutoReplyPhrases.areInSubject(message.subject) ? "Subject: \(message.subject)" : nil)
    }

    private var isComplaint: Bool {
        parts.reportType == "feedback-report" || parts.feedback != nil || signs.complainedRecipient != nil
            || service?.abuseReport != nil
    }

    private var isReceipt: Bool {
        parts.reportType == "disposition-notification" || parts.disposition != nil
            || ReceiptPhrases.areIn(message)
    }

    /// QUIRK: Boxbe asks senders to confirm themselves in the form of a delivery report.
    private var isChallenge: Bool {
        guard let status = parts.deliveryStatus else { return false }
        return DeliveryStatus(status.text(in: raw, limit: Self.limit)).recipients.contains {
            $0.diagnosticType == "x-boxbe-notice"
        }
    }

    private var isBounce: Bool {
        if parts.reportType == "delivery-status" || parts.deliveryStatus != nil { return true }
        if service?.bounce != nil { return true }
        if !signs.failedRecipients.isEmpty, signs.hasNullPath || signs.isFromMailSystem || !signs.hasPath {
            return true
        }
        return BouncePhrases.areIn(message, signs)
    }

    /// An invitation or its answer (RFC 6047): a calendar part that says what it asks for, and that is no mere file.
    private var isCalendar: Bool {
        root.leaves.contains {
            $0.contentType == "text/calendar" && $0.type.text("method") != nil && $0.disposition != .attachment
        }
    }

    /// Octets that are read of a part with fields.
    private static let limit = 1 << 20

    var bounce: Bounce {
        if let bounce = service?.bounce { return bounce }
        let notice = Notice(message.text)
        let status = deliveryStatus(notice)
        var signs = signs
        signs.noticeAction = BouncePhrases.action(of: message, notice)
        return BounceReader(notice, status: status, returned: returned(notice), signs: signs).bounce
    }

    private func deliveryStatus(_ notice: Notice) -> DeliveryStatus? {
        if let part = parts.deliveryStatus {
            let status = DeliveryStatus(part.text(in: raw, limit: Self.limit))
            if !status.recipients.isEmpty { return status }
        }
        // QUIRK: some write the fields into the text, or into a part of another type.
        let text = Array(notice.fields)
        return DeliveryStatus.isLikely(text) ? DeliveryStatus(text) : nil
    }

    private func returned(_ notice: Notice) -> ReturnedMessage {
        if let part = parts.returned { return ReturnedMessage(part.text(in: raw, limit: ReturnedMessage.limit)) }
        return ReturnedMessage(Array(notice.returned.prefix(ReturnedMessage.limit)))
    }

    var abuseReport: AbuseReport {
        if let part = parts.feedback { return AbuseReport(feedback: part.text(in: raw, limit: Self.limit)) }
        if let report = service?.abuseReport { return report }
        var report = AbuseReport(feedback: Array(message.text.utf8.prefix(Self.limit)))
        if let recipient = signs.complainedRecipient {
            report.feedbackType = report.feedbackType ?? "abuse"
            if report.originalRecipients.isEmpty { report.originalRecipients = [recipient] }
        }
        return report
    }
}

import Core

extension AbuseReport {
    /// Reads the fields of a complaint (RFC 5965 section 3, RFC 6591 section 3).
    init(feedback text: [UInt8]) {
        let groups = FieldGroups(text) { _ in true }
        self.init()
        for field in groups.groups.joined() { read(field) }
    }

    private mutating func read(_ field: FieldGroups.Field) {
        let body = field.body
        switch field.name {
        case "feedback-type": feedbackType = feedbackType ?? body.utf8.lowercasedASCII
        case "user-agent": userAgent = userAgent ?? body
        case "original-mail-from": originalMailFrom = originalMailFrom ?? ReportAddress.read(body)
        case "original-rcpt-to", "removal-recipient", "original-recipient":
            guard originalRecipients.count < DeliveryStatus.most, let address = ReportAddress.read(body) else { return }
            if !originalRecipients.contains(address) { originalRecipients.append(address) }
        case "source-ip", "source": sourceIP = sourceIP ?? body.split(separator: " ").first.map(String.init)
        default: break
        }
    }
}

import Core

/// The parts of a message that make it a report (RFC 6522 section 3): only its own, never those of a message within it.
struct ReportParts {
    /// The type of report that the outermost part declares, in small letters.
    private(set) var reportType: String?
    /// The part with the fields of a delivery report.
    private(set) var deliveryStatus: Part?
    /// The part with the fields of a complaint.
    private(set) var feedback: Part?
    /// The part with the fields of a read receipt.
    private(set) var disposition: Part?
    /// The message that came back, or its header section.
    private(set) var returned: Part?

    /// The most parts looked at.
    private static let most = 200

    init(_ root: Part) {
        if root.contentType == "multipart/report" {
            reportType = root.type.text("report-type")?.utf8.lowercasedASCII.trimmingBlanks
        }
        for part in root.leaves.prefix(Self.most) { take(part) }
    }

    private mutating func take(_ part: Part) {
        switch part.contentType {
        case "message/delivery-status", "message/global-delivery-status": deliveryStatus = deliveryStatus ?? part
        case "message/feedback-report": feedback = feedback ?? part
        case "message/disposition-notification", "message/global-disposition-notification":
            disposition = disposition ?? part
        case "message/rfc822", "message/global", "text/rfc822-headers", "text/rfc822-header", "message/global-headers",
            "message/rfc822-headers", "text/rfc822":
            returned = returned ?? part
        default: break
        }
    }
}

extension Part {
    /// The octets of the body, decoded and cut.
    func text(in raw: Octets, limit: Int) -> [UInt8] { encoding.decode(raw.slice(body), limit: limit).octets }
}

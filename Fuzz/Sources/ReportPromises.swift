import Core

@testable import Parser

/// A delivery report: its text, its fields and what it returns, all made of the same octets.
enum ReportPromises {
    static func check(_ octets: Octets) {
        let text = Array(octets)
        let notice = Notice(Charset.decode(octets, declared: nil).text.withLineFeeds())
        let status = DeliveryStatus(text)
        let signs = HeaderSigns(InboundMessage())
        for status in [status, nil] {
            check(BounceReader(notice, status: status, returned: ReturnedMessage(text), signs: signs).bounce)
        }
        _ = AbuseReport(feedback: text)
        let boundary = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
        let message = try? MessageParser().parse(Array(boundary.utf8) + text)
        if let bounce = message?.bounce { check(bounce) }
    }

    static func check(_ bounce: Bounce) {
        for recipient in bounce.recipients {
            let words = [recipient.address, recipient.status, recipient.diagnostic].compactMap { $0 }
            require(!words.contains(where: \.isBlank), "what is not told is nil")
            require(!words.contains { $0.utf8.contains(.lineFeed) }, "what is told stands on one line")
            require(recipient.smtpCode.map { (200...599).contains($0) } ?? true, "a reply has a code of three digits")
            require(recipient.status.map(isStatus) ?? true, "a status has three numbers")
        }
    }

    private static func isStatus(_ status: String) -> Bool {
        let numbers = status.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return numbers.count == 3 && numbers.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(\.isDigit) }
    }
}

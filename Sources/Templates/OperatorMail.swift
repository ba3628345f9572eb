public import Core

/// What `operator-alert` and `operator-digest` tell the operator about the desk itself.
public struct OperatorMail: Sendable, Equatable {
    /// The desk, as people call it.
    public var siteName: String
    /// What is told.
    public var report: OperatorReport

    /// A mail from its parts.
    public init(siteName: String, report: OperatorReport) {
        self.siteName = siteName
        self.report = report
    }

    /// The beginning of the subject: one alert in full, several by their number.
    private var headline: String {
        let open = report.alerts.filter(\.isOpen)
        let count = open.count + report.furtherAlerts
        switch count {
        case 0: return report.alerts.count == 1 ? "over: \(report.alerts[0].text)" : "all is well"
        case 1: return open.first?.text ?? "1 alert"
        default: return "\(count) alerts"
        }
    }
}

extension OperatorReport.Alert {
    /// Whether it still stands.
    fileprivate var isOpen: Bool {
        switch kind {
        case .began, .still: true
        case .over, .passed: false
        }
    }
}

extension OperatorMail: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "siteName": .line(\.siteName),
        "headline": .line(\.headline),
        "alerts": .list(\.report.alerts),
        "furtherCount": .count(\.report.furtherAlerts),
        "sections": .list(\.report.sections),
        "timeZone": .line(\.report.timeZone),
    ]
}

extension OperatorReport.Alert: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "isNew": .flag { $0.kind == .began },
        "isStill": .flag { $0.kind == .still },
        "isOver": .flag { $0.kind == .over },
        "isPassed": .flag { $0.kind == .passed },
        "what": .line(\.text, limit: 500),
        "advice": .line(\.advice, limit: 500),
        "since": .line(\.since),
    ]
}

extension OperatorReport.Section: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "title": .line(\.title),
        "lines": .list(\.lines),
    ]
}

extension OperatorReport.Line: TemplateData {
    static let variables: TemplateVariables<Self> = [
        "name": .line(\.name),
        "value": .line(\.value, limit: 500),
    ]
}

extension OperatorMail {
    /// Made-up values, to look at the template and to test it.
    static var alertSample: OperatorMail { OperatorMail(siteName: "Campus Support", report: .sample(sections: [])) }

    /// The same for the digest.
    static var digestSample: OperatorMail {
        OperatorMail(
            siteName: "Campus Support",
            report: .sample(sections: [
                OperatorReport.Section(
                    "Since the last digest",
                    [
                        .init("Messages", "214: 61 opened, 140 posted, 13 held"),
                        .init("Mails", "702: 2 queued, 699 sent, 1 failed"),
                        .init("Cases", "61 opened, 58 closed"),
                    ]),
                OperatorReport.Section(
                    "Waits now",
                    [
                        .init("Held messages", "13, the oldest for 3 days"),
                        .init("Mails to be sent", "2, the oldest for 41 minutes"),
                    ]),
                OperatorReport.Section(
                    "Workers",
                    [
                        .init("mailbox support", "the mail server refused the login (3 failures)"),
                        .init("outbox", "works"),
                    ]),
                OperatorReport.Section(
                    "The desk",
                    [
                        .init("Free space", "41 GiB"),
                        .init(
                            "Audit log",
                            "90412 lines, the last one's hash 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                        ),
                    ]),
            ]))
    }
}

extension OperatorReport {
    fileprivate static func sample(sections: [Section]) -> OperatorReport {
        var report = OperatorReport(alerts: [], sections: sections, timeZone: "America/Chicago")
        report.alerts = [
            Alert(
                kind: .began, text: "mailbox support: the mail server refused the login",
                advice: "Check `username` and `password_file` (or the token) of this mailbox or of [smtp].",
                since: "Fri 20 Nov 2026, 08:03"),
            Alert(
                kind: .still, text: "of 13 held messages, some wait for more than 24 hours",
                advice: "Decide about them: casepost held list.", since: "Wed 18 Nov 2026, 11:40"),
            Alert(
                kind: .over, text: "mail waits in the outbox for more than 60 minutes",
                advice: "See why with casepost outbox list.", since: "Fri 20 Nov 2026, 06:15"),
            Alert(
                kind: .passed, text: "only 803 MiB are free where the database is",
                advice: "Make room: when the disk is full, mail is neither taken in nor sent.",
                since: "Fri 20 Nov 2026, 05:02"),
        ]
        report.furtherAlerts = 2
        return report
    }
}

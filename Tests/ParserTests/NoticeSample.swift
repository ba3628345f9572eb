/// Notices of mail systems that know no delivery report, or write one badly; each in the words of its program.
struct NoticeSample: Sendable {
    let program: String
    let subject: String
    let body: String
    /// Address, action, status, reply code and reason of each recipient.
    let recipients: [String]
    let original: String?

    init(
        _ program: String, subject: String, _ recipients: [String], original: String? = "out@example.com",
        _ body: String
    ) {
        self.program = program
        self.subject = subject
        self.body = body
        self.recipients = recipients
        self.original = original
    }

    var raw: [UInt8] {
        let isWhole = body.hasPrefix("Content-Type:")
        let head = """
            Return-Path: <>
            From: Mail Delivery System <Mailer-Daemon@mx.example.net>
            To: desk@example.com
            Subject: \(subject)

            """
        return Array((head + (isWhole ? "" : "\n") + body).utf8)
    }

    static let returned = """
        Return-path: <desk@example.com>
        From: desk@example.com
        To: ann@example.org
        Subject: Grades
        Message-ID: <out@example.com>

        Hello 550 5.7.1 <nobody@example.net>
        """

    static let all = programs + others
}

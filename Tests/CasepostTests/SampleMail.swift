/// Mails as a receiving server hands them on.
enum SampleMail {
    /// A contact's mail with text, HTML and a file.
    static func question(id: String = "q1@district.example", subject: String = "Zensuren fehlen — grade book") -> String
    {
        """
        Return-Path: <ann.lee@district.example>
        Authentication-Results: mx.example.org; dkim=pass header.d=district.example; dmarc=pass header.from=district.example
        Received: from out.district.example by mx.example.org with ESMTPS; Fri, 20 Nov 2026 14:03:00 +0000
        From: Ann Lee <ann.lee@district.example>
        To: support@example.org
        Subject: =?utf-8?q?\(quotedPrintable(subject))?=
        Date: Fri, 20 Nov 2026 14:02:58 +0000
        Message-ID: <\(id)>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="outer"

        --outer
        Content-Type: multipart/alternative; boundary="inner"

        --inner
        Content-Type: text/plain; charset=utf-8

        The grade book shows no marks since Monday.
        --inner
        Content-Type: text/html; charset=utf-8

        <p>The grade book shows <b>no marks</b> since Monday.</p><script>alert(1)</script>
        --inner--

        --outer
        Content-Type: text/csv; name="marks.csv"
        Content-Disposition: attachment; filename="marks.csv"
        Content-Transfer-Encoding: base64

        bmFtZSxtYXJrCmFubiwxCg==
        --outer--

        """
    }

    /// A plain mail from somebody of a domain that is vouched for.
    static func plain(
        from: String = "ann.lee@district.example", to: String = DeskFixture.address, id: String,
        subject: String = "A question",
        text: String = "How do I export the roster?", headers: String = "", isVerified: Bool = true
    ) -> String {
        let domain = from.split(separator: "@").last ?? ""
        let results = isVerified ? "Authentication-Results: mx.example.org; dmarc=pass header.from=\(domain)\n" : ""
        return """
            \(results)Received: from out.\(domain) by mx.example.org with ESMTPS; Fri, 20 Nov 2026 15:03:00 +0000
            From: <\(from)>
            To: <\(to)>
            Subject: \(subject)
            Date: Fri, 20 Nov 2026 15:02:58 +0000
            Message-ID: <\(id)>
            \(headers)MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            \(text)

            """
    }

    private static func quotedPrintable(_ text: String) -> String {
        text.utf8.map { byte in
            let hex = String(byte, radix: 16, uppercase: true)
            return "=" + (hex.count == 1 ? "0" + hex : hex)
        }.joined()
    }
}

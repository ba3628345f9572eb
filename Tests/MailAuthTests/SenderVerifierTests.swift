import Core
import MailAuth
import Testing

private let own = "Received: from out.school.example by mx.example.org with ESMTPS; Fri, 20 Nov 2026 10:00:00 +0000"
private let foreign = "Received: from laptop by out.school.example with ESMTPA; Fri, 20 Nov 2026 09:59:59 +0000"
private let pass = "Authentication-Results: mx.example.org; dmarc=pass header.from=school.example"
private let from = "From: Ann Lee <ann@school.example>"

/// A message of these header lines; the author is what a lenient reader would take from the first From.
private func message(_ lines: [String], from addresses: [String] = ["ann@school.example"]) -> InboundMessage {
    var message = InboundMessage()
    message.header = HeaderSection(
        fields: lines.map { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return HeaderSection.Field(name: String(parts[0]), rawBody: Array(parts[1].utf8))
        })
    message.from = addresses.map { NamedAddress(address: $0) }
    return message
}

private let verifier = SenderVerifier(authservIDs: ["mx.example.org"])

@Suite("Who wrote a message")
struct SenderVerifierTests {
    @Test(
        "a trusted dmarc=pass for the From domain counts, and nothing else does",
        arguments: [
            ([pass, own, foreign, from], "authenticated"),
            ([own, pass, foreign, from], "authenticated"),
            ([own, foreign, from], "none"),
            ([own, foreign, pass, from], "none"),
            (
                [
                    own, "Authentication-Results: mx.example.org.evil.example; dmarc=pass header.from=school.example",
                    from,
                ], "none"
            ),
            (
                [
                    own, "Authentication-Results: MX.EXAMPLE.ORG 1; dmarc=pass (p=none) header.from=School.example",
                    from,
                ], "authenticated"
            ),
            ([own, "Authentication-Results: mx.example.org; dmarc=pass header.from=evil.example", from], "none"),
            ([own, "Authentication-Results: mx.example.org; dmarc=pass", from], "none"),
            (
                [
                    own,
                    "Authentication-Results: mx.example.org; dmarc=fail (dmarc=pass header.from=school.example) header.from=school.example",
                    from,
                ], "contradicted"
            ),
            (
                [
                    own,
                    "Authentication-Results: mx.example.org; dkim=pass header.d=\"; dmarc=pass header.from=school.example\"",
                    from,
                ], "none"
            ),
            (
                [
                    own,
                    "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=school.example; dkim=pass (2048-bit key) header.d=school.example header.b=ab/c+d==; dmarc=pass header.from=school.example",
                    from,
                ], "authenticated"
            ),
            (
                [own, "Authentication-Results: mx.example.org; dmarc=none header.from=school.example", pass, from],
                "none"
            ),
            ([own, "Authentication-Results: mx.example.org; dmarc=pass header.from=school.example (", from], "none"),
            ([own, "Authentication-Results: mx.example.org; none", from], "none"),
        ])
    func results(_ lines: [String], _ expected: String) {
        #expect(verifier.verify(message(lines)).assurance.rawValue == expected)
    }

    @Test("nobody is believed unless a server is named")
    func nobodyTrusted() {
        #expect(SenderVerifier(authservIDs: []).verify(message([pass, own, from])).assurance == .none)
    }

    @Test(
        "only one plain From address is an author",
        arguments: [
            ([from], true), (["From: ann@school.example"], true), (["From: \"Lee, Ann\" <ann@school.example>"], true),
            ([from, "From: x@evil.example"], false), ([from, "From : x@evil.example"], false),
            (["From: Team: ann@school.example;"], false), (["From: <@evil.example:ann@school.example>"], false),
            (["From: <ann@school.example> x"], false), (["From: x@evil.example, <ann@school.example>"], false),
            (["From: =?utf-8?q?ann=40school.example?= <x@evil.example>"], false),
            (["From: ann@school.example (x)"], false), (["From: A\u{0}nn <ann@school.example>"], false),
            (["Sender: ann@school.example"], false),
        ])
    func author(_ lines: [String], _ isAuthor: Bool) {
        let verification = verifier.verify(message([pass, own] + lines))
        #expect((verification.assurance == .authenticated) == isAuthor)
    }

    @Test("several mailboxes in From are nobody")
    func severalMailboxes() {
        let two = message(
            [pass, own, "From: ann@school.example, bob@school.example"],
            from: ["ann@school.example", "bob@school.example"])
        #expect(verifier.verify(two).address == nil)
    }

    @Test("the envelope recipient counts only where our own servers wrote it")
    func envelope() {
        let trusted = message(["Delivered-To: support+x@example.org", own, foreign, from])
        let forged = message([own, foreign, "Delivered-To: support+x@example.org", from])
        #expect(verifier.envelopeRecipient(of: trusted)?.localPart == "support+x")
        #expect(verifier.envelopeRecipient(of: forged) == nil)
    }
}

import Foundation
import TestSupport
import Testing

/// Rows 50 to 61 of section 9.B: what a reply token is worth, and to whom.
@Suite("Matrix: reply tokens", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct TokenMatrixTests {
    private let matrix: MatrixDesk
    private let opened: OpenedCase

    init() throws {
        matrix = try MatrixDesk()
        opened = try matrix.open("one")
    }

    private func reply(
        _ id: String, from: String = MatrixDesk.ann, to: String? = nil, headers: String = "", isVerified: Bool = true
    ) -> String {
        SampleMail.plain(
            from: from, to: to ?? opened.address, id: "\(id)@replies.example", subject: "Re: anything",
            text: "It works again.", headers: headers, isVerified: isVerified)
    }

    @Test("row 50: a valid token of the proven contact to whom it was given brings a post to its case")
    func own() throws {
        let counts = try matrix.take(reply("50"))
        #expect(counts["posted"] == 1)
        let shown = try matrix.show(opened.number)
        #expect(shown.texts() == ["How do I export the roster?", "It works again."])
        #expect(shown.authors() == [MatrixDesk.ann, MatrixDesk.ann])
        #expect(try matrix.cases().count == 1 && matrix.held().isEmpty)
        #expect(matrix.sent.count == 1, "nobody is mailed their own post")
    }

    @Test("row 51: a valid token of somebody else on the account brings a post of who really wrote, and that is noted")
    func borrowed() throws {
        let mail = reply("51", from: MatrixDesk.raj)
        try matrix.take(mail)
        let shown = try matrix.show(opened.number)
        #expect(shown.authors() == [MatrixDesk.ann, MatrixDesk.raj])
        #expect(shown.contact == MatrixDesk.ann)
        #expect(shown.authors("note") == [MatrixDesk.raj] && shown.feed.last?["visibility"] as? String == "internal")
        #expect(try matrix.reasons(mail).contains { $0.contains("given to somebody else, and is used by Raj Patel") })
        #expect(matrix.sent.dropFirst().map(\.recipients) == [[MatrixDesk.ann]])
    }

    @Test("row 53: a valid token used by a contact of another account is held, and nobody sees anything of it")
    func otherAccount() throws {
        try matrix.take(reply("53", from: MatrixDesk.maria))
        #expect(try matrix.onlyHeldReason() == "otherAccount")
        try matrix.expectUntouched(opened)
        #expect(try matrix.cases().count == 1)
        #expect(matrix.sent.count == 1, "neither account is written to")
    }

    @Test("row 53: a valid token used by a proven stranger is held, and the stranger is told nothing")
    func stranger() throws {
        try matrix.take(reply("53b", from: "no-reply@saas.example"), reply("53c", from: "eve@elsewhere.example"))
        #expect(try matrix.held().map { $0["reason"] as? String } == ["stranger", "stranger"])
        try matrix.expectUntouched(opened)
        #expect(try matrix.cases().count == 1 && matrix.sent.count == 1)
    }

    @Test("row 54: a valid token and the right From prove nobody: the message is held and the contact asked")
    func unproven() throws {
        try matrix.take(reply("54", isVerified: false))
        #expect(try matrix.onlyHeldReason() == "unverified")
        try matrix.expectUntouched(opened)
        #expect(matrix.sent.count == 2)
        let asked = try #require(matrix.sent.last)
        #expect(asked.recipients == [MatrixDesk.ann])
        _ = try matrix.confirmPath(in: asked.text)
        #expect(!asked.text.contains("It works again") && !asked.text.contains(opened.number))
    }

    @Test("row 55: a token that is changed, cut, empty or endless is as good as none, and all are treated alike")
    func damaged() throws {
        let token = opened.token
        let swapped = String(token.dropLast()) + (token.hasSuffix("a") ? "b" : "a")
        let middle = token.enumerated().map { $0 == 20 ? ($1 == "a" ? "b" : "a") : String($1) }.joined()
        let damaged = [
            swapped, middle, String(token.dropLast()), String(token.dropFirst()), token + "a", "",
            String(repeating: "a", count: 39), String(repeating: "a", count: 10_000),
        ]
        let authors = damaged.indices.map { "row55-\($0)@district.example" }
        try matrix.addContacts(authors)
        for (author, token) in zip(authors, damaged) {
            try matrix.dovecot.folder().deliver(
                SampleMail.plain(
                    from: author, to: "support+\(token)@example.org", id: author, subject: "From \(author)"))
        }
        #expect(try matrix.cycle()["opened"] == damaged.count)
        for author in authors {
            let own = try matrix.cases(called: "From \(author)")
            #expect(own.map(\.contact) == [author])
            #expect(matrix.sent.count { $0.recipients == [author] } == 1)
        }
        try matrix.expectUntouched(opened)
        #expect(try matrix.held().isEmpty)
        #expect(matrix.sent.count == 1 + damaged.count)
    }

    @Test("row 57: a token of a retired key holds; of one that was taken away, or that nobody knows, it counts as none")
    func keys() throws {
        let old = try matrix.keyLine()
        try matrix.writeKeys(["1:\(MatrixDesk.anyKey("b"))", old])
        #expect(try matrix.take(reply("57"))["posted"] == 1)
        // The same id with other octets, and an id that no key has.
        for (index, keys) in [["0:\(MatrixDesk.anyKey("c"))"], ["1:\(MatrixDesk.anyKey("b"))"]].enumerated() {
            try matrix.writeKeys(keys)
            #expect(try matrix.take(reply("57-\(index)", from: MatrixDesk.raj))["opened"] == 1)
        }
        #expect(try matrix.show(opened.number).authors() == [MatrixDesk.ann, MatrixDesk.ann])
        #expect(try matrix.cases().count == 3 && matrix.held().isEmpty)
    }

    @Test("row 59: a token of one desk is worth nothing at another, though keys, numbers and contacts are the same")
    func tenants() throws {
        let there = try MatrixDesk()
        try there.writeKeys([try matrix.keyLine()])
        let theirs = try there.open("one")
        try #require(theirs.number == opened.number)
        #expect(theirs.token != opened.token)
        #expect(try there.take(reply("59"))["opened"] == 1)
        try there.expectUntouched(theirs)
        #expect(try there.held().isEmpty)
    }

    @Test("row 60: of two valid tokens in To and Cc the envelope's counts; without an envelope the message is held")
    func twoCases() throws {
        let other = try matrix.open("two")
        let both = reply("60", headers: "Cc: <\(other.address)>\n")
        #expect(try matrix.take(both)["held"] == 1)
        #expect(try matrix.onlyHeldReason() == "ambiguousCase")
        try matrix.expectUntouched(opened)
        try matrix.expectUntouched(other)
        let enveloped =
            "Delivered-To: \(other.address)\n" + reply("60b", headers: "Cc: <\(other.address)>\n")
        #expect(try matrix.take(enveloped)["posted"] == 1)
        try matrix.expectUntouched(opened)
        #expect(try matrix.show(other.number).texts().last == "It works again.")
        #expect(matrix.sent.count == 2, "only the acknowledgements went out")
    }

    @Test("row 60: an envelope that a foreign server wrote decides nothing")
    func forgedEnvelope() throws {
        let other = try matrix.open("two")
        let theirs = "Received: from x by out.evil.example\nDelivered-To: \(other.address)\n"
        try matrix.take(reply("60c", headers: "\(theirs)Cc: <\(other.address)>\n"))
        #expect(try matrix.onlyHeldReason() == "ambiguousCase")
        try matrix.expectUntouched(opened)
        try matrix.expectUntouched(other)
    }

    @Test("row 61: of many references only the last are looked at, and forged ones count for nothing")
    func references() throws {
        let forged = "<1.\(String(repeating: "a", count: 39))@example.org>"
        let real = "<\(opened.messageID)>"
        func mail(_ id: String, _ references: [String], inReplyTo: String = "<none@elsewhere.example>") -> String {
            let headers = "In-Reply-To: \(inReplyTo)\nReferences: \(references.joined(separator: "\n "))\n"
            return reply(id, from: MatrixDesk.raj, to: DeskFixture.address, headers: headers)
        }
        let some = (0..<250).flatMap { ["<\($0)@elsewhere.example>", forged] }
        #expect(try matrix.take(mail("61a", some + [real, forged]))["posted"] == 1)
        #expect(try matrix.take(mail("61b", [real] + some))["opened"] == 1)
        // A field of ten thousand is cut, and what a message answers stands in In-Reply-To as well.
        let many = (0..<5_000).flatMap { ["<\($0)@elsewhere.example>", forged] }
        #expect(try matrix.take(mail("61c", many, inReplyTo: real))["posted"] == 1)
        #expect(try matrix.take(mail("61d", [real] + many))["opened"] == 1)
        #expect(try matrix.show(opened.number).authors() == [MatrixDesk.ann, MatrixDesk.raj, MatrixDesk.raj])
        #expect(try matrix.cases().count == 3 && matrix.held().isEmpty)
    }
}

extension MatrixDesk {
    /// The only line of `secret.key` that is no comment.
    fileprivate func keyLine() throws -> String {
        let text = try String(contentsOfFile: desk.path("secret.key"), encoding: .utf8)
        return try #require(text.split(separator: "\n").map(String.init).first { !$0.hasPrefix("#") })
    }

    /// Puts these lines into `secret.key`.
    fileprivate func writeKeys(_ lines: [String]) throws {
        try desk.write("secret.key", lines.joined(separator: "\n") + "\n")
        chmod(desk.path("secret.key"), 0o600)
    }

    /// A key of 32 times that octet.
    fileprivate static func anyKey(_ letter: Character) -> String {
        Data(String(repeating: letter, count: 32).utf8).base64EncodedString().replacingOccurrences(of: "=", with: "")
    }
}

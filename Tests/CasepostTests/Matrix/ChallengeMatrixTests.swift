import Foundation
import TestSupport
import Testing

/// Rows 2, 42, 44 and 46 of section 9.A: a contact whom nothing proves is asked by mail, and answers on the page.
@Suite("Matrix: the question whether it was them", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"), .ownThread)
struct ChallengeMatrixTests {
    private static let ann = "ann.lee@district.example"
    private let matrix: MatrixDesk

    init() throws { matrix = try MatrixDesk() }

    private func unproven(_ id: String, text: String = "How do I export the roster?") -> String {
        SampleMail.plain(id: "\(id)@district.example", subject: "Question \(id)", text: text, isVerified: false)
    }

    private func states() throws -> [String: String] {
        let pairs = try matrix.held().map { ($0["subject"] as? String ?? "", $0["state"] as? String ?? "") }
        return Dictionary(pairs) { first, second in "\(first), \(second)" }
    }

    private func subjects() throws -> [String?] { try matrix.desk.cases().map { $0["subject"] as? String } }

    /// Takes the mail in, and gives the page's path from the mail that asks.
    private func asked(_ mail: String) throws -> String {
        try matrix.take(mail)
        #expect(matrix.sent.count == 1)
        return try matrix.confirmPath(in: try #require(matrix.sent.first).text)
    }

    @Test("row 2: it is held and the stored address asked once, also when more mail comes")
    func once() throws {
        _ = try asked(unproven("1"))
        try matrix.take(unproven("2"), unproven("3"))
        #expect(try states() == ["Question 1": "waiting", "Question 2": "waiting", "Question 3": "waiting"])
        #expect(try matrix.held().allSatisfy { $0["reason"] as? String == "unverified" })
        #expect(matrix.sent.map(\.recipients) == [[Self.ann]])
        #expect(try matrix.desk.cases().isEmpty)
    }

    @Test("row 44: the mail that asks has nothing of the forged one in it, and goes to the stored address alone")
    func content() throws {
        let mail = """
            Received: from evil.example by mx.example.org with ESMTPS; Fri, 20 Nov 2026 15:03:00 +0000
            From: "Cheap pills https://evil.example/name" <ANN.LEE@District.Example>
            Reply-To: <victim@university.example>
            To: <support@example.org>, <victim2@university.example>
            Cc: <victim3@university.example>
            Subject: You idiots, win at https://evil.example/subject
            Message-ID: <abuse@evil.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="outer"

            --outer
            Content-Type: text/html

            <p>Insults and <a href="https://evil.example/body">prizes</a></p>
            --outer
            Content-Type: application/octet-stream; name="malware.exe"
            Content-Disposition: attachment; filename="malware.exe"
            Content-Transfer-Encoding: base64

            TVqQAAMAAAAEAAAA
            --outer--

            """
        try matrix.take(mail)
        #expect(matrix.sent.count == 1)
        let sent = try #require(matrix.sent.first)
        #expect(sent.recipients == [Self.ann])
        #expect(sent.reversePath == "")
        let read = ReadMail(text: sent.text)
        #expect(read.field("Auto-Submitted") == "auto-replied")
        #expect(read.address("To") == Self.ann)
        #expect(read.field("Cc") == nil && read.field("Bcc") == nil)
        let decoded = Self.decoded(sent.text).lowercased()
        for word in ["pills", "idiots", "evil.example", "insults", "prizes", "malware", "tvqq", "victim", "abuse@"] {
            #expect(!decoded.contains(word), "\(word)")
        }
        #expect(!decoded.contains("content-disposition: attachment"))
        #expect(decoded.contains("https://support.example.org/confirm/"))
        #expect(try matrix.onlyHeldReason() == "unverified")
    }

    @Test("row 46: GETs and HEADs of a scanner change nothing, and who confirms twice lets the mail in once")
    func onlyPostCounts() async throws {
        let path = try asked(unproven("1"))
        try await serving {
            var page = ""
            for _ in 1...5 {
                #expect(try await ask("HEAD", path).hasPrefix("HTTP/1.1 200 OK\r\n"))
                page = try await ask("GET", path)
                #expect(page.hasPrefix("HTTP/1.1 200 OK\r\n"))
            }
            #expect(try states() == ["Question 1": "waiting"])
            #expect(try matrix.desk.cases().isEmpty)
            let form = try confirmation(on: page)
            #expect(try await ask("POST", path, form).hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try await ask("POST", path, form).hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try await eventually { try !matrix.desk.cases().isEmpty })
            #expect(try await eventually { matrix.sent.count == 2 })
        }
        try matrix.cycle()
        let cases = try matrix.desk.cases()
        #expect(cases.map { $0["contact"] as? String } == [Self.ann])
        #expect((cases.first?["feed"] as? [Any])?.count == 1)
        #expect(try states() == ["Question 1": "confirmed"])
        #expect(matrix.sent.map(\.recipients) == [[Self.ann], [Self.ann]], "the question and one acknowledgement")
    }

    @Test("row 46: what joins between the page and the answer is not let in by it")
    func joinsMeanwhile() async throws {
        let path = try asked(unproven("1"))
        try await serving {
            let form = try confirmation(on: try await ask("GET", path))
            try matrix.dovecot.folder().deliver(unproven("2"))
            #expect(try await eventually { try states()["Question 2"] == "waiting" })
            #expect(try await ask("POST", path, form).hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try await eventually { try !matrix.desk.cases().isEmpty })
            let later = try await ask("GET", path)
            #expect(later.contains("Question 2") && !later.contains("Question 1"))
        }
        try matrix.cycle()
        #expect(try subjects() == ["Question 1"])
        #expect(try states() == ["Question 1": "confirmed", "Question 2": "waiting"])
    }

    @Test("row 46: \"this was not me\" rejects the mail, and nobody can confirm it afterwards")
    func disowned() async throws {
        let path = try asked(unproven("1"))
        try await serving {
            let form = try confirmation(on: try await ask("GET", path))
            #expect(try await ask("POST", path, "answer=disown").hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(try await ask("POST", path, form).hasPrefix("HTTP/1.1 409 "))
        }
        try matrix.cycle()
        #expect(try states() == ["Question 1": "rejected"])
        #expect(try matrix.desk.cases().isEmpty)
        #expect(matrix.sent.count == 1)
    }

    @Test("row 46: rights are asked again at the release: of a contact deactivated meanwhile it stays held")
    func deactivatedMeanwhile() async throws {
        let path = try asked(unproven("1"))
        try await serving {
            let form = try confirmation(on: try await ask("GET", path))
            try matrix.desk.succeed("contact", "deactivate", Self.ann)
            _ = try await ask("POST", path, form)
            #expect(try await eventually { try matrix.held().first?["reason"] as? String == "deactivated" })
        }
        try matrix.cycle()
        #expect(try states() == ["Question 1": "waiting"])
        #expect(try matrix.desk.cases().isEmpty)
        #expect(matrix.sent.count == 1)
    }

    @Test("row 46: a mail that answers the question confirms nothing")
    func answeredByMail() throws {
        _ = try asked(unproven("1"))
        let question = ReadMail(text: try #require(matrix.sent.first).text)
        let reply = SampleMail.plain(
            to: try #require(question.address("Reply-To") ?? question.address("From")), id: "re@district.example",
            subject: "Question re", text: "Yes, that was me.",
            headers: "In-Reply-To: \(try #require(question.field("Message-ID")))\n", isVerified: false)
        try matrix.take(reply)
        #expect(try states() == ["Question 1": "waiting", "Question re": "waiting"])
        #expect(try matrix.desk.cases().isEmpty)
        #expect(matrix.sent.count == 1)
    }

    @Test("row 42: an unproven advisor's #close is held, the advisor asked, and the case as it was")
    func advisor() throws {
        try matrix.take(SampleMail.plain(id: "q@district.example"))
        let before = try #require(try matrix.desk.cases().first)
        let address = try matrix.replyAddress(of: Self.ann).address
        try matrix.take(
            SampleMail.plain(
                from: "sam.okafor@example.org", to: address, id: "close@example.org", subject: "Re: A question",
                text: "#close", isVerified: false))
        #expect(try matrix.onlyHeldReason() == "unverified")
        let after = try #require(try matrix.desk.cases().first)
        #expect(before["status"] as? String != nil && after["status"] as? String == before["status"] as? String)
        #expect((after["feed"] as? [Any])?.count == 1)
        let asked = matrix.sent.filter { $0.recipients == ["sam.okafor@example.org"] }
        #expect(asked.count == 1 && asked.first?.text.contains("/confirm/") == true)
        #expect(matrix.sent.count == 2)
    }

    /// Runs `serve` meanwhile.
    private func serving(_ work: () async throws -> Void) async throws {
        let gateway = try matrix.desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains("serving") })
        try await work()
        gateway.signal(SIGTERM)
        let output = gateway.wait()
        #expect(output.status == 0, "\(output.stderr)")
    }

    /// One request over a connection of its own, and the whole answer.
    private func ask(_ method: String, _ path: String, _ body: String = "") async throws -> String {
        let fields = [
            "\(method) \(path) HTTP/1.1", "Host: support.example.org", "Connection: close",
            "Content-Type: application/x-www-form-urlencoded", "Content-Length: \(body.utf8.count)",
        ]
        return try await LoopbackClient(matrix.webPort).exchange(
            fields.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// What the page's button sends: the messages that it lists.
    private func confirmation(on page: String) throws -> String {
        let pieces = page.components(separatedBy: "name=\"message\" value=\"").dropFirst()
        #expect(!pieces.isEmpty)
        return "answer=confirm" + pieces.map { "&message=" + $0.prefix { $0.isNumber } }.joined()
    }

    /// The texts of a mail without quoted-printable; what stands in base64 is added in clear.
    private static func decoded(_ mail: String) -> String {
        let lines = mail.replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n\n")
        let base64 = lines.compactMap { part in
            Data(base64Encoded: part.replacingOccurrences(of: "\n", with: "")).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        let quoted = mail.replacingOccurrences(of: "=\r\n", with: "").replacingOccurrences(of: "=3D", with: "=")
        return ([quoted] + base64).joined(separator: "\n")
    }
}

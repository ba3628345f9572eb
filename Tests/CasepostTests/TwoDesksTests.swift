import Foundation
import TestSupport
import Testing

/// Two desks of the real program, each a contact of the other, between which mail goes back and forth until nobody says more.
@Suite("Two desks that write to each other", .ownThread)
struct TwoDesksTests {
    private static let start = Date(timeIntervalSince1970: 1_795_010_400)

    /// One of the two.
    private struct Side {
        let address: String
        let desk: DeskFixture
        let inbox: MailFolder
        let outbox: MailFolder

        init(_ address: String, contacts: [String]) throws {
            self.address = address
            let directory = try TemporaryDirectory()
            inbox = MailFolder(path: directory.appending("in"))
            outbox = MailFolder(path: directory.appending("out"))
            desk = try DeskFixture(
                mailbox: "url = \"maildir:\(inbox.path)\"",
                smtp: "url = \"maildir:\(outbox.path)\"\n[notify]\nquiet_seconds = 60", in: directory)
            let settings = try String(contentsOfFile: desk.path("casepost.toml"), encoding: .utf8)
            try desk.write("casepost.toml", settings.replacingOccurrences(of: DeskFixture.address, with: address))
            let rows = contacts.map { "The Other Desk,\($0),,The,Desk,authorizedSupport,,,,,true\n" }
            let head =
                "account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account\n"
            try desk.write("others.csv", head + rows.joined())
            try desk.succeed("contact", "import", desk.path("others.csv"))
        }

        /// Takes in what waits, and sends what is due a second later.
        func turn(at time: Date) throws {
            try desk.succeed("ingest", "--now", time.formatted(.iso8601))
            try desk.succeed("run-due", "--now", (time + 1).formatted(.iso8601))
        }
    }

    /// What a server between them makes of mail.
    enum Way: String, Sendable, CaseIterable {
        case faithful = "mail arrives as it was sent"
        case bare = "no field tells that mail is automatic"
        case unproven = "nothing proves who wrote, and no field tells that mail is automatic"
    }

    private func carried(_ mail: [UInt8], from address: String, _ way: Way) -> [UInt8] {
        var text = String(decoding: mail, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
        if way != .faithful {
            let names = ["auto-submitted:", "x-auto-response-suppress:", "precedence:", "list-"]
            let parts = text.components(separatedBy: "\n\n")
            let head = parts[0].components(separatedBy: "\n").filter { line in
                !names.contains { line.lowercased().hasPrefix($0) }
            }
            text = ([head.joined(separator: "\n")] + parts.dropFirst()).joined(separator: "\n\n")
        }
        let domain = address.split(separator: "@").last ?? ""
        let proof = "Authentication-Results: mx.example.org; dmarc=pass header.from=\(domain)\n"
        return Array(((way == .unproven ? "" : proof) + text).utf8)
    }

    @Test(
        "they fall silent after a few mails, and nothing is lost", arguments: Way.allCases, [5, 70] as [TimeInterval])
    func silence(_ way: Way, _ step: TimeInterval) throws {
        let first = try Side("support@first.example", contacts: ["help@second.example", "ann@second.example"])
        let second = try Side("help@second.example", contacts: ["support@first.example", "raj@first.example"])
        let sides = [(first, second), (second, first)]
        // Each has a case that a person opened, and of which the other desk is told.
        for (side, other) in sides {
            let person = side.address == first.address ? "ann@second.example" : "raj@first.example"
            try side.desk.succeed(
                "case", "open", "--contact", other.address, "--as", person, "--subject", "Between desks", "--text",
                "A question.", "--now", Self.start.formatted(.iso8601))
        }
        let hello = SampleMail.plain(
            from: second.address, to: first.address, id: "hello@second.example", subject: "Hello",
            text: "Are you there?")
        try first.inbox.deliver(
            carried(Array(hello.utf8), from: second.address, way == .unproven ? .unproven : .bare))
        var (time, seen, carriedOver, silentSince): (Date, Set<String>, Int, Date) = (Self.start, [], 0, Self.start)
        while time < silentSince + 300, time < Self.start + 7_200 {
            for (side, other) in sides {
                try side.turn(at: time)
                for file in side.outbox.files where seen.insert(file).inserted {
                    let mail = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
                    let text = ReadMail(text: String(decoding: mail, as: UTF8.self))
                    guard text.address("To") == other.address else { continue }
                    try other.inbox.deliver(carried(mail, from: side.address, way))
                    carriedOver += 1
                    silentSince = time
                }
            }
            time += step
        }
        #expect(time < Self.start + 1_800, "still talking")
        #expect((1...8).contains(carriedOver), "\(carriedOver) mails went over")
        for (side, other) in sides {
            let cases = try side.desk.cases().count
            #expect((1...3).contains(cases), "\(cases) cases at \(side.address)")
            let held = try side.desk.jsonLines(try side.desk.succeed("held", "list", "--json"))
            #expect(held.allSatisfy { $0["reason"] as? String == "unverified" } && (way == .unproven) == !held.isEmpty)
            let left = try side.desk.jsonLines(try side.desk.succeed("outbox", "list", "--json"))
            #expect(left.isEmpty, "\(left)")
            // What came in is either on a case, held, or recorded: nothing waits.
            let again = try side.desk.succeed("ingest", "--json", "--now", time.formatted(.iso8601))
            let counts = try side.desk.jsonLines(again).first?.compactMapValues { $0 as? Int }
            #expect(counts?.values.allSatisfy { $0 == 0 } == true, "\(again) from \(other.address)")
        }
    }
}

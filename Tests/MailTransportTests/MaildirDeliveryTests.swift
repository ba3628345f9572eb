import Core
import Foundation
import TestSupport
import Testing

@testable import MailTransport

@Suite("Delivery into a Maildir", .ownThread)
struct MaildirDeliveryTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.appending("outbox") }

    init() throws { directory = try TemporaryDirectory() }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")
    }

    @Test("the Maildir is made, and every mail is a file of its own with LF as line end")
    func stored() async throws {
        let mails = try (1...50).map {
            try MailObject.sample($0, content: "Subject: \($0)\r\n\r\n.a\r\nlone \r stays\r\n")
        }
        let outcomes = try await MaildirDelivery(path: path).deliver(mails)
        #expect(outcomes.map(\.verdict) == Array(repeating: .delivered, count: 50))
        let names = try names(in: "new")
        let texts = try names.map { try String(contentsOfFile: "\(path)/new/\($0)", encoding: .utf8) }
        #expect(Set(texts) == Set((1...50).map { "Subject: \($0)\n\n.a\nlone \r stays\n" }))
        #expect(names.allSatisfy { !$0.contains(":") && !$0.contains("/") })
        #expect(try self.names(in: "tmp").isEmpty)
        #expect(try self.names(in: "cur").isEmpty)
        guard case .accepted(let reply) = outcomes[0], let name = reply.lines.first?.split(separator: " ").last else {
            Issue.record("\(outcomes[0])")
            return
        }
        #expect(names.contains(String(name)))
    }

    @Test("several deliveries give different names")
    func concurrent() async throws {
        let mails = try (1...20).map { try MailObject.sample($0) }
        await withTaskGroup { group in
            for _ in 1...4 {
                group.addTask { [path] in
                    let outcomes = try? await MaildirDelivery(path: path).deliver(mails)
                    #expect(outcomes?.allSatisfy { $0.verdict == .delivered } == true)
                }
            }
        }
        #expect(try names(in: "new").count == 80)
    }

    @Test("without the folder around it mail is kept")
    func missingParent() async throws {
        let delivery = try MaildirDelivery(path: directory.appending("missing/outbox"))
        let outcome = try #require(await delivery.deliver([try .sample()]).first)
        #expect(outcome.verdict == .retry)
        #expect(outcome.summary.contains("localFile"))
    }

    @Test("a mail that cannot be stored leaves nothing behind, and the others are stored")
    func cannotBeStored() async throws {
        try directory.write("outbox/new", "this is no folder")
        let outcomes = try await MaildirDelivery(path: path).deliver([.sample(1), .sample(2)])
        #expect(outcomes.map(\.verdict) == [.retry, .retry])
        #expect(try names(in: "tmp").isEmpty)
    }
}

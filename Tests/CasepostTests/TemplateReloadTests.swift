import Foundation
import TestSupport
import Testing

@Suite("Templates of a gateway that runs", .timeLimit(.minutes(30)), .ownThread)
struct TemplateReloadTests {
    private let desk: PageDesk

    init() throws {
        desk = try PageDesk()
        let settings = try String(contentsOfFile: desk.fixture.path("casepost.toml"), encoding: .utf8)
        try desk.fixture.write(
            "casepost.toml", settings.replacingOccurrences(of: "[site]\n", with: "[site]\ntemplates = \"own\"\n"))
        try FileManager.default.createDirectory(
            atPath: desk.fixture.path("own/pages"), withIntermediateDirectories: true)
    }

    @Test("are taken anew at SIGHUP, mails and pages; one that is wrong changes nothing, and is named")
    func reload() async throws {
        let gateway = try desk.fixture.start("serve")
        #expect(try await eventually { gateway.stderr.contains("pages served") })
        #expect(try await acknowledgement(of: "first@district.example").contains("Our first words") == false)

        try desk.fixture.write("own/case-acknowledgement.txt", text("Our first words"))
        try desk.fixture.write("own/pages/not-found.html", "<p>Our own page</p>")
        gateway.signal(SIGHUP)
        #expect(try await eventually { gateway.stderr.contains("templates taken anew own=1") })
        #expect(try await acknowledgement(of: "second@district.example").contains("Our first words"))
        #expect(try Command.succeed("curl", ["-s", "\(desk.address)/nothing"]).stdout.contains("Our own page"))

        try desk.fixture.write("own/case-acknowledgement.txt", text("Our second words {{#nobody}}"))
        gateway.signal(SIGHUP)
        #expect(try await eventually { gateway.stderr.contains("templates not taken anew") })
        #expect(gateway.stderr.contains("own/case-acknowledgement.txt:"))
        #expect(try await acknowledgement(of: "third@district.example").contains("Our first words"))
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
    }

    private func text(_ words: String) -> String { "Subject: [#{{caseNumber}}] \(words)\n\n\(words)\n" }

    /// The mail by which a new message is acknowledged.
    private func acknowledgement(of id: String) async throws -> String {
        let before = try desk.sent().count
        try desk.deliver(SampleMail.plain(id: id))
        #expect(try await eventually { try desk.sent().count > before })
        return try #require(try desk.sent().first { $0.contains("In-Reply-To: <\(id)>") })
    }
}

import Core
import Foundation
import MailTransport
import TestSupport
import Testing

@testable import casepost

@Suite("[operator] in the settings, and what workers and clocks tell", .ownThread)
struct OperatorSettingsTests {
    private func terms(_ text: String) throws -> OperatorTerms {
        let base = """
            [smtp]
            url = "maildir:out"
            [[mailbox]]
            name = "support"
            address = "support@example.org"
            url = "maildir:in"
            [operator]

            """
        return try SettingsFile(file: "casepost.toml", folder: "/desk").settings(base + text).operatorTerms
    }

    @Test("nobody is told by mail who is not named; one address or several")
    func addresses() throws {
        #expect(try terms("") == OperatorTerms())
        #expect(try terms("address = \"ops@example.org\"").addresses.map(\.description) == ["ops@example.org"])
        #expect(try terms("address = [\"a@b.example\", \"c@d.example\"]").addresses.count == 2)
    }

    @Test("every key is read")
    func keys() throws {
        var expected = OperatorTerms()
        (expected.digest, expected.alertsPerHour, expected.failingMinutes) = (.daily(at: 390), 2, 5)
        (expected.outboxMinutes, expected.heldHours, expected.freeMebibytes) = (30, 48, 0)
        let read = try terms(
            """
            digest = "daily 06:30"
            alerts_per_hour = 2
            failing_minutes = 5
            outbox_minutes = 30
            held_hours = 48
            free_mb = 0
            """)
        #expect(read == expected)
        #expect(try terms("digest = \"off\"").digest == .off)
    }

    @Test(
        "what can't be is told with what to write",
        arguments: [
            ("digest = \"hourly\"", "is no time; write it as daily 07:00, or off"),
            ("digest = \"daily 25:00\"", "is no time; write it as daily 07:00, or off"),
            ("address = \"ops\"", "is not an address; write it as name@example.org"),
            ("address = [\"a@b.example\", \"ops\"]", "entry 2 \"ops\" is not an address"),
            ("alerts_per_hour = 0", "write a number from 1 to 1000"),
            ("adress = \"a@b.example\"", "is not known"),
        ])
    func mistakes(_ text: String, _ problem: String) {
        let error = #expect(throws: FileProblems.self) { try terms(text) }
        #expect(error?.problems.map(\.description).joined().contains(problem) == true, "\(String(describing: error))")
    }

    @Test("a clock that was set is found, by how much, and remembered for a day; one that runs is not")
    func clock() throws {
        var watch = ClockWatch()
        let (date, instant) = (Date(timeIntervalSince1970: 1_795_000_000), ContinuousClock.now)
        #expect(watch.look(date, instant) == nil)
        #expect(watch.look(date + 3_600, instant + .seconds(3_600)) == nil, "a machine that slept")
        #expect(watch.look(date + 3_600 - 59, instant + .seconds(3_600)) == nil)
        #expect(watch.look(date - 7_200, instant + .seconds(3_610)) == -10_751)
        #expect(watch.remembered(at: instant + .seconds(90_000)) == -10_751)
        #expect(watch.remembered(at: instant + .seconds(90_011)) == nil)
    }

    @Test(
        "an error of a worker is one of a few kinds, without its details",
        arguments: [
            (TransportFailure(.badCredentials, detail: "ann@x.example"), .login),
            (TransportFailure(.certificate, detail: "/etc/x"), .certificate),
            (TransportFailure(.timedOut, detail: ""), .connection), (TransportFailure(.localFile, detail: ""), .disk),
            (TransportFailure(.folderMissing, detail: "Ann"), .folder),
            (StoreFailure(.full, detail: "/var/x", advice: "Make room."), .disk),
            (StoreFailure(.busy, detail: "/var/x", advice: "Wait."), .database),
            (CommandFailure(.configuration, "/etc/x"), .settings), (CancellationError(), .other),
        ] as [(any Error, WorkerFailure.Kind)])
    func failures(_ error: any Error, _ kind: WorkerFailure.Kind) {
        let failure = WorkerFailure(error)
        #expect(failure.kind == kind && !failure.summary.isEmpty && !failure.advice.isEmpty)
        for word in ["ann@", "/var", "/etc", "Ann"] { #expect(!failure.summary.contains(word)) }
    }
}

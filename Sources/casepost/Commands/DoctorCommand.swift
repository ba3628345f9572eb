internal import ArgumentParser
internal import Core
internal import MailIngest

/// `casepost doctor`: what is wrong, and what to do.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check everything a desk stands on; says what to do for each; exit 1 if anything fails.",
        discussion: """
            Works beside a running casepost serve and changes nothing. --send-test sends one mail to the mailbox's address \
            for replies, waits until it is back, and removes it.
            """)

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Print one JSON object a line.") var json = false
    @Flag(help: "Also send a mail out and wait for it to come back.") var sendTest = false
    @Option(help: "With --send-test: the mailbox that it goes to. (default: the first)") var mailbox: String?
    @Option(help: "With --send-test: so many seconds it may take to come back.") var wait = 120

    func validate() throws {
        if mailbox != nil, !sendTest { throw ValidationError("--mailbox goes with --send-test") }
        if !(1...600).contains(wait) { throw ValidationError("--wait \(wait): from 1 to 600 seconds") }
    }

    func run() async throws {
        let found = try await diagnoses()
        if json {
            try found.forEach { try JSONLine.print(DiagnosisJSON($0)) }
        } else {
            print((found.flatMap(\.lines) + ["", found.summary]).joined(separator: "\n"))
        }
        if found.hasFailed { throw ExitCode(1) }
    }

    private func diagnoses() async throws -> [Diagnosis] {
        let doctor: Doctor
        do { doctor = try Doctor(global) } catch {
            return Diagnosis.failed("settings", because: error)
        }
        let found = await doctor.run()
        guard sendTest else { return found }
        let chosen = try mailbox.map { name in
            guard let chosen = doctor.settings.mailbox(named: name) else {
                let names = doctor.settings.mailboxes.map(\.configuration.name)
                throw ValidationError("--mailbox \(name): no such mailbox" + NearestName.hint(for: name, among: names))
            }
            return chosen
        }
        guard let target = chosen ?? doctor.settings.mailboxes.first else { return found }
        let test = LoopTest(doctor: doctor, mailbox: target, patience: .seconds(wait))
        return found + (await test.run())
    }
}

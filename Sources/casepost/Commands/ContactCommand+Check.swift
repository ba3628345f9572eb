internal import ArgumentParser
internal import Core
internal import Store

extension ContactCommand {
    /// Says what a person should look at.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "List what in the registry a person should look at; exit 1 if there is anything.",
            discussion: "Two authorizedSupport contacts and one authorizedTechnical are recommended for each account.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object a line.") var json = false

        func run() async throws {
            let own = try Settings.load(global.configFile).ownAddresses
            let database = try DeskContext.openDatabase(global)
            let (accounts, people) = try await database.read { transaction in
                (try transaction.accounts(), try transaction.people(.contact).items)
            }
            let findings = RegistryCheck.findings(accounts: accounts, people: people, own: own)
            if json {
                for finding in findings { try JSONLine.print(finding) }
            } else if findings.isEmpty {
                print("nothing to report: \(accounts.count) accounts, \(people.count) contacts")
            } else {
                var table = TextTable("About", "Finding", "Detail")
                for finding in findings { table.add(finding.subject, finding.kind.rawValue, finding.detail) }
                print(table.text)
            }
            if !findings.isEmpty { throw ExitCode(1) }
        }
    }
}

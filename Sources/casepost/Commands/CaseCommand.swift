internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// Cases, as an operator sees them.
struct CaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "case", abstract: "Everything that can be done to cases.",
        subcommands: [
            List.self, Show.self, Open.self, Post.self, Assign.self, Status.self, Resolve.self, Close.self, Reopen.self,
            Set.self, Schedule.self, Escalate.self, LinkIssue.self, Recipients.self, Transition.self,
            VoidAddresses.self,
        ])

    /// Lists cases.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List cases, last modified first.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions
        @Option(help: "Only cases of that status.", transform: Self.status) var status: CaseStatus?
        @Option(help: "Only cases of the account of that name.") var account: String?
        @Option(help: "Only cases of the contact with that address.", transform: readAddress) var contact: EmailAddress?

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            var filter = CaseFilter()
            (filter.status, filter.account, filter.contact) = (status, account, contact)
            let (criteria, count, offset) = (filter, list.count, list.offset)
            let page = try await database.read { try $0.cases(criteria, limit: count, offset: offset) }
            if list.json { return try page.items.forEach { try JSONLine.print(CaseJSON($0)) } }
            var table = TextTable("Case", "Status", "Priority", "Account", "Contact", "Subject", "Modified")
            for item in page.items {
                table.add(
                    item.supportCase.number.description, item.supportCase.status.rawValue, item.supportCase.priority,
                    item.account, item.contact, item.supportCase.subject,
                    item.supportCase.lastModified.formatted(.iso8601))
            }
            print(table.text)
            print(list.footer(shown: page.items.count, total: page.total, "cases"))
        }

        private static func status(_ text: String) throws -> CaseStatus {
            if let status = CaseStatus.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) {
                return status
            }
            let names = CaseStatus.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--status \(text): one of \(names)")
        }
    }

    /// Shows one case.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one case with all that was said on it.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object.") var json = false
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let (wanted, preset, now) = (number, settings.preset, global.clock())
            guard let detail = try await database.read({ try $0.caseDetail(wanted) }) else {
                throw CommandFailure(.noInput, "there is no case \(number); casepost case list shows those there are")
            }
            if json {
                try JSONLine.print(CaseDetailJSON(detail, preset: preset, at: now))
            } else {
                print(CaseText(detail, preset: preset, at: now).text)
            }
        }
    }
}

/// Reads an address given on the command line.
func readAddress(_ text: String) throws -> EmailAddress {
    guard let address = EmailAddress(text) else { throw ValidationError("\(text): not an e-mail address") }
    return address
}

internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import MailIngest
internal import Store

/// The contacts of the registry.
struct ContactCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contact", abstract: "Import, export, list, show, check and change contacts.",
        subcommands: [
            Import.self, Export.self, List.self, Show.self, Add.self, Check.self, Deactivate.self, Reactivate.self,
            Resume.self, Digest.self, SurveyOptOut.self, ExportData.self,
        ])

    private static func state(_ text: String) throws -> Person.State {
        guard let state = Person.State(rawValue: text) else {
            throw ValidationError("--state \(text): write active, flagged or deactivated")
        }
        return state
    }

    /// Imports contacts.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Add and update contacts from a CSV file; all of it or nothing.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Also deactivate the contacts that the file does not have.") var replace = false
        @Argument(help: "The CSV file.") var file: String

        func run() async throws {
            let rows = try RegistryImport.read { () throws(FileProblems) in try RegistryFile.contacts(file) }
            let database = try DeskContext.openDatabase(global)
            try Self.refuseOwnAddresses(rows, file, try Settings.load(global.configFile))
            let (replace, now) = (replace, global.clock())
            try await RegistryImport.run(file, lines: rows.lines, noun: "contacts") {
                try await database.write { try $0.importContacts(rows.values, replace: replace, at: now) }
            }
        }

        /// A contact at an address of the desk would have it write to itself.
        private static func refuseOwnAddresses(
            _ rows: RegistryRows<ContactRow>, _ file: String, _ settings: Settings
        ) throws {
            let own = Set(settings.mailboxes.map(\.configuration.address))
            let problems = zip(rows.values, rows.lines).flatMap { row, line in
                ([row.address] + row.aliases).filter(own.contains).map {
                    "\(file):\(line): \($0) is an address of the desk itself; no contact may have it"
                }
            }
            guard problems.isEmpty else { throw CommandFailure(.dataError, problems + ["nothing was imported"]) }
        }
    }

    /// Exports contacts.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Print the contacts as a CSV file that contact import takes.",
            discussion:
                "Deactivated contacts are left out, since an import would let them in again; --all has them too.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Deactivated contacts too.") var all = false

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let all = all
            let rows = try await database.read { try $0.contactRows(includingDeactivated: all) }
            print(ContactsFile.text(rows), terminator: "")
        }
    }

    /// Lists contacts.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List contacts by address.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions
        @Option(help: "Only active, flagged or deactivated ones.", transform: ContactCommand.state)
        var state: Person.State?
        @Option(help: "Only contacts of the account of that name.") var account: String?

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let (count, offset, state, account) = (list.count, list.offset, state, account)
            let page = try await database.read {
                try $0.people(.contact, state: state, account: account, limit: count, offset: offset)
            }
            if list.json { return try page.items.forEach { try JSONLine.print(ContactJSON($0)) } }
            var table = TextTable("Contact", "Name", "State", "Accounts")
            for item in page.items {
                let accounts = item.person.memberships.map { "\($0.account.name) (\($0.role.rawValue))" }
                table.add(
                    item.person.address.description, item.person.displayName, item.person.state.rawValue,
                    accounts.joined(separator: ", "))
            }
            print(table.text)
            print(list.footer(shown: page.items.count, total: page.total, "contacts"))
        }
    }

    /// Shows one contact.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one contact.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object.") var json = false
        @Argument(help: "An address of the contact.", transform: readAddress) var address: EmailAddress

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let wanted = address
            let found = try await database.read { try $0.personDetail(at: wanted) }
            guard let found, found.person.kind == .contact else {
                throw CommandFailure(.noInput, "\(address) is no contact; casepost contact list shows those there are")
            }
            if json { return try JSONLine.print(ContactJSON(found)) }
            print("\(found.person.displayName) <\(found.person.address)>, \(found.person.state.rawValue)")
            if !found.aliases.isEmpty { print("also writes from \(found.aliases.joined(separator: ", "))") }
            let times = [
                ("last activity", found.lastActivity), ("flagged since", found.flaggedAt),
                ("no mail since it bounced,", found.suspendedAt),
            ]
            for case (let what, let time?) in times { print("\(what) \(time.formatted(.iso8601))") }
            if found.person.digest.isGathered { print("gets a digest, \(found.person.digest)") }
            if found.surveyOptOut { print("wants no surveys") }
            for membership in found.person.memberships {
                print(
                    "\(membership.role.rawValue) of \(membership.account.name)\(membership.isDefault ? " (default)" : "")"
                )
            }
        }
    }
}

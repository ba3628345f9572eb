internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

extension ContactCommand {
    /// Adds a contact to an account.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add a contact to an account; run it again for each further account.",
            discussion: """
                For a contact who is there already, what is not given stays as it is. The account is made if there is \
                none of that name. The first account of a contact is the one of mail that names none; --default-account \
                makes it another.
                """)

        @OptionGroup var global: GlobalOptions
        @Option(help: "The name of the account.", transform: Add.text) var account: String
        @Option(
            help: "authorizedSupport, authorizedTechnical (one for an account), implementation or readOnly.",
            transform: Add.role)
        var role: ContactRole
        @Option(help: "A further address they write from; may be repeated.", transform: readAddress)
        var alias: [EmailAddress] = []
        @Option(help: "Given name.", transform: Add.text) var firstName: String?
        @Option(help: "Family name.", transform: Add.text) var lastName: String?
        @Option(help: "Job title.", transform: Add.text) var title: String?
        @Option(help: "A telephone number.", transform: Add.text) var primaryPhone: String?
        @Option(help: "Another telephone number.", transform: Add.text) var secondaryPhone: String?
        @Option(help: "An area of responsibility in this account; may be repeated.", transform: Add.text)
        var area: [String] = []
        @Flag(help: "Mail that names no account is for this one.") var defaultAccount = false
        @Option(
            name: .customLong("as"), help: "The active advisor who does it. (default: operator)",
            transform: readAddress)
        var advisor: EmailAddress?
        @Argument(help: "Their address.", transform: readAddress) var address: EmailAddress

        func validate() throws {
            if account.isEmpty { throw ValidationError("--account: write the name of the organisation") }
            if let area = area.first(where: { $0.isEmpty || $0.contains(";") }) {
                throw ValidationError(
                    "--area \(area): write one area without a semicolon, and --area again for another")
            }
        }

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let own = try Settings.load(global.configFile).ownAddresses
            if let address = ([address] + alias).first(where: own.contains) {
                throw CommandFailure(.dataError, "\(address) is an address of the desk itself; no contact may have it")
            }
            let (command, now) = (self, global.clock())
            do {
                let row = try await database.write { transaction in
                    let actor = try ContactCommand.actor(command.advisor, transaction)
                    let row = try command.row(transaction)
                    try transaction.addContact(row, by: actor, at: now)
                    return row
                }
                print("\(row.address) is \(row.role.rawValue) of \(row.account)")
            } catch let conflict as RegistryConflict {
                throw CommandFailure(.dataError, conflict.problems.map(\.problem) + ["nothing was changed"])
            }
        }

        /// What is given, over what the registry says already.
        private func row(_ transaction: StoreTransaction) throws -> ContactRow {
            let known = try transaction.contactRows(of: address, includingDeactivated: true)
            let account = try transaction.account(named: account)?.name ?? account
            let same = known.first { $0.account == account }
            let person = same ?? known.first
            let address = person?.address ?? address
            let added = alias.filter { $0 != address && person?.aliases.contains($0) != true }
            return ContactRow(
                account: account, address: address, aliases: (person?.aliases ?? []) + added,
                firstName: firstName ?? person?.firstName ?? "", lastName: lastName ?? person?.lastName ?? "",
                role: role, title: title ?? person?.title ?? "",
                primaryPhone: primaryPhone ?? person?.primaryPhone ?? "",
                secondaryPhone: secondaryPhone ?? person?.secondaryPhone ?? "",
                areas: area.isEmpty ? same?.areas ?? [] : area,
                isDefaultAccount: defaultAccount || same?.isDefaultAccount ?? known.isEmpty)
        }

        private static func text(_ text: String) throws -> String {
            guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw ValidationError("a line end or control character is in a value; write it on one line")
            }
            return text.trimmed
        }

        private static func role(_ text: String) throws -> ContactRole {
            guard let role = ContactRole(rawValue: text) else {
                let roles = ContactRole.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--role \(text): write one of \(roles)")
            }
            return role
        }
    }
}

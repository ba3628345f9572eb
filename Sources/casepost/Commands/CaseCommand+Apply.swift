internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

extension CaseCommand {
    /// Changes the contacts of an account as a case asks for.
    struct Apply: CaseActing {
        static let configuration = CommandConfiguration(
            commandName: "apply",
            abstract: "Change the account's contacts as the fields of the case say.",
            discussion: """
                Request Type begins with Add, Modify or Replace; the fields say who the contact is to be, and Contact \
                Replacement Name whose place they take. What is not filled in stays as it is; casepost case set corrects \
                a field. The case records what changed.
                """)

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @Argument(help: "The case number.", transform: readCaseNumber) var number: CaseNumber

        func run() async throws {
            let context = try DeskContext(global)
            let (number, acting, desk, now) = (number, acting, context.desk, context.now())
            let own = context.settings.ownAddresses
            let summary = try await context.database.write { transaction in
                let actor = try acting.actor(transaction)
                let lines = try desk.applyContactRequest(
                    of: number, by: actor, via: .cli, in: transaction, at: now)
                try Self.check(try transaction.supportCase(number), own)
                return lines
            }
            let nothing = ["the registry says that already; nothing was changed"]
            print((summary.isEmpty ? nothing : summary).map { "case \(number): \($0)" }.joined(separator: "\n"))
        }

        /// Refuses the desk's own addresses, for mail from them is never anybody's; the transaction is then undone.
        private static func check(_ supportCase: SupportCase?, _ own: OwnAddresses) throws {
            guard let text = supportCase?.fields["Contact E-mail"], let address = EmailAddress(text.trimmed),
                own.contains(address)
            else { return }
            throw DeskRefusal.unclearContactRequest(
                "\(address) is an address of the desk itself; no contact may have it")
        }
    }
}

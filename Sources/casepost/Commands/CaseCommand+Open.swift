internal import ArgumentParser
internal import Core
internal import MailIngest
internal import Store

extension CaseCommand {
    /// Opens a case.
    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open",
            abstract: "Open a case for a contact, as when somebody calls; they get the acknowledgement.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var acting: ActingOptions
        @OptionGroup var words: PostOptions
        @Option(help: "The contact whose case it is.", transform: readAddress) var contact: EmailAddress
        @Option(help: "The account. (default: the contact's default account)") var account: String?
        @Option(help: "One line that says what it is about.") var subject: String
        @Option(help: "The type of the case.") var type: String?
        @Option(help: "The priority.") var priority: String?
        @Option(help: "The day until which it must be solved (YYYY-MM-DD).", transform: readDay) var due: CivilDate?
        @Option(name: .customLong("field"), help: "A field, as NAME=VALUE; once for each.", transform: readField)
        var fields: [FieldValue] = []
        @Option(help: "The mailbox that answers come back to. (default: the first)") var mailbox: String?
        @Flag(help: "The contact called.") var phone = false

        func run() async throws {
            let context = try DeskContext(global)
            let given = try PostWordsGiven(words)
            let mailboxes = context.settings.mailboxes.map(\.configuration.name)
            guard let mailbox = mailbox ?? mailboxes.first, mailboxes.contains(mailbox) else {
                throw CommandFailure(
                    .noInput, "--mailbox: there is \(mailboxes.joined(separator: ", "))")
            }
            let (command, desk, now) = (self, context.desk, context.now())
            let number = try await context.database.write { transaction in
                let actor = try command.acting.actor(transaction)
                var new = try command.newCase(given.post(by: actor), mailbox, transaction)
                if command.phone { new.post.channel = .phone }
                try desk.checkMayOpen(new, by: actor)
                return try desk.open(new, in: transaction, at: now)
            }
            print("case \(number) opened")
        }

        private func newCase(_ post: NewPost, _ mailbox: String, _ transaction: StoreTransaction) throws -> NewCase {
            guard let person = try transaction.person(at: contact) else { throw DeskRefusal.mayNotWrite(contact) }
            let membership =
                account.map { name in person.memberships.first { $0.account.name.lowercased() == name.lowercased() } }
                ?? person.defaultMembership
            guard let membership, person.state != .deactivated else { throw DeskRefusal.mayNotWrite(contact) }
            return NewCase(
                account: membership.account, contact: person, subject: subject, type: type, priority: priority,
                fields: Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }), dueDate: due,
                mailbox: mailbox, post: post)
        }
    }
}

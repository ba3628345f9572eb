internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// `casepost notice`: incidents and maintenance, told to everybody.
struct NoticeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "Tell everybody of incidents and maintenance.",
        subcommands: [Open.self, Update.self, Close.self, List.self, Show.self])

    /// Opens a notice.
    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "open", abstract: "Open a notice: it stands on the pages until it is closed.",
            discussion: """
                While an incident is open, the acknowledgements of new cases carry it. The same command once more opens no \
                second notice, and mails nobody twice.
                """)

        @OptionGroup var global: GlobalOptions
        @Option(help: "incident or maintenance.", transform: NoticeCommand.kind) var kind: NoticeKind
        @Option(help: "What it is about, in one line.") var title: String
        @OptionGroup var times: NoticeTimes
        @Option(
            name: .customLong("account"), help: "Only this account is concerned; once for each. (default: all)")
        var accounts: [String] = []
        @OptionGroup var words: NoticeWords

        func run() async throws {
            let text = try words.text()
            let (kind, title, times, accounts) = (kind, title, times, accounts)
            try await words.carryOut(global) { act in
                let accounts = try accounts.map { name in
                    guard let account = try act.transaction.account(named: name) else {
                        throw CommandFailure(
                            .noInput, "there is no account \"\(name)\"; casepost contact list shows those there are")
                    }
                    return account
                }
                let draft = NoticeDraft(
                    kind, title: title, text: text, begins: try times.begins(act.clock),
                    ends: try times.ends(act.clock), accounts: accounts)
                return try act.desk.open(
                    draft, mailing: act.isMailed, by: act.actor, in: act.transaction, at: act.now)
            }
        }
    }

    /// Says something new about a notice.
    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "update", abstract: "Say something new about a notice, or change its times.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var times: NoticeTimes
        @OptionGroup var words: NoticeWords
        @Argument(help: "Its number in casepost notice list.", transform: NoticeCommand.number) var number: ID<Notice>

        func run() async throws {
            let text = try words.text()
            let (number, times) = (number, times)
            try await words.carryOut(global) { act in
                let change = NoticeChange(
                    text: text, begins: try times.begins(act.clock), ends: try times.ends(act.clock))
                return try act.desk.update(
                    number, change, mailing: act.isMailed, by: act.actor, in: act.transaction, at: act.now)
            }
        }
    }

    /// Closes a notice.
    struct Close: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "close", abstract: "Close a notice: it is over, or called off where it had not begun.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var words: NoticeWords
        @Argument(help: "Its number in casepost notice list.", transform: NoticeCommand.number) var number: ID<Notice>

        func run() async throws {
            let (text, number) = (try words.text(), number)
            try await words.carryOut(global) { act in
                try act.desk.close(
                    number, saying: text, mailing: act.isMailed, by: act.actor, in: act.transaction, at: act.now)
            }
        }
    }

    fileprivate static func kind(_ text: String) throws -> NoticeKind {
        guard let kind = NoticeKind(rawValue: text) else {
            let names = NoticeKind.allCases.map(\.rawValue)
            throw ValidationError(
                "--kind \(text): one of \(names.joined(separator: ", "))" + NearestName.hint(for: text, among: names))
        }
        return kind
    }

    static func number(_ text: String) throws -> ID<Notice> {
        guard let number = Int64(text), number > 0 else {
            throw ValidationError("\(text): a notice has a number; casepost notice list shows it")
        }
        return ID(number)
    }
}

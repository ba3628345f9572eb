internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

extension NoticeCommand {
    /// Lists notices.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List notices that are open, the most urgent first.")

        @OptionGroup var global: GlobalOptions
        @OptionGroup var list: ListOptions
        @Flag(help: "Also those that are closed, the last closed first.") var all = false

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let (now, all) = (global.clock(), all)
            let notices = try await database.read { transaction in
                try transaction.openNotices().sorted { $0.comesBefore($1, at: now) }
                    + (all ? transaction.closedNotices(before: nil, limit: .max) : [])
            }
            let page = notices.dropFirst(list.offset).prefix(list.count ?? notices.count)
            if list.json { return try page.forEach { try JSONLine.print(NoticeJSON($0, at: now)) } }
            let clock = NoticeClock(try DeskContext.rules(settings))
            var table = TextTable("Number", "Kind", "State", "Begins", "Until", "Title")
            for notice in page {
                table.add(
                    String(notice.id.rawValue), notice.kind.rawValue, NoticeLine.state(notice, at: now),
                    clock.text(of: notice.period.begins), notice.period.ends.map(clock.text) ?? "", notice.title)
            }
            print(table.text)
            print(list.footer(shown: page.count, total: notices.count, "notices, times of \(clock.timeZone)"))
        }
    }

    /// Shows one notice.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show a notice, with all that was said about it.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object.") var json = false
        @Argument(help: "Its number in casepost notice list.", transform: NoticeCommand.number) var number: ID<Notice>

        func run() async throws {
            let (settings, database) = try DeskContext.openStore(global)
            let number = number
            guard let notice = try await database.read({ try $0.notice(number) }) else {
                throw NoticeRefusal.noSuchNotice(number)
            }
            let now = global.clock()
            if json { return try JSONLine.print(NoticeJSON(notice, at: now)) }
            print(NoticeLine.whole(notice, clock: NoticeClock(try DeskContext.rules(settings)), at: now))
        }
    }
}

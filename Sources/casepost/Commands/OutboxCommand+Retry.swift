internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

extension OutboxCommand {
    /// Puts mails back to be sent now.
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Have mail sent at the next run, with all attempts before it; ends a pause of the outgoing server.",
            discussion: """
                Without numbers: the queued mail that waits for its next attempt. With numbers: these mails, also those that \
                failed or were suppressed. With --all-failed: all that failed. For whoever works on the machine.
                """)

        @OptionGroup var global: GlobalOptions
        @Flag(help: "All mails that failed.") var allFailed = false
        @Flag(help: "All mails that a restored backup brought and that were kept back.") var restored = false
        @Argument(help: "Numbers in casepost outbox list.", transform: OutboxCommand.number) var ids: [Int64] = []

        func validate() throws {
            if [allFailed, restored, !ids.isEmpty].count(where: \.self) > 1 {
                throw ValidationError("give numbers, --all-failed or --restored, only one of them")
            }
        }

        func run() async throws {
            let database = try DeskContext.openDatabase(global)
            let (now, wanted) = (global.clock(), ids.map { ID<OutboxEntry>($0) })
            let (allFailed, restored) = (allFailed, restored)
            let lines = try await database.write { transaction in
                let lines =
                    restored
                    ? try Self.retryRestored(in: transaction, at: now)
                    : try Self.retry(wanted, allFailed: allFailed, in: transaction, at: now)
                guard try transaction.transportPause() != nil else { return lines }
                try transaction.setTransportPause(nil)
                return lines + ["the pause of the outgoing server is over"]
            }
            print(lines.joined(separator: "\n"))
            print("Queued mail is sent by the next casepost run-due, or within seconds by a running casepost.")
        }

        private static func retryRestored(in transaction: StoreTransaction, at now: Date) throws -> [String] {
            let count = try transaction.retryAllKeptBack(because: DeskRestore.keptBack, at: now)
            try transaction.audit(
                AuditEvent(
                    .mailRetried, of: "all mail that a restored backup brought", by: AuditEvent.operatorName, at: now))
            return ["mails of the restored backup that are sent now: \(count)"]
        }

        private static func retry(
            _ ids: [ID<OutboxEntry>], allFailed: Bool, in transaction: StoreTransaction, at now: Date
        ) throws -> [String] {
            let subject: String
            let lines: [String]
            switch (ids.isEmpty, allFailed) {
            case (false, _):
                lines = try retry(ids, in: transaction, at: now)
                subject = "mail " + ids.map { String($0.rawValue) }.joined(separator: ", ")
            case (true, true):
                lines = ["failed mails that are sent now: \(try transaction.retryAllFailed(at: now))"]
                subject = "all failed mail"
            case (true, false):
                return ["queued mails whose next attempt is now: \(try transaction.retryAllQueued(at: now))"]
            }
            try transaction.audit(
                AuditEvent(.mailRetried, of: subject, by: AuditEvent.operatorName, at: now))
            return lines
        }

        /// One line for each mail; nothing is done where one of them does not exist.
        private static func retry(
            _ ids: [ID<OutboxEntry>], in transaction: StoreTransaction, at now: Date
        ) throws -> [String] {
            let known = try transaction.retry(ids, at: now)
            guard known.count == ids.count else {
                let found = Set(known.map(\.id))
                throw OutboxCommand.missing(ids.filter { !found.contains($0) }.map(\.rawValue))
            }
            return known.map { id, state in
                state.mayBeRetried
                    ? "mail \(id.rawValue) was \(state.rawValue), and is sent now"
                    : "mail \(id.rawValue) is \(state.rawValue) already; nothing was done"
            }
        }
    }
}

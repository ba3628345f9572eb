internal import Core
internal import FoundationEssentials
internal import MailTransport
internal import Store
internal import Web

/// What those who watch the desk are told: its figures and whether it works.
actor DeskWatch: DeskWatching {
    /// So long a monitor waits for the database.
    private static let patience = Duration.seconds(3)

    private let database: DeskDatabase
    private let signs: [WorkerSigns]
    private let reports: @Sendable () -> [OAuthReport]
    /// Where free space counts.
    private let folder: String
    private let now: @Sendable () -> Date
    private var tally: MessageTally
    /// The one question to the database that is under way: while it hangs, no further one is asked.
    private var probe: Task<String?, Never>?

    /// Begins to count messages.
    init(
        database: DeskDatabase, signs: [WorkerSigns], folder: String, logins: @escaping @Sendable () -> [OAuthReport],
        now: @escaping @Sendable () -> Date
    ) async throws {
        self.database = database
        self.signs = signs
        reports = logins
        (self.folder, self.now) = (folder, now)
        tally = MessageTally(after: try await database.read { try $0.latestLine() })
    }

    nonisolated func workers() -> [WorkerReport] { signs.map(\.report) }

    nonisolated func logins() -> [LoginReport] {
        reports().map { report in
            LoginReport(
                name: report.login, works: report.state == .working || report.state == .expiring,
                daysLeft: report.daysLeft)
        }
    }

    func figures() async throws -> (desk: DeskFigures, messages: [MessageTally.Kind: Int]) {
        let line = tally.settled
        let time = now()
        let (read, reading) = try await database.read { transaction in
            (try transaction.figures(at: time), try transaction.takings(after: line))
        }
        var desk = read
        desk.freeSpace = FreeSpace.around(folder)
        tally.add(reading, readAfter: line)
        return (desk, tally.counts)
    }

    func databaseComplaint() async -> String? {
        let probe = self.probe ?? Task { await ask() }
        self.probe = probe
        let (answers, continuation) = AsyncStream.makeStream(of: String?.self)
        let asking = Task { continuation.yield(await probe.value) }
        let waiting = Task {
            // Cancelled, it has nothing to say.
            do { try await Task.sleep(for: Self.patience) } catch { return }
            continuation.yield("gives no answer within \(Self.patience.components.seconds) seconds")
        }
        defer {
            asking.cancel()
            waiting.cancel()
        }
        for await answer in answers { return answer }
        return nil
    }

    /// Reads and writes; why that did not work.
    private func ask() async -> String? {
        defer { probe = nil }
        do {
            _ = try await database.read { try $0.latestLine() }
        } catch {
            return "can't be read. \((error as? StoreFailure)?.advice ?? "The log may say why.")"
        }
        do {
            try await database.write { try $0.probe() }
        } catch {
            return "can't be written. \((error as? StoreFailure)?.advice ?? "The log may say why.")"
        }
        return nil
    }
}

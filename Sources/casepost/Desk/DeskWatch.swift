internal import Core
internal import Store
internal import Web

/// What those who watch the desk are told: its figures and whether it works.
actor DeskWatch: DeskWatching {
    /// So long a monitor waits for the database.
    private static let patience = Duration.seconds(3)

    private let database: DeskDatabase
    private let signs: [WorkerSigns]
    private var tally: MessageTally
    /// The one question to the database that is under way: while it hangs, no further one is asked.
    private var probe: Task<String?, Never>?

    /// Begins to count messages.
    init(database: DeskDatabase, signs: [WorkerSigns]) async throws {
        self.database = database
        self.signs = signs
        tally = MessageTally(after: try await database.read { try $0.latestLine() })
    }

    nonisolated func workers() -> [WorkerReport] { signs.map(\.report) }

    func figures() async throws -> (desk: DeskFigures, messages: [InboundOutcome: Int]) {
        let line = tally.settled
        let (desk, reading) = try await database.read { transaction in
            (try transaction.figures(), try transaction.takings(after: line))
        }
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

import Core
import Testing

@testable import Notifier

@Suite("A write that there is no room for")
struct WritePatienceTests {
    private static func failure(_ kind: StoreFailure.Kind) -> StoreFailure {
        StoreFailure(kind, detail: "no", advice: "Wait.")
    }

    private func write(
        failing kinds: [StoreFailure.Kind], for limit: Duration = .seconds(600), until stop: () -> Bool = { false }
    ) async throws -> (attempts: Int, told: Int) {
        var (left, attempts, told) = (kinds[...], 0, 0)
        try await WritePatience(limit: limit, pause: .milliseconds(1)).write(until: stop) { _ in
            told += 1
        } _: {
            attempts += 1
            if let kind = left.popFirst() { throw Self.failure(kind) }
        }
        return (attempts, told)
    }

    @Test(
        "is tried again until there is, and told once",
        arguments: [([], 1, 0), ([.full], 2, 1), ([.busy], 2, 1), ([.full, .full, .busy, .full], 5, 1)]
            as [([StoreFailure.Kind], Int, Int)])
    func again(_ kinds: [StoreFailure.Kind], _ attempts: Int, _ told: Int) async throws {
        #expect(try await write(failing: kinds) == (attempts, told))
    }

    @Test(
        "is not tried again where that does not help",
        arguments: StoreFailure.Kind.allCases.filter { $0 != .full && $0 != .busy })
    func final(_ kind: StoreFailure.Kind) async throws {
        await #expect(throws: Self.failure(kind)) { try await write(failing: [.full, kind]) }
    }

    @Test("is given up when its time is over, or somebody says stop")
    func givenUp() async throws {
        await #expect(throws: Self.failure(.full)) { try await write(failing: [.full], for: .zero) }
        var left = 3
        await #expect(throws: Self.failure(.busy)) {
            try await write(failing: [.full, .full, .busy, .full, .full]) {
                left -= 1
                return left == 0
            }
        }
    }

    @Test("is given up when its task is cancelled")
    func cancelled() async throws {
        let task = Task {
            try await WritePatience(limit: .seconds(600), pause: .seconds(300)).write(until: { false }) { _ in
            } _: {
                throw Self.failure(.full)
            }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

/// One look at a part of the desk, which has so much time and holds up no other.
struct Examination: Sendable {
    /// The check that fails when the time is over.
    let check: String
    let mailbox: String?
    let limit: Duration
    let look: @Sendable () async -> [Diagnosis]

    init(
        _ check: String, of mailbox: String? = nil, limit: Duration = .seconds(40),
        _ look: @escaping @Sendable () async -> [Diagnosis]
    ) {
        self.check = check
        self.mailbox = mailbox
        self.limit = limit
        self.look = look
    }

    /// What was found; one that hangs is left behind.
    func run() async -> [Diagnosis] {
        let (answers, continuation) = AsyncStream.makeStream(of: [Diagnosis].self)
        let looking = Task { [look] in continuation.yield(await look()) }
        let waiting = Task { [self] in
            // Cancelled, it has nothing to say.
            do { try await Task.sleep(for: limit) } catch { return }
            continuation.yield([
                .failed(
                    check, of: mailbox, "no answer within \(limit.components.seconds) seconds",
                    "see whether the disk or the server behind it hangs, and run casepost doctor again")
            ])
        }
        defer {
            looking.cancel()
            waiting.cancel()
        }
        for await answer in answers { return answer }
        return []
    }

    /// All at once; what they found in the order that they are given in.
    static func all(_ examinations: [Examination]) async -> [Diagnosis] {
        await withTaskGroup(of: (Int, [Diagnosis]).self) { group in
            for (index, examination) in examinations.enumerated() {
                group.addTask { (index, await examination.run()) }
            }
            var found: [(Int, [Diagnosis])] = []
            for await one in group { found.append(one) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }
}

/// Which messages to ask for next, so that the line is never idle and what is on its way stays bounded.
///
/// Commands are pipelined as long as the bytes asked for and not yet received fit the window. A window of bytes, unlike
/// one of commands, keeps a connection with a long round trip full whatever the size of the messages.
struct IMAPFetchPlan: Sendable {
    struct Limits: Sendable {
        /// Bytes asked for and not yet received.
        var window = 12 << 20
        /// Bytes of one command.
        var commandBytes = 4 << 20
        /// Messages of one command.
        var commandMessages = 100
    }

    /// What one command asks for.
    struct Batch: Sendable, Equatable {
        var uids: [UInt32]
        var bytes: Int
    }

    private let limits: Limits
    private var waiting: ArraySlice<(uid: UInt32, size: Int)>
    /// The first of those that wait.
    private var upcoming: Batch?
    /// Asked for and not yet received.
    private var expected: [UInt32: Int] = [:]
    private var expectedBytes = 0
    /// Commands under way, oldest first.
    private var commands: [(tag: IMAPTag, batch: Batch)] = []

    /// Plans to fetch `items` in the order of their UIDs; sizes are what the server said and need not be right.
    init(_ items: [(uid: UInt32, size: Int)], limits: Limits = Limits()) {
        self.limits = limits
        let unique = Dictionary(items.map { ($0.uid, max(0, $0.size)) }, uniquingKeysWith: max)
        waiting = unique.map { (uid: $0.key, size: $0.value) }.sorted { $0.uid < $1.uid }[...]
        upcoming = firstBatch()
    }

    /// Whether nothing is left to ask for or to wait for.
    var isDone: Bool { upcoming == nil && commands.isEmpty }

    /// The bytes of the oldest command under way, for its deadline; `nil` when none is.
    var oldestBytes: Int? { commands.first?.batch.bytes }

    /// What to ask for now; `nil` when the window is full or all is asked for.
    var next: Batch? {
        guard let upcoming else { return nil }
        return commands.isEmpty || expectedBytes + upcoming.bytes <= limits.window ? upcoming : nil
    }

    private func firstBatch() -> Batch? {
        var batch = Batch(uids: [], bytes: 0)
        for item in waiting.prefix(limits.commandMessages) {
            // A message that is larger than any limit goes alone.
            guard batch.uids.isEmpty || batch.bytes + item.size <= limits.commandBytes else { break }
            batch.uids.append(item.uid)
            batch.bytes += item.size
        }
        return batch.uids.isEmpty ? nil : batch
    }

    /// The command for `next` was sent.
    mutating func sent(_ batch: Batch, as tag: IMAPTag) {
        for item in waiting.prefix(batch.uids.count) { expected[item.uid] = item.size }
        waiting = waiting.dropFirst(batch.uids.count)
        upcoming = firstBatch()
        expectedBytes += batch.bytes
        commands.append((tag, batch))
    }

    /// A body came; `false` if nobody waits for it.
    mutating func received(_ uid: UInt32) -> Bool {
        guard let size = expected.removeValue(forKey: uid) else { return false }
        expectedBytes -= size
        return true
    }

    /// A command ended: what it has not brought no longer exists; `false` if it is none of this plan.
    mutating func finished(_ tag: IMAPTag) -> Bool {
        guard let index = commands.firstIndex(where: { $0.tag == tag }) else { return false }
        for uid in commands.remove(at: index).batch.uids { _ = received(uid) }
        return true
    }
}

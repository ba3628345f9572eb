/// Makes fetched messages of what the conversation says: collects long bodies in files and pairs them with their UIDs.
struct IMAPTransfer: ~Copyable {
    /// The plan, which this keeps informed.
    private(set) var plan: IMAPFetchPlan
    /// When the oldest command under way must be done.
    var deadline: Deadline
    private let patience: IMAPPatience
    private let directory: String
    private let limit: Int
    /// A long body that is arriving or has just arrived; `nil` also for one beyond the limit.
    private var file: SpoolFile?
    private var actions: ArraySlice<IMAPConversation.Action> = []

    init(_ plan: IMAPFetchPlan, patience: IMAPPatience, directory: String, limit: Int) {
        self.plan = plan
        self.patience = patience
        deadline = patience.forCommand(bringing: plan.oldestBytes ?? 0)
        self.directory = directory
        self.limit = limit
    }

    /// The command for `batch` was sent.
    mutating func sent(_ batch: IMAPFetchPlan.Batch, as tag: IMAPTag) {
        let isOldest = plan.oldestBytes == nil
        plan.sent(batch, as: tag)
        if isOldest { deadline = patience.forCommand(bringing: plan.oldestBytes ?? 0) }
    }

    /// Takes what the conversation said; to be followed by ``nextMessage()`` until that has none.
    mutating func received(_ actions: [IMAPConversation.Action]) {
        precondition(self.actions.isEmpty, "received() before the last message was taken")
        self.actions = actions[...]
    }

    /// The next complete message, which from now on belongs to the caller; `nil` when more must be received.
    mutating func nextMessage() throws(TransportFailure) -> FetchedMessage? {
        while let action = actions.popFirst() {
            switch action {
            case .bodyBegan(let size):
                file = size > limit ? nil : try SpoolFile(in: directory)
            case .bodyBytes(let bytes):
                try file?.append(bytes)
            case .data(.fetch(let data)):
                if let message = message(of: data) { return message }
            case .finished(let tag, let status):
                try finished(tag, status)
            case .bodyEnded, .data, .send, .idling:
                break
            }
        }
        return nil
    }

    private mutating func message(of data: IMAPFetchData) -> FetchedMessage? {
        // Whatever was spooled belongs to this response, and is gone with it unless it was asked for.
        var spooled = file.take()
        guard let uid = data.uid, let body = data.body, plan.received(uid) else { return nil }
        switch body {
        // The server had it when it was asked for, and has it no more.
        case .none: return nil
        case .bytes(let bytes) where bytes.count > limit:
            return FetchedMessage(uid: uid, content: .oversized(size: bytes.count))
        case .bytes(let bytes): return FetchedMessage(uid: uid, content: .memory(bytes))
        case .streamed(let size):
            spooled?.keep()
            guard let path = spooled?.path else { return FetchedMessage(uid: uid, content: .oversized(size: size)) }
            return FetchedMessage(uid: uid, content: .file(path: path, size: size))
        }
    }

    private mutating func finished(_ tag: IMAPTag, _ status: IMAPStatus) throws(TransportFailure) {
        guard plan.finished(tag) else { return }
        deadline = patience.forCommand(bringing: plan.oldestBytes ?? 0)
        // Others may expunge messages at any time; a server may call that a NO (RFC 5530).
        guard status.code != .other("EXPUNGEISSUED") else { return }
        try status.requireOK("UID FETCH")
    }
}

internal import Crypto

/// The hashes of a body, each way of making it equal being gone through once.
struct BodyHasher {
    private struct Way: Hashable {
        var kind: SignatureTags.Canonicalization
        var length: Int?
    }

    private let body: UnsafeRawBufferPointer
    private let endsLinesWithLF: Bool
    private var known: [Way: [UInt8]] = [:]

    init(_ message: RawMessage) {
        body = message.body
        endsLinesWithLF = message.endsLinesWithLF
    }

    /// The SHA-256 of the body's first `length` octets after they were made equal; `nil` where it has fewer.
    mutating func hash(_ kind: SignatureTags.Canonicalization, length: Int?) -> [UInt8]? {
        let way = Way(kind: kind, length: length)
        if let hash = known[way] { return hash.isEmpty ? nil : hash }
        var output = CanonicalOutput(limit: length)
        canonicalize(kind, to: &output)
        let hash = output.finish()
        known[way] = hash ?? []
        return hash
    }

    /// RFC 6376 section 3.4.3 and 3.4.4.
    private func canonicalize(_ kind: SignatureTags.Canonicalization, to output: inout CanonicalOutput) {
        let isRelaxed = kind == .relaxed
        var (position, emptyLines, isSpace) = (0, 0, false)
        while position < body.count, !output.isFull {
            let byte = body[position]
            if byte == 10 && endsLinesWithLF || byte == 13 && !endsLinesWithLF && isLineFeed(position + 1) {
                isSpace = false
                emptyLines += 1
                position += endsLinesWithLF ? 1 : 2
            } else if isRelaxed, byte == 32 || byte == 9 {
                isSpace = true
                position += 1
            } else {
                output.appendLineEnds(emptyLines)
                if isSpace { output.append(32) }
                (emptyLines, isSpace) = (0, false)
                let end = endOfRun(from: position, isRelaxed)
                output.append(body[position..<end])
                position = end
            }
        }
        if !output.isEmpty || !isRelaxed { output.appendLineEnds(1) }
    }

    private func isLineFeed(_ position: Int) -> Bool { position < body.count && body[position] == 10 }

    /// Where the octets end that stay as they are; at least one of them does.
    private func endOfRun(from start: Int, _ isRelaxed: Bool) -> Int {
        var end = start + 1
        while end < body.count {
            let byte = body[end]
            // Everything that could end a line or be folded is above 32 only by being none of these.
            if byte <= 32, byte == 13 || byte == 10 || (isRelaxed && (byte == 32 || byte == 9)) { break }
            end += 1
        }
        return end
    }
}

/// Octets on their way into a hash, up to a limit.
private struct CanonicalOutput {
    private static let chunk = 64 * 1024

    private var hash = SHA256()
    private var buffer: [UInt8] = []
    private var rest: Int?
    private(set) var isEmpty = true

    init(limit: Int?) {
        rest = limit
        buffer.reserveCapacity(Self.chunk)
    }

    /// Whether everything that the limit allows is there.
    var isFull: Bool { rest == 0 }

    mutating func append(_ byte: UInt8) {
        guard !isFull else { return }
        isEmpty = false
        if let left = rest { rest = left - 1 }
        buffer.append(byte)
        if buffer.count >= Self.chunk { flush() }
    }

    mutating func append(_ run: Slice<UnsafeRawBufferPointer>) {
        let taken = min(run.count, rest ?? run.count)
        guard taken > 0 else { return }
        isEmpty = false
        if let left = rest { rest = left - taken }
        if buffer.count + taken > Self.chunk { flush() }
        if taken > Self.chunk {
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: run.prefix(taken)))
        } else {
            // Only what is no slice is copied as a whole.
            buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: run.prefix(taken)))
        }
    }

    mutating func appendLineEnds(_ count: Int) {
        for _ in 0..<count where !isFull {
            append(13)
            append(10)
        }
    }

    /// The hash; `nil` where the limit was not reached.
    mutating func finish() -> [UInt8]? {
        guard rest == nil || isFull else { return nil }
        flush()
        return Array(hash.finalize())
    }

    private mutating func flush() {
        buffer.withUnsafeBytes { hash.update(bufferPointer: $0) }
        buffer.removeAll(keepingCapacity: true)
    }
}

import Core
import Glibc

/// Makes responses of an IMAP server's bytes, however they are cut (RFC 9051 section 9, `response`).
///
/// Knows nothing of sockets and keeps at most one response: its text and its short literals up to
/// ``Limits/text``, and the body of a message up to ``Limits/bodyInMemory``. A longer body leaves it in pieces.
struct IMAPResponseParser: Sendable {
    /// What the bytes so far amount to.
    enum Event: Sendable, Equatable {
        case response(IMAPResponse)
        /// The body of a message follows in pieces; its FETCH response comes after ``bodyEnded``, as that may be
        /// where its UID stands.
        case bodyBegan(size: Int)
        case bodyBytes([UInt8])
        case bodyEnded
    }

    struct Limits: Sendable {
        /// One response without the body of a message.
        var text = 65_536
        /// A body that is longer is not kept here.
        var bodyInMemory = 262_144
    }

    /// The limits from the next literal on.
    var limits = Limits()

    private enum State { case text, literal(left: Int), body(left: Int), streamedBody(left: Int) }
    private var state = State.text
    /// The response without the bytes of its body: what the grammar is applied to when it is complete.
    private var text: [UInt8] = []
    /// The body of the response, and where in ``text`` it was taken out.
    private var body: IMAPReader.Removed?
    private var bodyBytes: [UInt8] = []

    /// The next event in `input`, read from `offset` on; `nil` when all of it is taken and more is needed.
    ///
    /// Fails with `tooLarge` for a response beyond the limits or a literal whose length no message has.
    mutating func next(in input: Span<UInt8>, from offset: inout Int) throws(TransportFailure) -> Event? {
        while true {
            switch state {
            case .text:
                guard try takeLine(of: input, from: &offset) else { return nil }
                guard let literal = announcedLiteral() else { return .response(finish()) }
                if let event = try begin(literal) { return event }
            case .literal(let left):
                state = .literal(left: left - take(left, of: input, from: &offset, into: &text))
                guard case .literal(0) = state else { return nil }
                state = .text
            case .body(let left):
                state = .body(left: left - take(left, of: input, from: &offset, into: &bodyBytes))
                guard case .body(0) = state else { return nil }
                body = .init(position: text.count, body: .bytes(bodyBytes))
                bodyBytes = []
                state = .text
            case .streamedBody(0):
                state = .text
                return .bodyEnded
            case .streamedBody(let left):
                var piece: [UInt8] = []
                state = .streamedBody(left: left - take(left, of: input, from: &offset, into: &piece))
                return piece.isEmpty ? nil : .bodyBytes(piece)
            }
        }
    }

    // MARK: Taking bytes

    /// Takes up to a line feed into `text`; `false` if there is none.
    private mutating func takeLine(of input: Span<UInt8>, from offset: inout Int) throws(TransportFailure) -> Bool {
        let left = input.count - offset
        let length = input.distanceToLineFeed(from: offset)
        let wanted = length.map { $0 + 1 } ?? left
        guard text.count + wanted <= limits.text else {
            throw TransportFailure(.tooLarge, detail: "a response of more than \(limits.text) bytes")
        }
        _ = take(wanted, of: input, from: &offset, into: &text)
        return length != nil
    }

    /// Moves at most `count` bytes, with one copy; returns how many.
    private func take(
        _ count: Int, of input: Span<UInt8>, from offset: inout Int, into target: inout [UInt8]
    ) -> Int {
        let taken = min(count, input.count - offset)
        guard taken > 0 else { return 0 }
        input.extracting(offset..<(offset + taken)).withUnsafeBufferPointer { target.append(contentsOf: $0) }
        offset += taken
        return taken
    }

    // MARK: Literals

    private struct Literal {
        var size: Int
        var isBody: Bool
    }

    /// The literal that the line at the end of `text` announces: `{123}`, or `~{123}` for one with NULs (RFC 3516).
    private mutating func announcedLiteral() -> Literal? {
        let line = text.droppingLineEnd
        guard line.last == UInt8(ascii: "}"), mayHoldLiteral else { return nil }
        let digits = line.dropLast().suffix(while: \.isDigit)
        let opening = digits.startIndex - 1
        guard !digits.isEmpty, opening >= 0, text[opening] == UInt8(ascii: "{") else { return nil }
        // Ten digits hold every length of RFC 9051 that is honest; more saturate, and are refused.
        let size = digits.count > 10 ? Int.max : digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return Literal(size: size, isBody: body == nil && announcesBody(before: opening))
    }

    /// Texts for people may well end in `{5}`; literals stand in data only, which status responses are not.
    private var mayHoldLiteral: Bool {
        guard text.count > 2, text[0] == UInt8(ascii: "*"), text[1] == UInt8(ascii: " ") else { return false }
        let word = text[2...].prefix { $0 != UInt8(ascii: " ") }
        return IMAPStatus.Condition(rawValue: String(decoding: word, as: UTF8.self).uppercased()) == nil
    }

    private func announcesBody(before opening: Int) -> Bool {
        guard text[2].isDigit else { return false }
        let item = text[..<opening].suffix(Self.bodyItem.count + 1)
        let trimmed = item.last == UInt8(ascii: "~") ? item.dropLast() : item.dropFirst()
        return trimmed.elementsEqual(Self.bodyItem) { $0.asciiLowercased == $1 }
    }

    private static let bodyItem = Array("body[] ".utf8)

    private mutating func begin(_ literal: Literal) throws(TransportFailure) -> Event? {
        guard literal.size <= Int(UInt32.max), literal.isBody || text.count + literal.size <= limits.text else {
            throw TransportFailure(
                .tooLarge, detail: "a literal: " + String(decoding: text.suffix(60), as: UTF8.self).printable)
        }
        guard literal.isBody else {
            state = .literal(left: literal.size)
            return nil
        }
        guard literal.size > limits.bodyInMemory else {
            bodyBytes.reserveCapacity(literal.size)
            state = .body(left: literal.size)
            return nil
        }
        body = .init(position: text.count, body: .streamed(size: literal.size))
        state = .streamedBody(left: literal.size)
        return .bodyBegan(size: literal.size)
    }

    // MARK: The end of a response

    private mutating func finish() -> IMAPResponse {
        defer {
            text.removeAll(keepingCapacity: true)
            body = nil
        }
        return IMAPReader.response(of: text, removed: body)
    }
}

extension Span<UInt8> {
    fileprivate func distanceToLineFeed(from offset: Int) -> Int? {
        extracting(offset...).withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, let end = memchr(base, 0x0A, bytes.count) else { return nil }
            return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(end))
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func suffix(while belongs: (UInt8) -> Bool) -> Self {
        var start = endIndex
        while start > startIndex, belongs(self[start - 1]) { start -= 1 }
        return self[start...]
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
}

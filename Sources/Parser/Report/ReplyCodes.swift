import Core

/// The codes that a text quotes of SMTP replies (RFC 5321 section 4.2.1) and enhanced status codes (RFC 3463).
struct ReplyCodes {
    /// A reply code, an enhanced code, or both where they stand together.
    struct Pair: Equatable {
        var smtpCode: Int?
        var status: String?
    }

    /// What was found, in the order of the text.
    private(set) var pairs: [Pair] = []
    private let text: [UInt8]
    /// Where the last reply code ended, for the enhanced code behind it.
    private var codeEnd = -1

    /// The most codes read from one text.
    private static let most = 200

    init(_ text: [UInt8]) {
        self.text = text
        var place = 0
        while place < text.count, pairs.count < Self.most {
            guard text[place].isDigit else {
                place += 1
                continue
            }
            var end = place
            while end < text.count, text[end].isDigit || text[end] == .dot { end += 1 }
            read(place..<end)
            place = end
        }
    }

    var isEmpty: Bool { pairs.isEmpty }

    /// The pair that tells most: the last one with both codes, else the first of each.
    ///
    /// The last, since a reply within a reply is the cause of it; but what a host adds of its own (`554 5.0.0 Service
    /// unavailable`) tells nothing.
    var best: Pair {
        if let both = pairs.last(where: { $0.smtpCode != nil && $0.status?.hasSuffix(".0.0") == false }) { return both }
        if let both = pairs.last(where: { $0.smtpCode != nil && $0.status != nil }) { return both }
        return Pair(
            smtpCode: pairs.lazy.compactMap(\.smtpCode).first, status: pairs.lazy.compactMap(\.status).first)
    }

    private mutating func read(_ run: Range<Int>) {
        // A full stop may follow a code.
        let octets = text[run].last == .dot ? text[run].dropLast() : text[run]
        if let status = Self.enhanced(octets), isBounded(before: run.lowerBound, after: octets.endIndex) {
            add(status: status, at: run.lowerBound)
        } else if let code = Self.reply(octets), isReply(before: run.lowerBound, after: octets.endIndex) {
            pairs.append(Pair(smtpCode: code, status: nil))
            codeEnd = octets.endIndex
        }
    }

    private mutating func add(status: String, at place: Int) {
        // Between a reply code and its enhanced code stand a blank or a hyphen, seldom a mark or a quote.
        let isNear = codeEnd >= 0 && place - codeEnd <= 3 && pairs.last?.status == nil
        if isNear, let last = pairs.indices.last {
            pairs[last].status = status
        } else {
            pairs.append(Pair(smtpCode: nil, status: status))
        }
        codeEnd = -1
    }

    /// `class.subject.detail` (RFC 3463 section 2).
    private static func enhanced(_ octets: ArraySlice<UInt8>) -> String? {
        let parts = octets.split(separator: .dot, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 1, (1...3).contains(parts[1].count), (1...3).contains(parts[2].count),
            let first = parts[0].first, [0x32, 0x34, 0x35].contains(first)
        else { return nil }
        // Version numbers look alike; their first number goes no further than these subjects.
        guard parts[1].count == 1, let subject = parts[1].first, subject <= 0x37 else { return nil }
        return String(decoding: octets, as: UTF8.self)
    }

    private static func reply(_ octets: ArraySlice<UInt8>) -> Int? {
        guard octets.count == 3, let code = Int(String(decoding: octets, as: UTF8.self)) else { return nil }
        return known.contains(code) ? code : nil
    }

    /// The reply codes in use (RFC 5321 section 4.2.3, RFC 4954, and some that providers made up).
    private static let known: Set<Int> = [
        250, 251, 252, 421, 422, 430, 431, 432, 441, 442, 446, 447, 449, 450, 451, 452, 453, 454, 455, 458, 459, 471,
        472,
        500, 501, 502, 503, 504, 510, 511, 512, 513, 521, 523, 525, 530, 534, 535, 538, 541, 550, 551, 552, 553, 554,
        555,
        556, 557, 558, 559, 571, 577, 591, 592, 598,
    ]

    /// Whether nothing stands at either side that would make it part of something longer.
    private func isBounded(before start: Int, after end: Int) -> Bool {
        let before = start > 0 ? text[start - 1] : .space
        let after = end < text.count ? text[end] : .space
        return !before.isLetter && before != UInt8(ascii: "/") && before != UInt8(ascii: "=")
            && !after.isLetter && after != UInt8(ascii: "/")
    }

    /// Whether a number stands where a reply code does, not as a count, a port, or a piece of a name.
    private func isReply(before start: Int, after end: Int) -> Bool {
        guard isBounded(before: start, after: end) else { return false }
        let before = start > 0 ? text[start - 1] : .space
        let after = end < text.count ? text[end] : .space
        guard before.isWhiteSpace || ":;<([\"'#-".utf8.contains(before) else { return false }
        if before == UInt8(ascii: "-"), start > 1, !text[start - 2].isWhiteSpace { return false }
        return after.isWhiteSpace || "-:;,.)]>\"'".utf8.contains(after)
    }
}

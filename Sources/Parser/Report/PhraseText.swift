import Core

/// A text as ``PhraseTable`` compares it: in small letters, single spaces, and without what differs each time.
///
/// Addresses become `@` and numeric host addresses `#`, with their brackets; reply codes and enhanced codes go.
enum PhraseText {
    /// The comparable form of a text, with a space at either end; no more than `limit` octets of it are looked at.
    static func folded(_ text: some Collection<UInt8>, limit: Int = 4_096) -> [UInt8] {
        var result: [UInt8] = [.space]
        result.reserveCapacity(min(text.count, limit) + 2)
        var start = result.count
        var isPlain = true
        for byte in text.prefix(limit) {
            if byte.isWhiteSpace {
                endWord(&result, from: start, isPlain: isPlain)
                (start, isPlain) = (result.count, true)
            } else {
                result.append(byte.asciiLowercased)
                if byte.isDigit || byte == UInt8(ascii: "@") { isPlain = false }
            }
        }
        endWord(&result, from: start, isPlain: isPlain)
        return result
    }

    /// Ends the word that was written from a place on; one with a digit or an `@` is looked at again.
    private static func endWord(_ result: inout [UInt8], from start: Int, isPlain: Bool) {
        if !isPlain {
            let word = fold(Array(result[start...]))
            result.removeLast(result.count - start)
            result += word
        }
        if result.count > start { result.append(.space) }
    }

    private static func fold(_ word: [UInt8]) -> [UInt8] {
        if isCode(word) { return [] }
        let plain = word.contains(UInt8(ascii: "@")) ? replacingAddresses(in: word) : word
        return plain.contains(where: \.isDigit) ? replacingNumericHosts(in: plain) : plain
    }

    /// Whether a word is nothing but codes: `550`, `550-5.1.1`, `(#5.7.1)`.
    private static func isCode(_ word: [UInt8]) -> Bool {
        guard word.count <= 24, word.contains(where: \.isDigit) else { return false }
        guard word.allSatisfy({ $0.isDigit || ".-#()[]:;".utf8.contains($0) }) else { return false }
        return !ReplyCodes(word).isEmpty
    }

    private static func replacingAddresses(in word: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        while place < word.count {
            guard word[place] == UInt8(ascii: "@") else {
                result.append(word[place])
                place += 1
                continue
            }
            while let last = result.last, isAddressText(last) { result.removeLast() }
            if let last = result.last, "<[(\"'".utf8.contains(last) { result.removeLast() }
            result.append(UInt8(ascii: "@"))
            place += 1
            while place < word.count, isAddressText(word[place]) || word[place] == UInt8(ascii: "@") { place += 1 }
            // Dots behind an address are no part of it.
            while place > 0, word[place - 1] == .dot { place -= 1 }
            if place < word.count, ">])\"'".utf8.contains(word[place]) { place += 1 }
        }
        return result
    }

    private static func replacingNumericHosts(in word: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        while place < word.count {
            let run = word[place...].prefix { $0.isDigit || $0 == .dot }
            guard run.count >= 7, run.count(where: { $0 == .dot }) >= 3 else {
                result += run
                place += run.count
                if place < word.count { result.append(word[place]) }
                place += 1
                continue
            }
            if result.last == UInt8(ascii: "[") || result.last == UInt8(ascii: "(") { result.removeLast() }
            result.append(UInt8(ascii: "#"))
            place += run.count
            if place < word.count, word[place] == UInt8(ascii: "]") || word[place] == UInt8(ascii: ")") { place += 1 }
        }
        return result
    }

    private static func isAddressText(_ byte: UInt8) -> Bool {
        byte.isLetter || byte.isDigit || byte >= 0x80 || "._%+-=!#$&*/?^{|}~`".utf8.contains(byte)
    }
}

extension UInt8 {
    static let dot = UInt8(ascii: ".")
}

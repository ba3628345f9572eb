import Core

/// Reads from the words of a notice which recipients it is about, and what it says of each.
struct NoticeReader {
    /// What is said about a recipient.
    struct Entry {
        var address: String?
        var text: ArraySlice<UInt8>
    }

    private let notice: Notice
    /// Addresses that are not a recipient's unless there is no other: the mail system's own, and the reader's.
    private let strangers: Set<String>
    private var found: [Place] = []

    /// Where an address stands.
    private struct Place {
        var line: Int
        var address: NoticeAddress
        /// The address in small letters.
        var key: String
    }

    init(_ notice: Notice, strangers: Set<String>) {
        self.notice = notice
        self.strangers = strangers
        for (number, line) in notice.lines.enumerated() where found.count < DeliveryStatus.most {
            if Self.isAside(notice.octets(of: line)) { continue }
            for address in NoticeAddress.all(in: notice.octets, line.range) {
                found.append(Place(line: number, address: address, key: address.address.utf8.lowercasedASCII))
            }
        }
    }

    /// What the notice says about each of the recipients that it names, in its order; `named` are those known already.
    func entries(named: [String]) -> [Entry] {
        let chosen = named.isEmpty ? recipients : places(of: named)
        return chosen.enumerated().map { index, place in
            let next = index + 1 < chosen.count ? chosen[index + 1].line : nil
            return Entry(address: place.address.address, text: text(at: place, before: next))
        }
    }

    /// What is said where an address stands.
    func text(about address: String) -> ArraySlice<UInt8>? {
        let key = address.utf8.lowercasedASCII
        let places = found.filter { $0.key == key }
        guard let place = places.min(by: { $0.address.standing < $1.address.standing }) else { return nil }
        let next = found.first {
            $0.line > place.line && $0.address.standing == .heading && $0.key != key
        }
        return text(at: place, before: next?.line)
    }

    private func places(of named: [String]) -> [Place] {
        named.map { name in
            let key = name.utf8.lowercasedASCII
            return found.first { $0.key == key }
                ?? Place(
                    line: notice.lines.count,
                    address: NoticeAddress(address: name, standing: .mentioned, end: notice.octets.count), key: key)
        }
    }

    /// The places of those who are most surely recipients, each address once.
    private var recipients: [Place] {
        let found = found.filter { $0.address.standing != .sender }
        let others = found.filter { !strangers.contains($0.key) }
        let candidates = others.isEmpty ? found : others
        guard let best = candidates.map(\.address.standing).min() else { return [] }
        // The sender's own address is nobody's bounce, unless nothing else is named.
        let chosen = candidates.filter { $0.address.standing == best }
        var seen: Set<String> = []
        let once = chosen.filter { seen.insert($0.key).inserted }
        // An address in passing is that of the recipient where it is the first; more of them would be guesses.
        return best < .mentioned ? once : Array(once.prefix(1))
    }

    /// From behind an address to the next recipient.
    private func text(at place: Place, before next: Int?) -> ArraySlice<UInt8> {
        // A recipient that only a field names stands nowhere.
        guard place.line < notice.lines.count else { return [] }
        let last = notice.lines.last?.range.upperBound ?? 0
        let lineEnd = next.flatMap {
            $0 > place.line && $0 < notice.lines.count ? notice.lines[$0].range.lowerBound : nil
        }
        let end = lineEnd ?? (next == place.line ? notice.lines[place.line].range.upperBound : last)
        let start = place.address.standing == .heading ? place.address.end : notice.lines[place.line].range.lowerBound
        return start < end ? notice.octets[start..<end].drop { $0.isWhiteSpace || ">\"':])".utf8.contains($0) } : []
    }

    /// Whether a line is no part of what happened: advice, or the transcript's other side.
    private static func isAside(_ line: ArraySlice<UInt8>) -> Bool {
        let words = line.prefix(60).map(\.asciiLowercased)
        return asides.matchesPrefix(of: words)
    }

    private static let asides = PhraseTable([
        "for further assistance", "subject:", "subject ", ">>> mail from", ">>> ehlo", ">>> helo", "message-id",
        "from:",
        "please contact", "for assistance", "if you ", "sender:", "original sender", "envelope-from", "http",
        "for more ",
        "the original message was received", "reply-to:", "the mts-id", "mailfrom", "mail from", "a message sent by",
        "sent by:", "return-path:", "original-envelope",
    ])
}

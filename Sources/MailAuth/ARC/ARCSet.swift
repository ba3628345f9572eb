internal import Core

/// The three fields that one sealer adds (RFC 8617 section 4.1).
struct ARCSet {
    /// The largest number of a set (section 4.2.1).
    private static let limit = 50

    var results: RawMessage.Field
    var message: RawMessage.Field
    var seal: RawMessage.Field

    /// The sets of a message from the first; empty when there is none.
    static func sets(of message: RawMessage) throws(Refusal) -> [ARCSet] {
        let results = try numbered(message, "arc-authentication-results")
        let messages = try numbered(message, "arc-message-signature")
        let seals = try numbered(message, "arc-seal")
        let count = max(results.count, messages.count, seals.count)
        guard count > 0 else { return [] }
        var sets: [ARCSet] = []
        for number in 1...count {
            guard let result = results[number], let message = messages[number], let seal = seals[number] else {
                throw .fail("the chain is not complete")
            }
            sets.append(ARCSet(results: result, message: message, seal: seal))
        }
        return sets
    }

    private static func numbered(_ message: RawMessage, _ name: String) throws(Refusal) -> [Int: RawMessage.Field] {
        var fields: [Int: RawMessage.Field] = [:]
        for field in message.fields where field.name == name {
            guard field.isPlain, let number = number(of: field, isResults: name == "arc-authentication-results"),
                (1...limit).contains(number)
            else { throw .fail("a field of the chain has no number") }
            guard fields.updateValue(field, forKey: number) == nil else {
                throw .fail("a field of the chain stands twice")
            }
        }
        return fields
    }

    /// `i=`: a tag of its own in signatures, the beginning of the results.
    private static func number(of field: RawMessage.Field, isResults: Bool) -> Int? {
        let head = isResults ? field.body.prefix { $0 != UInt8(ascii: ";") } : field.body
        guard let text = TagList(head)?["i"], (1...2).contains(text.utf8.count) else { return nil }
        return text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}

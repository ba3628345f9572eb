internal import Core
internal import FoundationEssentials
internal import Parser

/// A parsed message, for people at a terminal.
struct MessageText {
    private(set) var text = ""

    init(_ message: InboundMessage, _ name: String) {
        add(name.onOneLine)
        addField("From", message.from.map(Self.address))
        addField("To", message.to.map(Self.address))
        addField("Cc", message.cc.map(Self.address))
        addField("Subject", [message.subject])
        addField("Date", [message.date?.formatted(.iso8601)].compactMap { $0 })
        addField("Kind", [[message.kind.rawValue, message.autoReply].compactMap { $0 }.joined(separator: ", ")])
        for recipient in message.bounce?.recipients ?? [] { addField("Bounce", [Self.fate(recipient)]) }
        for command in message.commands { addField("Command", ["#\(command.name) \(command.argument ?? "")"]) }
        for name in message.fields.keys.sorted() { addField("Field", ["\(name): \(message.fields[name] ?? "")"]) }
        for file in message.attachments { addField("Attachment", [Self.file(file)]) }
        addField("Defects", message.defects.map(\.description))
        addText("New", message.replyText)
        addText("Signature", message.signature)
        addText("Quoted", message.quotedText)
    }

    private mutating func add(_ line: String) { text += line + "\n" }

    private mutating func addField(_ name: String, _ values: [String]) {
        let value = values.joined(separator: ", ").onOneLine
        guard !value.isEmpty else { return }
        add("  \(name)\(String(repeating: " ", count: max(1, 12 - name.count)))\(value)")
    }

    private mutating func addText(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        add("  \(name)")
        for line in value.split(separator: "\n", omittingEmptySubsequences: false) {
            add("    \(String(line).withoutControls)")
        }
    }

    private static func address(_ address: NamedAddress) -> String {
        address.name.map { "\($0) <\(address.address)>" } ?? address.address
    }

    private static func fate(_ recipient: Bounce.Recipient) -> String {
        let parts = [
            recipient.address, recipient.action.rawValue, recipient.status, recipient.reason.rawValue,
            recipient.diagnostic,
        ]
        return parts.compactMap { $0 }.joined(separator: " ")
    }

    private static func file(_ file: Attachment) -> String {
        let place = file.isInline ? ", within the text" : ""
        return "\(file.filename ?? "without a name"), \(file.contentType), \(file.size) bytes\(place)"
    }
}

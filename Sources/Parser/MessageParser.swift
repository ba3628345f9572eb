public import Core

/// Makes an ``InboundMessage`` of the octets of a message.
///
/// Pure and total: no input or output, no clock, the same result for the same octets, a message or a
/// ``MessageFailure`` for any octets at all. Time and memory are linear in their number.
public struct MessageParser: Sendable {
    /// What bounds the work.
    public var limits: Limits
    /// The fields that people may fill in at the top of a mail.
    public var fieldNames: MailFieldNames

    /// A parser within limits, for a desk whose cases have some fields.
    public init(limits: Limits = Limits(), fieldNames: MailFieldNames = .standard) {
        self.limits = limits
        self.fieldNames = fieldNames
    }

    /// Parses a message; attachments refer to ranges of `raw`.
    public func parse(_ raw: [UInt8]) throws(MessageFailure) -> InboundMessage {
        let result = raw.withUnsafeBytes { octets in
            Result { () throws(MessageFailure) in try parse(octets) }
        }
        return try result.get()
    }

    /// Parses a message; attachments refer to ranges of `raw`.
    public func parse(_ raw: UnsafeRawBufferPointer) throws(MessageFailure) -> InboundMessage {
        let structure = try MessageStructure(raw, limits: limits)
        var content = MessageContent(raw, limits: limits)
        content.collect(structure.root)

        var message = structure.header
        message.attachments = content.attachments
        content.finish(&message)
        message.classify(root: structure.root, raw: raw)
        message.defects = structure.defects + content.defects
        message.splitReply(marks: content.marks, fieldNames: fieldNames)
        return message
    }
}

package import Core

/// A message taken apart and not yet understood: the fields of its header section read, its parts found.
///
/// What a library for MIME gives; ``MessageParser`` starts from it. Borrows the octets of the message.
package struct MessageStructure {
    /// What the header fields say.
    package let header: InboundMessage
    let root: Part
    let defects: [Defect]
    private let raw: Octets

    /// Reads the header fields, and finds the parts.
    package init(_ raw: UnsafeRawBufferPointer, limits: Limits = Limits()) throws(MessageFailure) {
        guard raw.count <= limits.messageOctets else { throw .tooLarge(limit: limits.messageOctets) }
        guard raw.contains(where: { !$0.isWhiteSpace }) else { throw .empty }
        let lines = Lines(raw)
        var header = HeaderSectionParser(lines, range: 0..<raw.count, limits: limits)
        let section = try header.parseMessageHeader()
        var tree = PartTreeParser(lines, limits: limits)
        root = try tree.parse(section)
        var reader = MessageHeaderReader(raw, limits: limits, hint: root.textCharset)
        reader.read(section.fields)
        self.header = reader.message
        defects = header.defects + reader.defects + tree.defects
        self.raw = raw
    }

    /// Hands out the decoded octets of every part that is no multipart, in the order of the message.
    package func forEachDecodedLeaf(_ body: (UnsafeRawBufferPointer) -> Void) {
        for leaf in root.leaves {
            leaf.encoding.decode(raw.slice(leaf.body)).octets.withUnsafeBytes { body($0) }
        }
    }
}

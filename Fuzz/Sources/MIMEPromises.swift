import Core

@testable import Parser

/// The tree of parts of a message.
enum MIMEPromises {
    static func check(_ octets: Octets) {
        check(octets, Limits())
        var small = Limits()
        (small.depth, small.parts, small.headerOctets, small.fields) = (2, 4, 1_000, 10)
        check(octets, small)
    }

    private static func check(_ octets: Octets, _ limits: Limits) {
        let lines = Lines(octets)
        var header = HeaderSectionParser(lines, range: 0..<octets.count, limits: limits)
        var tree = PartTreeParser(lines, limits: limits)
        guard let section = try? header.parseMessageHeader(), let root = try? tree.parse(section) else { return }
        require(root.count <= limits.parts, "no more parts than the limit")
        check(root, within: 0..<octets.count, depth: 0, limits)
        var content = MessageContent(octets, limits: limits)
        content.collect(root)
        var message = InboundMessage()
        content.finish(&message)
        for attachment in content.attachments { MessagePromises.check(attachment, octets) }
    }

    private static func check(_ part: Part, within outer: Range<Int>, depth: Int, _ limits: Limits) {
        require(depth <= limits.depth, "no deeper than the limit")
        // A part of which there is nothing may stand on the line end that belongs to the delimiter behind it.
        let isWithin = part.body.lowerBound >= outer.lowerBound && part.body.upperBound <= outer.upperBound
        require(part.body.isEmpty || isWithin, "a body stands within its multipart")
        var last = part.body.lowerBound
        for child in part.children {
            require(child.body.lowerBound >= last, "parts stand one behind the other")
            last = child.body.upperBound
            check(child, within: part.body, depth: depth + 1, limits)
        }
    }
}

extension Part {
    /// How many parts this is, itself included.
    fileprivate var count: Int { children.reduce(1) { $0 + $1.count } }
}

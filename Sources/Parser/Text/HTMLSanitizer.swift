import Core

/// Writes the harmless part of an HTML document anew.
///
/// Only elements, attributes and URL schemes of the lists come out; every element that is opened is closed, every
/// attribute quoted, every special character escaped. libxml2 reads, it never writes.
struct HTMLSanitizer {
    private var output: [UInt8] = []
    /// The elements that are open in the source; those that were written have their name.
    private var open: [String?] = []
    /// How many of them were written.
    private var writtenDepth = 0
    /// How many open elements are within a dropped one, itself included.
    private var droppedDepth = 0
    private let attributes: HTMLAttributeFilter
    private let limit: Int
    /// Whether something was left out because the limit was reached.
    private(set) var isFull = false

    /// `contentIDs` are the attachments that an image may refer to; `limit` bounds the octets written.
    init(contentIDs: Set<String>, limit: Int) {
        attributes = HTMLAttributeFilter(contentIDs: contentIDs)
        self.limit = limit
    }

    /// The markup, all elements closed.
    mutating func finish() -> String {
        while !open.isEmpty { end() }
        return String(decoding: output, as: UTF8.self)
    }

    mutating func start(_ element: String, _ source: HTMLAttributes) {
        guard droppedDepth == 0, !HTMLElements.dropped.contains(element) else {
            droppedDepth += 1
            return
        }
        let needsEnd = write(element, source) && !HTMLElements.void.contains(element)
        if needsEnd { writtenDepth += 1 }
        open.append(needsEnd ? element : nil)
    }

    mutating func end() {
        if droppedDepth > 0 {
            droppedDepth -= 1
        } else if let element = open.popLast() ?? nil {
            // Even a full document gets its end tags: without them it would spoil the page around it.
            output.append(contentsOf: "</\(element)>".utf8)
            writtenDepth -= 1
        }
    }

    mutating func text(_ octets: Octets) {
        guard droppedDepth == 0, hasRoom() else { return }
        // White space between the outermost elements is nothing to show.
        if writtenDepth == 0, octets.allSatisfy(\.isWhiteSpace) { return }
        Self.escape(octets, into: &output)
    }

    /// The markup of plain text.
    static func markup(ofPlain text: String) -> String {
        var text = text
        var output = Array("<div>".utf8)
        text.withUTF8 { octets in
            for line in octets.split(separator: .lineFeed, omittingEmptySubsequences: false) {
                escape(Octets(UnsafeBufferPointer(rebasing: line)), into: &output)
                output.append(contentsOf: "<br>".utf8)
            }
        }
        output.append(contentsOf: "</div>".utf8)
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func hasRoom() -> Bool {
        if output.count >= limit { isFull = true }
        return !isFull
    }

    /// Writes a start tag, or what stands in its place; whether it was a tag.
    private mutating func write(_ element: String, _ source: HTMLAttributes) -> Bool {
        guard HTMLElements.allowed.contains(element), hasRoom() else { return false }
        switch element {
        case "img":
            guard attributes.isShown(image: source) else {
                escape(attributes.placeholder(forImage: source))
                return false
            }
        case "a": guard attributes.link(source) != nil else { return false }
        default: break
        }
        output.append(contentsOf: "<\(element)".utf8)
        for (name, value) in attributes.filter(source, of: element) {
            output.append(contentsOf: " \(name)=\"".utf8)
            escape(value)
            output.append(.quote)
        }
        output.append(UInt8(ascii: ">"))
        return true
    }

    private mutating func escape(_ text: String) {
        var text = text
        text.withUTF8 { Self.escape(Octets($0), into: &output) }
    }

    private static func escape(_ octets: Octets, into output: inout [UInt8]) {
        for byte in octets {
            switch byte {
            case UInt8(ascii: "<"): output.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): output.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "&"): output.append(contentsOf: "&amp;".utf8)
            case .quote: output.append(contentsOf: "&quot;".utf8)
            case UInt8(ascii: "'"): output.append(contentsOf: "&#39;".utf8)
            case 0..<0x20 where byte != .lineFeed && byte != .tab, 0x7F: output.append(.space)
            default: output.append(byte)
            }
        }
    }
}

import Core

/// Joins the lines that `format=flowed` broke (RFC 3676).
struct FlowedText {
    /// Whether the blank at the end of a broken line goes too (`DelSp=yes`).
    private let deletesSpace: Bool

    /// `nil` where the part is not flowed.
    init?(_ type: ParameterizedField) {
        guard type.text("format")?.lowercased() == "flowed" else { return nil }
        deletesSpace = type.text("delsp")?.lowercased() == "yes"
    }

    /// The text with its paragraphs on one line each; quote marks stay, stuffed spaces go.
    func unwrap(_ text: String) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count)
        var openDepth: Int?
        for line in text.utf8.split(separator: .lineFeed, omittingEmptySubsequences: false) {
            let depth = line.prefix { $0 == UInt8(ascii: ">") }.count
            var content = line.dropFirst(depth)
            if content.first == .space { content.removeFirst() }
            let isSignature = content.elementsEqual("-- ".utf8)
            // QUIRK: programs that write flowed text leave a blank at the end of paragraphs, too.
            if let open = openDepth, open == depth, !isSignature, !content.isEmpty {
                output.append(contentsOf: content)
            } else {
                if openDepth != nil { output.append(.lineFeed) }
                append(content, depth: depth, to: &output)
            }
            let isFlowed = content.last == .space && !isSignature
            if isFlowed, deletesSpace { output.removeLast() }
            if !isFlowed { output.append(.lineFeed) }
            openDepth = isFlowed ? depth : nil
        }
        if output.last == .lineFeed { output.removeLast() }
        return String(decoding: output, as: UTF8.self)
    }

    private func append(_ content: Substring.UTF8View, depth: Int, to output: inout [UInt8]) {
        output.append(contentsOf: repeatElement(UInt8(ascii: ">"), count: depth))
        if depth > 0 { output.append(.space) }
        output.append(contentsOf: content)
    }
}

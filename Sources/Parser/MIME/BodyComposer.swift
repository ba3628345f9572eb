import Core

/// Joins the pieces of a body into one text and one sanitised HTML.
struct BodyComposer {
    private(set) var text = ""
    /// Sanitised HTML of everything, if any piece was HTML and there is something to show.
    var html: String? {
        guard blocks.contains(where: \.isMarkup) else { return nil }
        let markup = blocks.map { $0.isMarkup ? $0.text : PlainMarkup.write($0.text) }.joined()
        return markup.isBlank ? nil : markup
    }
    private(set) var defects: [Defect] = []
    /// What HTML says of the lines of the text that was made of it.
    private(set) var marks: [TextMark] = []

    private let limits: Limits
    private let images: RelatedImages
    /// The pieces as they are to be shown: sanitised markup, or plain text.
    private var blocks: [(text: String, isMarkup: Bool)] = []

    /// `images` are those that came with the message.
    init(limits: Limits, images: RelatedImages) {
        self.limits = limits
        self.images = images
    }

    /// Adds a piece below the others.
    mutating func add(_ piece: BodyPiece) {
        if let source = piece.html {
            let rendered = HTMLBody(source, wantsText: piece.plain == nil, limits: limits, images: images)
            if rendered.isTruncated { defects.append(Defect(.truncatedHTML)) }
            if rendered.isFlattened { defects.append(Defect(.flattenedHTML)) }
            if let plain = piece.plain, AlternativeComparison.differ(plain: plain, markup: rendered.html) {
                defects.append(Defect(.differingAlternatives))
            }
            appendText(piece.plain ?? rendered.text, marks: rendered.marks)
            blocks.append((rendered.html, true))
        } else if let plain = piece.plain {
            appendText(plain)
            blocks.append((plain, false))
        }
    }

    private mutating func appendText(_ piece: String, marks added: [TextMark] = []) {
        guard !piece.isBlank else { return }
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        if !added.isEmpty {
            let above = text.utf8.count { $0 == .lineFeed }
            marks += added.map {
                TextMark(roles: $0.roles, lines: $0.lines.lowerBound + above..<$0.lines.upperBound + above)
            }
        }
        text += piece
        guard text.utf8.count > limits.textOctets else { return }
        defects.append(Defect(.truncatedText))
        text = text.prefix(octets: limits.textOctets)
    }
}

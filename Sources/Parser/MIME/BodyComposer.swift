import Core

/// Joins the pieces of a body into one text and one sanitised HTML.
struct BodyComposer {
    private(set) var text = ""
    /// Sanitised HTML of everything, if any piece was HTML.
    var html: String? { hasHTML ? markup : nil }
    private(set) var defects: [Defect] = []

    private let limits: Limits
    private let contentIDs: Set<String>
    private var markup = ""
    private var hasHTML = false

    /// `contentIDs` are the attachments that an image may refer to.
    init(limits: Limits, contentIDs: Set<String>) {
        self.limits = limits
        self.contentIDs = contentIDs
    }

    /// Adds a piece below the others.
    mutating func add(_ piece: BodyPiece) {
        if let source = piece.html {
            hasHTML = true
            let rendered = HTMLBody(source, wantsText: piece.plain == nil, limits: limits, contentIDs: contentIDs)
            if rendered.isTruncated { defects.append(Defect(.truncatedHTML)) }
            appendText(piece.plain ?? rendered.text)
            markup += rendered.html
        } else if let plain = piece.plain {
            appendText(plain)
            markup += HTMLSanitizer.markup(ofPlain: plain)
        }
    }

    private mutating func appendText(_ piece: String) {
        guard !piece.isBlank else { return }
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        text += piece
        guard text.utf8.count > limits.textOctets else { return }
        defects.append(Defect(.truncatedText))
        text = text.prefix(octets: limits.textOctets)
    }
}

/// One file of templates: a part of a mail, or what several of them share.
struct TemplateFile {
    /// What is made of a file: its ending, and how values are escaped in it.
    enum Format: String, CaseIterable {
        case text = "txt"
        case html = "html"
    }

    /// Some lines of a file, and where they begin.
    struct Section {
        var text: String
        var firstLine: Int
    }

    /// The name without the ending, by which others refer to it.
    let name: String
    let format: Format
    /// Where it is, for messages about it.
    let location: String
    /// Whether it is part of the program, so that a mistake is another file's.
    let isShipped: Bool
    /// What follows `Subject:`, in the text of a mail.
    let subject: Section?
    let body: Section

    /// Reads a file; `isMail` where it is a mail of its own and not what mails share.
    init(name: String, format: Format, source: TemplateSource, isMail: Bool) throws(TemplateError) {
        (self.name, self.format, location, isShipped) = (name, format, source.location, source.isShipped)
        let text = source.text.unifiedLines
        guard isMail, format == .text else {
            subject = nil
            body = Section(text: text, firstLine: 1)
            return
        }
        let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        let field = "Subject:"
        guard lines.count == 3, lines[0].hasPrefix(field), lines[1].allSatisfy({ $0 == " " }) else {
            throw TemplateError(problems: [
                TemplateError.Problem(
                    file: location, line: 1, what: "the text of a mail does not begin with its subject",
                    remedy: "begin with a line “Subject: …”, then leave a line empty, then write the text")
            ])
        }
        subject = Section(text: String(lines[0].dropFirst(field.count).drop { $0 == " " }), firstLine: 1)
        body = Section(text: String(lines[2]), firstLine: 3)
    }
}

extension String {
    /// The text with LF after each line, whatever the editor wrote, and without a byte order mark.
    fileprivate var unifiedLines: String {
        var text = self
        if utf8.contains(0x0D) {
            let lines = split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
            text = lines.joined(separator: "\n")
        }
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }
}

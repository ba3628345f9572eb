public import Core

/// The templates of all mails: the shipped ones, some of them replaced by the desk's own.
///
/// Everything is read, checked and compiled when the set is made; rendering touches no file. To take in changed files,
/// make a new set, and keep the old one if that fails.
public struct TemplateSet: Sendable {
    private let shipped: CompiledTemplates
    private let current: CompiledTemplates
    /// The files of the desk that stand in for shipped ones.
    public let ownFiles: [String]

    /// A set in which the files of the folder `overrides` stand in for shipped ones of the same name, one by one.
    ///
    /// Throws all that is wrong in them at once.
    public init(overrides folder: String? = nil) throws(TemplateError) {
        let sources = TemplateSource.shipped(.mails)
        shipped = try CompiledTemplates(sources, of: .mails)
        guard let folder else {
            (current, ownFiles) = (shipped, [])
            return
        }
        let overrides = try TemplateSource.overrides(in: folder, of: .mails)
        ownFiles = overrides.values.map(\.location).sorted()
        current = try CompiledTemplates(sources.merging(overrides) { _, own in own }, of: .mails)
    }

    /// Those of them that are the text or the HTML of that template, and not what several share.
    public func ownFiles(of name: TemplateName) -> [String] {
        let files = TemplateFile.Format.allCases.map { "/\(name.rawValue).\($0.rawValue)" }
        return ownFiles.filter { path in files.contains { path.hasSuffix($0) } }
    }

    /// Renders a mail; always gives one that can be sent.
    ///
    /// Where a template of the desk leaves the subject, the text or the HTML empty, the whole mail is rendered from the
    /// shipped one, so that its parts agree, and `fallback` says so.
    public func render(_ context: TemplateContext) -> RenderedMail {
        let mail = current.render(context)
        guard let part = mail.emptyPart else { return mail }
        var safe = shipped.render(context)
        safe.fallback = "\(context.name.rawValue): the desk's own template left the \(part) empty"
        return safe
    }
}

extension RenderedMail {
    /// The part that says nothing, if there is one.
    fileprivate var emptyPart: String? {
        let parts = [("subject", subject), ("text", text), ("HTML", html)]
        return parts.first { $0.1.allSatisfy(\.isWhitespace) }?.0
    }
}

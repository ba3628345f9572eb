import Core
internal import FoundationEssentials

/// The templates of all pages: the shipped ones, some of them replaced by the desk's own.
///
/// As with ``TemplateSet``, everything is read, checked and compiled when the set is made.
public struct PageSet: Sendable {
    private static let stylesheetName = "style.css"

    private let shipped: CompiledTemplates
    private let current: CompiledTemplates
    /// What `style.css` says.
    public let stylesheet: String

    /// A set in which the files of `pages`, within the folder `overrides`, stand in for shipped ones of the same name.
    ///
    /// The folder is that of ``TemplateSet``; it need not have a folder `pages`. Throws all that is wrong at once.
    public init(overrides folder: String? = nil) throws(TemplateError) {
        let sources = TemplateSource.shipped(.pages)
        shipped = try CompiledTemplates(sources, of: .pages)
        let own = try folder.map { "\($0)/\(TemplateCatalog.pagesFolder)" }.map(Self.overrides) ?? [:]
        let all = sources.merging(own) { _, own in own }
        current = own.isEmpty ? shipped : try CompiledTemplates(all, of: .pages)
        stylesheet = all[Self.stylesheetName]?.text ?? ""
    }

    /// Renders a page; always gives one that can be shown.
    ///
    /// Where a template of the desk leaves it empty, the shipped one stands in, and `fallback` says so.
    public func render(_ page: PageContext) -> RenderedPage {
        let html = current.render(page)
        guard html.allSatisfy(\.isWhitespace) else { return RenderedPage(html: html) }
        return RenderedPage(
            html: shipped.render(page), fallback: "\(page.name.rawValue): the desk's own template left the page empty")
    }

    /// Renders a page that needs no other file: with its style in it.
    public func renderAlone(_ page: PageContext) -> RenderedPage {
        var rendered = render(page)
        // A desk's own style must not end the element that it stands in.
        let style = "<style>\n\(stylesheet.replacing("</", with: "<\\/"))</style>\n</head>"
        rendered.html = rendered.html.replacing("</head>", with: style, maxReplacements: 1)
        return rendered
    }

    private static func overrides(in folder: String) throws(TemplateError) -> [String: TemplateSource] {
        guard FileManager.default.fileExists(atPath: folder) else { return [:] }
        return try TemplateSource.overrides(in: folder, of: .pages)
    }
}

/// A page in words.
public struct RenderedPage: Sendable, Equatable {
    /// The HTML document.
    public var html: String
    /// Why the shipped template stood in for the desk's own, for the operator; `nil` where it did not have to.
    public var fallback: String?

    /// A page from its parts.
    public init(html: String, fallback: String? = nil) {
        self.html = html
        self.fallback = fallback
    }
}

import Core
import Mustache

/// All templates of a catalog that have been found right, ready to render.
struct CompiledTemplates: Sendable {
    private var text = MustacheLibrary()
    private var html = MustacheLibrary()

    /// Checks and compiles one source for each file name.
    init(_ sources: [String: TemplateSource], of catalog: TemplateCatalog) throws(TemplateError) {
        let files = try Self.files(of: sources, catalog)
        try Self.check(files, catalog)
        for file in files {
            try add(file)
        }
    }

    /// Renders what `context` says as a mail, whatever comes of it.
    func render(_ context: TemplateContext) -> RenderedMail {
        let (name, object) = (context.name.rawValue, context.object)
        return RenderedMail(
            subject: render(Self.subject(of: name), object, in: text).oneLine(limit: 998),
            text: render(name, object, in: text), html: render(name, object, in: html))
    }

    /// Renders what `page` says as a page, whatever comes of it.
    func render(_ page: PageContext) -> String { render(page.name.rawValue, page.object, in: html) }

    private func render(_ name: String, _ object: TemplateObject, in library: MustacheLibrary) -> String {
        library.render(object, withTemplate: name) ?? ""
    }

    private static func files(
        of sources: [String: TemplateSource], _ catalog: TemplateCatalog
    ) throws(TemplateError) -> [TemplateFile] {
        var files: [TemplateFile] = []
        var problems: [TemplateError.Problem] = []
        for (fileName, source) in sources.sorted(by: { $0.key < $1.key }) {
            let parts = fileName.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let format = TemplateFile.Format(rawValue: String(parts[1])) else { continue }
            let name = String(parts[0])
            do throws(TemplateError) {
                files.append(
                    try TemplateFile(
                        name: name, format: format, source: source,
                        isMail: catalog.isMail && catalog.variables[name] != nil))
            } catch {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw TemplateError(problems: problems) }
        return files
    }

    private static func check(_ files: [TemplateFile], _ catalog: TemplateCatalog) throws(TemplateError) {
        var problems: [TemplateError.Problem] = []
        for format in TemplateFile.Format.allCases {
            let ofFormat = files.filter { $0.format == format }
            var checker = TemplateChecker(shared: ofFormat.filter { catalog.variables[$0.name] == nil })
            for file in ofFormat {
                guard let variables = catalog.variables[file.name] else { continue }
                checker.check(file, variables: variables)
            }
            problems += checker.problems
        }
        guard problems.isEmpty else {
            throw TemplateError(problems: problems.sorted { ($0.file, $0.line ?? 0) < ($1.file, $1.line ?? 0) })
        }
    }

    private mutating func add(_ file: TemplateFile) throws(TemplateError) {
        switch file.format {
        case .html: html.register(try Self.compile(file.body, of: file, pragma: HTMLEscaping.pragma), named: file.name)
        case .text:
            // swift-mustache escapes for HTML unless told otherwise, in each template anew.
            text.register(
                try Self.compile(file.body, of: file, pragma: "{{% CONTENT_TYPE:TEXT}}\n"), named: file.name)
            guard let subject = file.subject else { return }
            text.register(
                try Self.compile(subject, of: file, pragma: "{{% CONTENT_TYPE:TEXT}}"),
                named: Self.subject(of: file.name))
        }
    }

    private static func compile(
        _ section: TemplateFile.Section, of file: TemplateFile, pragma: String
    ) throws(TemplateError) -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: pragma + section.text)
        } catch {
            let problem = TemplateError.Problem(
                file: file.location, line: section.firstLine, what: "this does not compile: \(error)",
                remedy: "compare it with the shipped template")
            throw TemplateError(problems: [problem])
        }
    }

    /// Under which name a subject is kept: one that no file can have.
    private static func subject(of name: String) -> String { "Subject: \(name)" }
}

import Core

/// All templates of a catalog that have been found right, ready to render.
struct CompiledTemplates: Sendable {
    private var subjects: [String: [TemplateStep]] = [:]
    private var texts: [String: [TemplateStep]] = [:]
    private var htmls: [String: [TemplateStep]] = [:]

    /// Checks and compiles one source for each file name.
    init(_ sources: [String: TemplateSource], of catalog: TemplateCatalog) throws(TemplateError) {
        let files = try Self.files(of: sources, catalog)
        try Self.check(files, catalog)
        for format in TemplateFile.Format.allCases {
            let ofFormat = files.filter { $0.format == format }
            let compiler = TemplateCompiler(shared: ofFormat.filter { catalog.variables[$0.name] == nil })
            for file in ofFormat {
                guard let variables = catalog.variables[file.name] else { continue }
                if let subject = file.subject {
                    subjects[file.name] = compiler.steps(of: subject, variables: variables)
                }
                let steps = compiler.steps(of: file.body, variables: variables)
                switch format {
                case .text: texts[file.name] = steps
                case .html: htmls[file.name] = steps
                }
            }
        }
    }

    /// Renders what `context` says as a mail, whatever comes of it.
    func render(_ context: TemplateContext) -> RenderedMail {
        let (name, object) = (context.name.rawValue, context.object)
        return RenderedMail(
            subject: render(subjects[name], of: object, as: .text).oneLine(limit: 998),
            text: render(texts[name], of: object, as: .text), html: render(htmls[name], of: object, as: .html))
    }

    /// Renders what `page` says as a page, whatever comes of it.
    func render(_ page: PageContext) -> String { render(htmls[page.name.rawValue], of: page.object, as: .html) }

    private func render(
        _ steps: [TemplateStep]?, of object: any TemplateObject, as format: TemplateFile.Format
    ) -> String {
        TemplateRenderer.render(steps ?? [], of: object, as: format)
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
}

import Core
import FoundationEssentials

/// The text of a template, before anybody has looked into it.
struct TemplateSource {
    /// Larger ones are no templates.
    private static let sizeLimit = 256 * 1024

    /// Where it is, for messages about it.
    var location: String
    var text: String
    /// Whether it is part of the program.
    var isShipped: Bool

    /// All shipped templates of a catalog by their file names.
    static func shipped(_ catalog: TemplateCatalog) -> [String: TemplateSource] {
        var sources: [String: TemplateSource] = [:]
        for (name, octets) in catalog.files {
            sources[name] = TemplateSource(
                location: name, text: String(decoding: octets, as: UTF8.self), isShipped: true)
        }
        return sources
    }

    /// The files of a folder that stand in for shipped ones of the same name.
    ///
    /// Hidden files, a README and what the catalog passes over are no templates; any other name that no shipped
    /// template has is a mistake.
    static func overrides(
        in folder: String, of catalog: TemplateCatalog
    ) throws(TemplateError) -> [String: TemplateSource] {
        var sources: [String: TemplateSource] = [:]
        var problems: [TemplateError.Problem] = []
        for name in try names(in: folder) where !name.hasPrefix(".") && !catalog.passedOver.contains(name) {
            do throws(TemplateError.Problem) {
                sources[name] = try source(named: name, in: folder, of: catalog)
            } catch {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw TemplateError(problems: problems) }
        return sources
    }

    private static func names(in folder: String) throws(TemplateError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            let problem = TemplateError.Problem(
                file: folder, what: "the folder of templates can't be read: \(error)",
                remedy: "make it readable, or take “templates” out of the settings")
            throw TemplateError(problems: [problem])
        }
    }

    private static func source(
        named name: String, in folder: String, of catalog: TemplateCatalog
    ) throws(TemplateError.Problem) -> TemplateSource {
        let location = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
        guard catalog.files[name] != nil else {
            let known = catalog.files.keys
            throw TemplateError.Problem(
                file: location, what: "there is no template of that name",
                remedy: known.nearest(to: name).map { "did you mean \($0)?" }
                    ?? "the names are \(known.sorted().joined(separator: ", "))")
        }
        let octets = try contents(of: location)
        guard octets.count <= sizeLimit, let text = String(validating: octets, as: UTF8.self) else {
            throw TemplateError.Problem(
                file: location, what: "this is no text in UTF-8 of at most \(sizeLimit / 1024) KiB",
                remedy: "save it as UTF-8, and keep it small")
        }
        return TemplateSource(location: location, text: text, isShipped: false)
    }

    private static func contents(of path: String) throws(TemplateError.Problem) -> Data {
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw TemplateError.Problem(
                file: path, what: "the template can't be read: \(error)", remedy: "make it a readable file")
        }
    }
}

import Core

/// Finds what a template can't say: names that nobody knows, blocks that don't exist, files that include themselves.
struct TemplateChecker {
    private struct Shared {
        var file: TemplateFile
        var nodes: [TemplateSyntax.Node]
    }

    private(set) var problems: [TemplateError.Problem] = []
    private var shared: [String: Shared] = [:]

    /// A checker of files of one format, of which `shared` are those that others may refer to.
    init(shared files: [TemplateFile]) {
        for file in files {
            shared[file.name] = Shared(file: file, nodes: nodes(of: file.body, in: file))
        }
    }

    /// Checks a mail's part that may use `variables`.
    mutating func check(_ file: TemplateFile, variables: VariableNames) {
        if let subject = file.subject {
            let nodes = nodes(of: subject, in: file)
            check(nodes, Place(file: file, scope: [variables]))
            checkCaseNumber(in: nodes, of: file, variables: variables)
        }
        check(nodes(of: file.body, in: file), Place(file: file, scope: [variables]))
    }

    /// The number of a case is in the subject of every mail about it, whatever else the mail says.
    private mutating func checkCaseNumber(
        in nodes: [TemplateSyntax.Node], of file: TemplateFile, variables: VariableNames
    ) {
        let isThere = nodes.contains { if case .variable("caseNumber", _) = $0 { true } else { false } }
        guard variables["caseNumber"] != nil, !isThere else { return }
        report(
            "the subject lacks the case number", "write [#{{caseNumber}}] in it, outside of any section", at: 1, file)
    }

    private mutating func nodes(of section: TemplateFile.Section, in file: TemplateFile) -> [TemplateSyntax.Node] {
        do throws(TemplateSyntax.Failure) {
            return try TemplateSyntax(section.text, firstLine: section.firstLine).nodes
        } catch {
            report(error.what, error.remedy, at: error.line, file)
            return []
        }
    }

    private mutating func report(_ what: String, _ remedy: String, at line: Int?, _ file: TemplateFile) {
        // What is shared is checked once for each that uses it, and the remedy may name other variables each time.
        guard !problems.contains(where: { $0.file == file.location && $0.line == line && $0.what == what }) else {
            return
        }
        problems.append(TemplateError.Problem(file: file.location, line: line, what: what, remedy: remedy))
    }
}

extension TemplateChecker {
    /// Where a node stands: the file, the names known there, innermost last, and the files that led to it.
    private struct Place {
        var file: TemplateFile
        var scope: [VariableNames]
        var path: [String] = []

        func kind(of name: String) -> VariableKind? { scope.reversed().lazy.compactMap { $0[name] }.first }

        func inside(_ names: VariableNames) -> Place {
            var place = self
            place.scope.append(names)
            return place
        }
    }

    private mutating func check(_ nodes: [TemplateSyntax.Node], _ place: Place) {
        for node in nodes {
            switch node {
            case .text: continue
            case .variable(let name, let line): checkVariable(name, line, place)
            case .section(let name, let line, let isInverted, let nodes):
                checkSection(name, line, isInverted, nodes, place)
            case .partial(let name, let line, _): checkShared(name, line, place)
            case .parent(let name, let line, let nodes): checkParent(name, line, nodes, place)
            case .block(_, _, let nodes): check(nodes, place)
            }
        }
    }

    private mutating func checkVariable(_ name: String, _ line: Int, _ place: Place) {
        switch place.kind(of: name) {
        case .text: return
        case .flag:
            report("\(name) is yes or no and can't be printed", "write {{#\(name)}}…{{/\(name)}}", at: line, place.file)
        case .list:
            report("\(name) is a list and can't be printed", "write {{#\(name)}}…{{/\(name)}}", at: line, place.file)
        case nil: reportUnknown("variable", name, among: place.scope.flatMap(\.keys), at: line, place.file)
        }
    }

    private mutating func checkSection(
        _ name: String, _ line: Int, _ isInverted: Bool, _ nodes: [TemplateSyntax.Node], _ place: Place
    ) {
        switch place.kind(of: name) {
        case .list(let names) where !isInverted: check(nodes, place.inside(names))
        case .text, .flag, .list: check(nodes, place)
        case nil:
            reportUnknown("variable", name, among: place.scope.flatMap(\.keys), at: line, place.file)
            check(nodes, place)
        }
    }

    private mutating func checkShared(_ name: String, _ line: Int, _ place: Place) {
        guard let found = shared[name] else {
            return reportUnknown("template", name, among: Array(shared.keys), at: line, place.file)
        }
        // Rendering would never end, and nothing could stop it.
        guard !place.path.contains(name) else {
            return report("\(name) includes itself", "take {{>\(name)}} out", at: line, place.file)
        }
        check(found.nodes, Place(file: found.file, scope: place.scope, path: place.path + [name]))
    }

    private mutating func checkParent(_ name: String, _ line: Int, _ nodes: [TemplateSyntax.Node], _ place: Place) {
        checkShared(name, line, place)
        guard let parent = shared[name] else { return }
        let known = blocks(in: parent.nodes)
        for node in nodes {
            switch node {
            // White space between blocks, or words that are no part of any.
            case .text: continue
            case .block(let block, let line, let nodes):
                if !known.contains(block) { reportMissing(block, of: parent, among: known, at: line, place.file) }
                check(nodes, place)
            case .variable, .section, .partial, .parent:
                report(
                    "something other than blocks stands in {{<\(name)}}", "write it inside a block", at: line,
                    place.file)
            }
        }
    }

    /// A block that is filled and not there: what it says would be lost without a word.
    private mutating func reportMissing(
        _ block: String, of parent: Shared, among known: [String], at line: Int, _ file: TemplateFile
    ) {
        guard file.isShipped, !parent.file.isShipped else {
            return reportUnknown("block", block, among: known, at: line, file)
        }
        report("the block \(block) is missing", "add {{$\(block)}}{{/\(block)}} where it belongs", at: nil, parent.file)
    }

    private func blocks(in nodes: [TemplateSyntax.Node]) -> [String] {
        nodes.flatMap { node -> [String] in
            switch node {
            case .block(let name, _, let nodes): [name] + blocks(in: nodes)
            case .section(_, _, _, let nodes), .parent(_, _, let nodes): blocks(in: nodes)
            case .text, .variable, .partial: []
            }
        }
    }

    private mutating func reportUnknown(
        _ sort: String, _ name: String, among known: [String], at line: Int, _ file: TemplateFile
    ) {
        let remedy =
            known.nearest(to: name).map { "did you mean \($0)?" }
            ?? "known here: \(Set(known).sorted().joined(separator: ", "))"
        report("unknown \(sort) \(name)", remedy, at: line, file)
    }
}

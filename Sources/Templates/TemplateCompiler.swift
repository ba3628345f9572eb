/// Makes steps of templates that were found right.
struct TemplateCompiler {
    /// A file that others may refer to.
    private struct Shared {
        var text: String
        var nodes: [TemplateSyntax.Node]
    }

    /// What a node may refer to: the names known where it was written, and what replaces blocks there.
    private struct Place {
        /// The innermost last; each with the place of its values among those that are known when the node is rendered.
        var scope: [(names: VariableNames, places: [String: Int], depth: Int)]
        /// How many are known then.
        var height = 1
        var fillings: [String: Filling] = [:]

        func inside(_ names: VariableNames) -> Place {
            var place = self
            place.scope.append((names, names.places, height))
            place.height += 1
            return place
        }

        /// Where several templates fill the same block, the outermost does.
        func filled(by fillings: [String: Filling]) -> Place {
            var place = self
            place.fillings.merge(fillings) { outer, _ in outer }
            return place
        }

        func at(height: Int) -> Place {
            var place = self
            place.height = height
            return place
        }
    }

    /// What replaces a block: it refers to what is known where it was written.
    private struct Filling {
        var nodes: [TemplateSyntax.Node]
        var place: Place
    }

    private let shared: [String: Shared]

    /// A compiler of files of one format, of which `shared` are those that others may refer to.
    init(shared files: [TemplateFile]) {
        shared = Dictionary(
            uniqueKeysWithValues: files.map { file in
                (file.name, Shared(text: file.body.text, nodes: Self.nodes(of: file.body.text)))
            })
    }

    /// The steps of a part of a mail that may use `variables`.
    func steps(of section: TemplateFile.Section, variables: VariableNames) -> [TemplateStep] {
        steps(of: Self.nodes(of: section.text), Place(scope: [(variables, variables.places, 0)]))
    }

    private func steps(of nodes: [TemplateSyntax.Node], _ place: Place) -> [TemplateStep] {
        var steps: [TemplateStep] = []
        for node in nodes { append(node, place, to: &steps) }
        return steps
    }

    private func append(_ node: TemplateSyntax.Node, _ place: Place, to steps: inout [TemplateStep]) {
        switch node {
        case .text(let text): steps.append([.text(text)])
        case .variable(let name, _): steps.append([.value(resolve(name, place).name)])
        case .section(let name, _, let isInverted, let nodes):
            let (name, kind) = resolve(name, place)
            switch (isInverted, kind) {
            case (true, _): steps.append([.inverted(name, self.steps(of: nodes, place))])
            case (false, .list(let names)): steps.append([.section(name, self.steps(of: nodes, place.inside(names)))])
            case (false, .text), (false, .flag): steps.append([.section(name, self.steps(of: nodes, place))])
            }
        case .partial(let name, _, let indentation):
            let file = file(named: name)
            let nodes = indentation.isEmpty ? file.nodes : Self.nodes(of: file.text.indented(by: indentation))
            steps.append(self.steps(of: nodes, place))
        case .parent(let name, _, let nodes):
            var fillings: [String: Filling] = [:]
            for case .block(let name, _, let nodes) in nodes { fillings[name] = Filling(nodes: nodes, place: place) }
            steps.append(self.steps(of: file(named: name).nodes, place.filled(by: fillings)))
        case .block(let name, _, let nodes):
            let filling = place.fillings[name] ?? Filling(nodes: nodes, place: place)
            steps.append(self.steps(of: filling.nodes, filling.place.at(height: place.height)))
        }
    }

    /// Whose name it is: the innermost that has it, whatever its value.
    private func resolve(_ name: String, _ place: Place) -> (name: TemplateStep.Name, kind: VariableKind) {
        for (names, places, depth) in place.scope.reversed() {
            if let kind = names[name], let place = places[name] {
                return (TemplateStep.Name(place: place, depth: depth), kind)
            }
        }
        preconditionFailure("the name \(name) was not checked")
    }

    private func file(named name: String) -> Shared {
        guard let file = shared[name] else { preconditionFailure("the template \(name) was not checked") }
        return file
    }

    private static func nodes(of text: String) -> [TemplateSyntax.Node] {
        do throws(TemplateSyntax.Failure) {
            return try TemplateSyntax(text).nodes
        } catch {
            preconditionFailure("a template was not checked: \(error.what)")
        }
    }
}

extension [TemplateStep] {
    /// Appends steps; text behind text is one text.
    fileprivate mutating func append(_ steps: [TemplateStep]) {
        if case .text(let before)? = last, case .text(let text)? = steps.first {
            self[count - 1] = .text(before + text)
            append(contentsOf: steps.dropFirst())
        } else {
            append(contentsOf: steps)
        }
    }
}

extension String {
    /// The text with white space in front of each line that is not empty.
    fileprivate func indented(by indentation: String) -> String {
        split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : indentation + $0 }
            .joined(separator: "\n")
    }
}

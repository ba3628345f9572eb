/// Writes what the steps of a template say.
struct TemplateRenderer {
    private let format: TemplateFile.Format
    /// Whose values are named: the mail, and behind it the items that its lists are at.
    private var scope: [any TemplateObject]
    private var output = ""

    /// What most mails need.
    private static let usualSize = 16_384

    /// What `steps` say about `object`, with values escaped as the format wants it.
    static func render(_ steps: [TemplateStep], of object: any TemplateObject, as format: TemplateFile.Format) -> String
    {
        var renderer = TemplateRenderer(format: format, scope: [object])
        renderer.run(steps)
        return renderer.output
    }

    private init(format: TemplateFile.Format, scope: [any TemplateObject]) {
        (self.format, self.scope) = (format, scope)
        output.reserveCapacity(Self.usualSize)
    }

    private mutating func run(_ steps: [TemplateStep]) {
        for step in steps {
            switch step {
            case .text(let text): output += text
            case .value(let name): print(value(of: name))
            case .section(let name, let steps): run(steps, for: value(of: name))
            case .inverted(let name, let steps): if value(of: name).isAbsent { run(steps) }
            }
        }
    }

    private mutating func run(_ steps: [TemplateStep], for value: TemplateValue) {
        switch value {
        case .text, .flag: if !value.isAbsent { run(steps) }
        case .list(let items):
            for item in items {
                scope.append(item)
                run(steps)
                scope.removeLast()
            }
        }
    }

    private mutating func print(_ value: TemplateValue) {
        switch (value, format) {
        case (.text(let text), .text): output += text
        case (.text(let text), .html): output += text.escapedForHTML
        case (.flag, _), (.list, _): preconditionFailure("a value that cannot be printed was not checked")
        }
    }

    private func value(of name: TemplateStep.Name) -> TemplateValue { scope[name.depth].value(at: name.place) }
}

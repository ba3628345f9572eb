internal import ArgumentParser
internal import Core
internal import Notifier
internal import Store
internal import Templates

/// `casepost template`: the words of mails.
struct TemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "List the templates of mails, and look at what they make.",
        subcommands: [List.self, Preview.self])

    /// Lists the templates.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the templates, which files of the desk stand in, and the subject with sample data.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object a line.") var json = false

        func run() throws {
            let templates = try TemplateCommand.templates(global)
            let rows = TemplateName.allCases.map { name in
                TemplateJSON(
                    name: name.rawValue, files: templates.ownFiles(of: name),
                    subject: templates.render(.sample(of: name)).subject)
            }.sorted { $0.name < $1.name }
            if json { return try rows.forEach(JSONLine.print) }
            var table = TextTable("Name", "From", "Subject")
            for row in rows { table.add(row.name, row.files.isEmpty ? "shipped" : "own", row.subject) }
            print(table.text)
            let files = templates.ownFiles
            if !files.isEmpty { print("\nThe desk's own: \(files.joined(separator: ", "))") }
        }
    }

    /// Shows what a template makes.
    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "preview",
            abstract: "Print what a template makes of sample data, or of a case.",
            discussion: """
                With --case it is the latest mail of that template about the case, sent or not, made anew: with the \
                templates and the settings of today.
                """)

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print the HTML; the subject and the text otherwise.") var html = false
        @Option(name: .customLong("case"), help: "Make it of that case.", transform: readCaseNumber)
        var caseNumber: CaseNumber?
        @Option(help: "With --case: the mail to that address.", transform: readAddress) var recipient: EmailAddress?
        @Option(
            help: "With sample data: as for an account that chose full, excerpt or link-only.",
            transform: TemplateCommand.content)
        var content: NotificationContent?
        @Argument(help: "A name of casepost template list.", transform: TemplateCommand.name) var name: TemplateName

        func validate() throws {
            if recipient != nil, caseNumber == nil { throw ValidationError("--recipient goes with --case") }
            if content != nil, caseNumber != nil {
                throw ValidationError("--content goes with sample data; with --case the settings say it")
            }
        }

        func run() async throws {
            let mail = try await caseNumber.mapAsync(mail) ?? sample()
            if let fallback = mail.fallback { StandardError.write("casepost: \(fallback)\n") }
            print(html ? mail.html : "Subject: \(mail.subject)\n\n\(mail.text)", terminator: "")
        }

        private func sample() throws -> RenderedMail {
            let sample = TemplateContext.sample(of: name)
            let context: TemplateContext =
                switch content ?? .full {
                case .full: sample
                case .excerpt: sample.cut(to: .sample)
                case .linkOnly: CaseLinkNotice.sample(instead: sample).map { .caseLink($0) } ?? sample
                }
            return try TemplateCommand.templates(global).render(context)
        }

        private func mail(of number: CaseNumber) async throws -> RenderedMail {
            let context = try DeskContext(global)
            let (name, recipient) = (name, recipient)
            let found = try await context.database.read { transaction in
                try transaction.latestMail(about: number, of: name, to: recipient).map {
                    ($0, try transaction.content(of: $0.entry))
                }
            }
            guard let (mail, content) = found else {
                let whom = recipient.map { " to \($0)" } ?? ""
                throw CommandFailure(
                    .noInput,
                    "there is no mail of \(name.rawValue)\(whom) about case \(number); look at: casepost outbox list --state sent --state queued --case \(number)"
                )
            }
            return try context.renderer().words(of: mail, content)
        }
    }

    private static func templates(_ global: GlobalOptions) throws -> TemplateSet {
        try TemplateSet(overrides: Settings.load(global.configFile).site.templates)
    }

    private static func name(_ text: String) throws -> TemplateName {
        try known(text, "there is no template \(text); casepost template list shows those there are")
    }

    private static func content(_ text: String) throws -> NotificationContent {
        try known(text, "--content \(text): write full, excerpt or link-only")
    }

    private static func known<Name: RawRepresentable<String> & CaseIterable>(
        _ text: String, _ problem: String
    ) throws -> Name {
        guard let name = Name(rawValue: text) else {
            throw ValidationError(problem + NearestName.hint(for: text, among: Name.allCases.map(\.rawValue)))
        }
        return name
    }
}

extension Optional {
    /// What `transform` makes of the value, if there is one.
    fileprivate func mapAsync<Other>(_ transform: (Wrapped) async throws -> Other) async rethrows -> Other? {
        guard let self else { return nil }
        return try await transform(self)
    }
}

/// A template as `template list --json` prints it.
private struct TemplateJSON: Encodable {
    var name: String
    var files: [String]
    var subject: String
}

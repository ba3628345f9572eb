internal import Core
internal import FoundationEssentials

/// Reads `casepost.toml` and the preset it names.
struct SettingsFile {
    /// How problems name the file.
    let file: String
    /// What relative paths start from.
    let folder: String

    /// Reads settings from a text.
    func settings(_ text: String) throws(FileProblems) -> Settings {
        var root = TableReader(try TOMLDocument.read(text, file: file), file: file, notYet: NotYet.all)
        let (site, preset) = root.table("site") { self.site(&$0) }
        let store = root.table("store") { self.store(&$0) }
        var mailboxes: [Settings.Mailbox] = []
        root.tables("mailbox") { table in
            if let next = mailbox(&table, preset, beside: mailboxes) { mailboxes.append(next) }
        }
        let smtp = root.table("smtp") { self.smtp(&$0, site: site, first: mailboxes.first) }
        let log = root.table("log") { self.log(&$0) }
        checkLaterTables(&root)
        if !root.has("mailbox") { root.report("mailbox", "is missing; write a [[mailbox]] with name, address and url") }
        root.finish()
        guard let smtp, let preset, root.problems.isEmpty else { throw FileProblems(root.problems) }
        return Settings(site: site, preset: preset, store: store, mailboxes: mailboxes, smtp: smtp, log: log)
    }

    private func site(_ table: inout TableReader) -> (Settings.Site, Preset?) {
        var site = Settings.Site(secretFile: FilePath.resolve("secret.key", in: folder))
        site.name = table.value("name", .text) ?? site.name
        site.publicURL = table.value("public_url", .webURL)
        site.templates = table.value("templates", .path(from: folder))
        site.secretFile = table.value("secret_file", .path(from: folder)) ?? site.secretFile
        let reference = table.has("preset") ? table.value("preset", .text) : "infinite-campus"
        return (site, reference.flatMap { preset($0, &table) })
    }

    private func preset(_ reference: String, _ table: inout TableReader) -> Preset? {
        do throws(PresetFile.Failure) { return try PresetFile.read(reference, from: folder) } catch {
            switch error {
            case .unknown(let text): table.report("preset", text)
            case .bad(let problems): table.add(problems.problems)
            }
            return nil
        }
    }

    private func store(_ table: inout TableReader) -> Settings.Store {
        let database = table.value("url", .url(local: ["sqlite"], folder: folder))
        let blobs = table.value("blobs", .url(local: ["file"], folder: folder))
        return Settings.Store(
            database: database?.path ?? FilePath.resolve("var/casepost.sqlite", in: folder),
            blobs: blobs?.path ?? FilePath.resolve("var/blobs", in: folder))
    }

    private func log(_ table: inout TableReader) -> Settings.Log {
        var log = Settings.Log()
        log.level = table.value("level", .oneOf) ?? log.level
        log.format = table.value("format", .oneOf) ?? log.format
        return log
    }

    /// Keys whose only values of today are those that ask for nothing.
    private func checkLaterTables(_ root: inout TableReader) {
        root.table("notify") {
            _ = $0.value("quiet_seconds", .count)
            _ = $0.value("content", .name(among: ["full", "excerpt", "link-only"]))
        }
        root.table("limits") {
            _ = $0.value("acknowledgements_per_hour", .count)
            _ = $0.value("cases_per_contact_per_hour", .count)
            _ = $0.value("mails_per_case_per_10_minutes", .count)
            _ = $0.value("challenges_per_day", .count)
        }
        root.table("survey") { _ = $0.value("delay_minutes", .count) }
        root.table("dns") { _ = $0.value("servers", .list(of: .text)) }
        root.table("web") { _ = $0.value("listen", .text) }
    }
}

extension Settings {
    /// Reads settings from a file; throws every problem in it at once.
    static func load(_ path: String) throws(FileProblems) -> Settings {
        let text = try TextFile.read(path, advice: "make one with casepost init, or name it with --config")
        return try SettingsFile(file: path, folder: FilePath.folder(of: path)).settings(text)
    }
}

extension ServiceURL {
    /// The path of either kind.
    fileprivate var path: String {
        switch self {
        case .server(_, _, _, let path), .local(_, let path): path
        }
    }
}

extension ValueReader where Value == String {
    /// The address of a web site, without a slash at its end.
    fileprivate static var webURL: Self {
        ValueReader<ServiceURL>.url(servers: ["https", "http"], folder: "").then { url throws(BadValue) in
            guard case .server(let scheme, let host, let port, let path) = url else { return "" }
            let authority = (host.contains(":") ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "")
            return "\(scheme)://\(authority)/\(path)".trimming { $0 == "/" }
        }
    }
}

internal import Core
internal import FoundationEssentials
internal import MailIngest

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
        let (web, machine, saysPages) = root.table("web") { self.web(&$0) }
        let hasPages = site.publicURL != nil && saysPages
        root.tables("mailbox") { table in
            if let next = mailbox(&table, preset, hasPages: hasPages, beside: mailboxes) { mailboxes.append(next) }
        }
        let smtp = root.table("smtp") { self.smtp(&$0, site: site, first: mailboxes.first) }
        let log = root.table("log") { self.log(&$0) }
        var accounts: [Settings.Account] = []
        root.tables("account") { table in if let next = account(&table, preset) { accounts.append(next) } }
        let limits = root.table("limits") { self.limits(&$0) }
        let servers = root.table("dns") { $0.value("servers", .list(of: .socketAddress)) ?? [] }
        let noticesFile = root.table("notices") { $0.value("file", .path(from: folder)) }
        let notify = root.table("notify") { self.notify(&$0) }
        var periods = root.table("retention") { self.retention(&$0, preset) }
        let operatorTerms = root.table("operator") { self.operatorTerms(&$0) }
        let surveyDelay = root.table("survey") { $0.value("delay_minutes", .count) }
        if web != nil, site.publicURL == nil {
            root.report("web", "has pages that no mail can link to; set public_url under [site]")
        }
        if !root.has("mailbox") { root.report("mailbox", "is missing; write a [[mailbox]] with name, address and url") }
        root.finish()
        guard let smtp, let preset, root.problems.isEmpty else { throw FileProblems(root.problems) }
        for index in mailboxes.indices { mailboxes[index].configuration.bounceAddress = smtp.bounceAddress }
        var settings = Settings(
            site: site, preset: preset, store: store, mailboxes: mailboxes, smtp: smtp,
            noticesFile: noticesFile ?? FilePath.resolve("notices.html", in: FilePath.folder(of: store.database)),
            log: log)
        (settings.accounts, settings.limits, settings.dnsServers, settings.web) = (accounts, limits, servers, web)
        settings.surveyDelayMinutes = surveyDelay ?? settings.surveyDelayMinutes
        (settings.machine, settings.operatorTerms) = (machine, operatorTerms)
        for account in accounts { periods.accounts[account.name.lowercased()] = account.retentionDays }
        settings.retention = Retention(periods)
        settings.quietSeconds = notify.quietSeconds ?? settings.quietSeconds
        (settings.onCall, settings.content) = (notify.onCall, notify.content)
        for (user, text) in settings.oauthProblems {
            root.add([FileProblem(file: file, subject: "oauth2 of \(user)", text: text)])
        }
        guard root.problems.isEmpty else { throw FileProblems(root.problems) }
        guard !settings.contents.needPages || hasPages else {
            root.report("web", "is needed where mails leave text out; set listen here, and public_url under [site]")
            throw FileProblems(root.problems)
        }
        return settings
    }

    /// One `[[account]]`: whose word counts for its people, how much text they want in mail, and how long their cases are kept.
    private func account(_ table: inout TableReader, _ preset: Preset?) -> Settings.Account? {
        let name = table.required("name", .text, "write the name of the account as the registry has it")
        let domains = table.value("domains", .list(of: .domain)) ?? []
        let alignment: SenderPolicy.Alignment = table.value("alignment", .oneOf) ?? .listed
        let content: NotificationContent? = table.value("content", .oneOf)
        let retentionDays = caseDays("retention_days", &table, preset)
        return name.map {
            Settings.Account(
                name: $0, policy: SenderPolicy(alignment: alignment, domains: domains), content: content,
                retentionDays: retentionDays)
        }
    }

    private func limits(_ table: inout TableReader) -> DeskLimits {
        var limits = DeskLimits()
        let keys: [(String, WritableKeyPath<DeskLimits, Int>)] = [
            ("acknowledgements_per_hour", \.acknowledgementsPerHour),
            ("acknowledgements_per_day", \.acknowledgementsPerDay),
            ("cases_per_contact_per_hour", \.casesPerContactPerHour),
            ("posts_per_case_per_10_minutes", \.postsPerCasePer10Minutes),
            ("mails_per_case_per_10_minutes", \.mailsPerCasePer10Minutes), ("challenges_per_day", \.challengesPerDay),
            ("challenges_per_hour", \.challengesPerHour),
        ]
        for (key, path) in keys { if let value = table.value(key, .count) { limits[keyPath: path] = value } }
        return limits
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

    /// Where the pages are, and where those who watch the desk are answered: only on this machine, if nobody says more.
    private func web(
        _ table: inout TableReader
    ) -> (pages: Settings.Web?, machine: Settings.Machine?, saysPages: Bool) {
        let pages = table.value("listen", .listenAddress)
        let usual = table.has("listen") ? Settings.Machine.usual : nil
        return (pages, table.value("machine_listen", .machineAddress) ?? usual, table.has("listen"))
    }

    private func log(_ table: inout TableReader) -> Settings.Log {
        var log = Settings.Log()
        log.level = table.value("level", .oneOf) ?? log.level
        log.format = table.value("format", .oneOf) ?? log.format
        return log
    }

    /// How long news waits for more, who is on call, and how much text goes into mail.
    private func notify(
        _ table: inout TableReader
    ) -> (quietSeconds: Int?, onCall: EmailAddress?, content: NotificationContent) {
        (
            table.value("quiet_seconds", .count), table.value("on_call", .address),
            table.value("content", .oneOf) ?? .full
        )
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

extension ValueReader where Value == PublicURL {
    /// The address of a web site.
    fileprivate static var webURL: Self {
        ValueReader<ServiceURL>.url(servers: ["https", "http"], folder: "").then { url throws(BadValue) in
            guard case .server(let scheme, let host, let port, let path) = url else {
                throw BadValue("is no web address; write https://HOST")
            }
            let authority = (host.contains(":") ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "")
            guard let base = PublicURL("\(scheme)://\(authority)/\(path)") else {
                throw BadValue("has a path that no link can be added to; use letters, digits and - only")
            }
            return base
        }
    }
}

extension ValueReader where Value == String {
    /// The name of a domain, in lower case.
    static var domain: Self {
        text.then { text throws(BadValue) in
            guard text.contains("."), let address = EmailAddress("x@\(text)") else {
                throw BadValue("\"\(text)\" is no domain; write it as example.org")
            }
            return address.domain
        }
    }

    /// `IP:PORT`, or an IP address alone; an IPv6 address in brackets where a port follows.
    fileprivate static var socketAddress: Self {
        text.then { text throws(BadValue) in
            guard text.utf8.allSatisfy({ "0123456789abcdefABCDEF.:[]".utf8.contains($0) }) else {
                throw BadValue("\"\(text)\" is no IP address; write it as 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53")
            }
            return text
        }
    }
}

extension ValueReader where Value == Settings.Machine? {
    /// `HOST:PORT`, or nothing between the quotes for nowhere.
    fileprivate static var machineAddress: Self {
        Self { node throws(BadValue) in
            if case .string("") = node.value { return nil }
            let address = try ValueReader<Settings.Web>.listenAddress.read(node)
            return Settings.Machine(host: address.host, port: address.port)
        }
    }
}

extension ValueReader where Value == Settings.Web {
    /// `HOST:PORT`.
    fileprivate static var listenAddress: Self {
        ValueReader<String>.text.then { text throws(BadValue) in
            guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
                (0...65535).contains(port), colon != text.startIndex
            else { throw BadValue("\"\(text)\" is no address to listen on; write it as 127.0.0.1:8080") }
            let host = text[..<colon].trimming { $0 == "[" || $0 == "]" }
            return Settings.Web(host: host, port: port)
        }
    }
}

internal import Core
internal import MailAuth
internal import MailIngest
internal import MailTransport

extension SettingsFile {
    /// One `[[mailbox]]`; `nil` where what it can't do without is missing or bad.
    func mailbox(
        _ table: inout TableReader, _ preset: Preset?, hasPages: Bool, beside others: [Settings.Mailbox]
    ) -> Settings.Mailbox? {
        let name = table.required("name", .identifier, "write the name that commands and the log use")
        let address = table.required("address", .mailboxAddress, "write the address that people write to")
        let url = table.required(
            "url", .url(servers: ["imaps", "imap"], local: ["maildir", "pipe"], folder: folder),
            "write imaps://HOST/FOLDER, maildir:PATH or pipe:")
        let keys = serverKeys(&table, name: name ?? "mailbox")
        let start = table.value("start", .start)
        let pollSeconds = table.value("poll_seconds", .integer(in: 1...86_400))
        let configuration = configuration(&table, name: name, address: address, preset, hasPages)
        guard let configuration, let url else { return nil }
        refuseRepetition(of: configuration, beside: others.map(\.configuration), &table)
        let source = source(url, keys, &table)
        return Settings.Mailbox(configuration: configuration, source: source, start: start, pollSeconds: pollSeconds)
    }

    private func configuration(
        _ table: inout TableReader, name: String?, address: EmailAddress?, _ preset: Preset?, _ hasPages: Bool
    ) -> MailboxConfiguration? {
        let caseTypes = preset?.caseTypes.map(\.name)
        let caseType = table.value("case_type", caseTypes.map { .name(among: $0) } ?? .text)
        let trust = trust(&table)
        let onUnverified = onUnverified(&table, hasPages)
        let accounts = table.value("accounts", .list(of: .text)) ?? []
        let replyDomain = table.value("reply_domain", .domain)
        let disposal: MailboxConfiguration.Disposal = table.value("after", .oneOf) ?? .move
        let processed = table.value("processed_folder", .text) ?? "Casepost/Processed"
        let quarantine = table.value("quarantine_folder", .text) ?? "Casepost/Quarantine"
        guard let name, let address else { return nil }
        return MailboxConfiguration(
            name: name, address: address, replyAddress: replyDomain.flatMap { EmailAddress("case@\($0)") },
            caseType: caseType, trust: trust, onUnverified: onUnverified, accounts: accounts, disposal: disposal,
            processedFolder: processed, quarantineFolder: quarantine)
    }

    private func trust(_ table: inout TableReader) -> TrustPolicy {
        let servers = table.value("authserv_ids", .list(of: .text)) ?? []
        let mode = table.value("ar", .name(among: ["named", "microsoft"])) ?? "named"
        let sealers = table.value("trusted_sealers", .list(of: .domain)) ?? []
        return TrustPolicy(authservIDs: servers, isMicrosoft: mode == "microsoft", trustedSealers: sealers)
    }

    /// Asking needs pages that answers can be given on; without them messages only wait.
    private func onUnverified(_ table: inout TableReader, _ hasPages: Bool) -> InboundRules.OnUnverified {
        let said: InboundRules.OnUnverified? = table.value("on_unverified", .oneOf)
        if said == .confirm, !hasPages {
            table.report(
                "on_unverified",
                "is \"confirm\", which mails links to pages; set public_url under [site] and listen under [web], or write \"hold\""
            )
        }
        return said ?? (hasPages ? .confirm : .hold)
    }

    private func refuseRepetition(
        of mailbox: MailboxConfiguration, beside others: [MailboxConfiguration], _ table: inout TableReader
    ) {
        if others.contains(where: { $0.name == mailbox.name }) {
            table.report("name", "\"\(mailbox.name)\" is another mailbox already; give each a name of its own")
        }
        if others.contains(where: { $0.address == mailbox.address }) {
            table.report("address", "\(mailbox.address) is another mailbox's already; give each an address of its own")
        }
    }

    private func source(
        _ url: ServiceURL, _ keys: ServerKeys, _ table: inout TableReader
    ) -> Settings.Mailbox.Source {
        switch url {
        case .local(let scheme, let path):
            ServerKeys.refuse(in: &table, scheme)
            return scheme == "pipe" ? .pipe : .maildir(path)
        case .server(let scheme, let host, let port, let path):
            ServerKeys.checkLogin(in: &table)
            let endpoint = ServerEndpoint(
                .imap, host: host, port: port ?? (scheme == "imaps" ? 993 : 143),
                tls: keys.tls(host: host, implicitly: scheme == "imaps", &table), caFile: keys.caFile)
            return .imap(endpoint, keys.login, folder: path.isEmpty ? "INBOX" : path)
        }
    }

    /// `[smtp]`; mail comes from the first mailbox unless `from` says otherwise.
    func smtp(_ table: inout TableReader, site: Settings.Site, first: Settings.Mailbox?) -> Settings.SMTP? {
        let url = table.required(
            "url", .url(servers: ["smtp", "smtps"], local: ["maildir"], folder: folder),
            "write smtp://HOST:587, smtps://HOST or maildir:PATH")
        let keys = serverKeys(&table, name: Settings.smtpLogin)
        let from =
            table.value("from", .namedAddress)
            ?? first.map { NamedAddress(name: site.name, address: $0.configuration.address.description) }
        let connections = table.value("connections", .integer(in: 1...64)) ?? 4
        let ratePerMinute = table.value("rate_per_minute", .count) ?? 0
        let bounceAddress = table.value("bounce_address", .mailboxAddress)
        let dkim = dkim(&table)
        guard let url, let from else { return nil }
        let clientName = from.emailAddress?.domain ?? ""
        let destination = destination(url, keys, clientName: clientName, &table)
        return Settings.SMTP(
            destination: destination, from: from, connections: connections, ratePerMinute: ratePerMinute,
            bounceAddress: bounceAddress, dkim: dkim)
    }

    private func destination(
        _ url: ServiceURL, _ keys: ServerKeys, clientName: String, _ table: inout TableReader
    ) -> Settings.SMTP.Destination {
        switch url {
        case .local(let scheme, let path):
            ServerKeys.refuse(in: &table, scheme)
            return .maildir(path)
        case .server(let scheme, let host, let port, let path):
            ServerKeys.checkLogin(in: &table)
            if !path.isEmpty { table.report("url", "has a path; write \(scheme)://HOST:PORT") }
            let endpoint = ServerEndpoint(
                .smtp(clientName: clientName), host: host, port: port ?? (scheme == "smtps" ? 465 : 587),
                tls: keys.tls(host: host, implicitly: scheme == "smtps", &table), caFile: keys.caFile)
            return .server(endpoint, keys.login)
        }
    }

    private func serverKeys(_ table: inout TableReader, name: String) -> ServerKeys {
        ServerKeys(
            login: login(&table, name: name), startTLS: table.value("starttls", .name(among: ["required", "never"])),
            caFile: table.value("ca_file", .path(from: folder)))
    }

    private func login(_ table: inout TableReader, name: String) -> Login? {
        let username = table.value("username", .text)
        let file = table.value("password_file", .path(from: folder))
        let variable = table.value("password_env", .text)
        let tokens = oauth2(&table, name: name)
        if table.has("password") {
            table.refuse("password", "must not stand in this file; use password_file or password_env")
        }
        let source = file.map(PasswordSource.file) ?? variable.map(PasswordSource.environment)
        guard let username, let proof = source.map(Login.Proof.password) ?? tokens.map(Login.Proof.tokens) else {
            return nil
        }
        return Login(username: username, proof: proof)
    }
}

/// The keys that only a server on the network has a use for.
private struct ServerKeys {
    let login: Login?
    let startTLS: String?
    let caFile: String?

    func tls(host: String, implicitly isImplicit: Bool, _ table: inout TableReader) -> TLSPolicy {
        if isImplicit {
            if startTLS == "never" {
                table.report("starttls", "is \"never\" with a URL that encrypts from the start; remove it")
            }
            return .implicit
        }
        guard startTLS == "never" else { return .startTLS }
        if !ServerEndpoint(.imap, host: host, port: 0, tls: .never).isLoopback {
            table.report(
                "starttls", "is \"never\", but \(host) is another machine; use \"required\", or a host of this machine")
        }
        return .never
    }

    /// A name and one place of a password belong together.
    static func checkLogin(in table: inout TableReader) {
        let keys = ["password_file", "password_env", "oauth2"].filter(table.has)
        if keys.count > 1 { table.report(keys[1], "stands beside \(keys[0]); keep one of them") }
        if table.has("username"), keys.isEmpty {
            table.report("username", "has no password; add password_file, password_env or oauth2")
        }
        if !table.has("username"), let key = keys.first { table.report(key, "has no username beside it; add username") }
    }

    /// Refuses them all where there is no server.
    static func refuse(in table: inout TableReader, _ scheme: String) {
        for key in ["username", "password_file", "password_env", "oauth2", "starttls", "ca_file"] where table.has(key) {
            table.report(key, "has no meaning with \(scheme):; remove it")
        }
    }
}

extension ValueReader where Value == EmailAddress {
    /// An address to which `+` and a token of 39 characters can be added: a local part has 64 octets (RFC 5321 section 4.5.3.1.1).
    fileprivate static var mailboxAddress: Self {
        address.then { address throws(BadValue) in
            guard address.localPart.utf8.count <= 24, !address.localPart.contains("+") else {
                throw BadValue(
                    "\"\(address)\" leaves no room for +TOKEN; use one with at most 24 characters before the @, and no +"
                )
            }
            return address
        }
    }
}

extension ValueReader where Value == Settings.Mailbox.Start {
    /// `all`, `now` or a date, as a text or as TOML's own.
    fileprivate static var start: Self {
        Self { node throws(BadValue) in
            let text: String
            switch node.value {
            case .string(let string): text = string
            case .date(let date): text = date
            default: throw BadValue("is \(node.typeName); write \"all\", \"now\" or a date such as 2026-11-20")
            }
            if text == "all" { return .all }
            if text == "now" { return .now }
            guard let date = Instant.read(text) else {
                throw BadValue("\"\(text)\" is neither \"all\" nor \"now\" nor a date; write a date as 2026-11-20")
            }
            return .since(date)
        }
    }
}

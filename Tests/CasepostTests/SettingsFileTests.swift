import Core
import FoundationEssentials
import MailAuth
import MailIngest
import MailTransport
import TestSupport
import Testing

@testable import casepost

/// Six lines that make a desk; further ones belong to the mailbox until a table begins.
private let base = """
    [smtp]
    url = "maildir:out"
    [[mailbox]]
    name = "support"
    address = "support@example.org"
    url = "maildir:in"

    """

private func settings(_ text: String) throws -> Settings {
    try SettingsFile(file: "casepost.toml", folder: "/desk").settings(text)
}

@Suite("casepost.toml", .ownThread)
struct SettingsFileTests {
    @Test("six lines are enough, and the rest has defaults")
    func defaults() throws {
        let settings = try settings(base)
        #expect(settings.site.name == "Support")
        #expect(settings.site.publicURL == nil)
        #expect(settings.content == .full && !settings.contents.needPages)
        #expect(settings.site.templates == nil)
        #expect(settings.site.secretFile == "/desk/secret.key")
        #expect(settings.preset.name == "infinite-campus")
        #expect(settings.store.database == "/desk/var/casepost.sqlite")
        #expect(settings.store.blobs == "/desk/var/blobs")
        #expect(settings.smtp.from == NamedAddress(name: "Support", address: "support@example.org"))
        #expect(settings.smtp.connections == 4)
        #expect(settings.log.level == .info)
        #expect(settings.log.format == .text)
        let mailbox = try #require(settings.mailbox(named: "support"))
        #expect(mailbox.start == nil)
        #expect(mailbox.pollSeconds == nil)
        #expect(mailbox.configuration.disposal == .move)
        #expect(mailbox.configuration.processedFolder == "Casepost/Processed")
        #expect(mailbox.configuration.quarantineFolder == "Casepost/Quarantine")
        #expect(mailbox.configuration.trust.authservIDs == [])
        #expect(mailbox.configuration.caseType == nil)
        #expect(mailbox.configuration.onUnverified == .hold, "nobody can be asked without pages")
        guard case .maildir("/desk/in") = mailbox.source, case .maildir("/desk/out") = settings.smtp.destination else {
            Issue.record("\(mailbox.source), \(settings.smtp.destination)")
            return
        }
    }

    @Test(
        "machines that watch are answered beside the pages on loopback, elsewhere where somebody says so, or not at all",
        arguments: [
            ("", nil), ("[web]\nlisten = \"127.0.0.1:8080\"", Settings.Machine.usual),
            ("[web]\nlisten = \"127.0.0.1:8080\"\nmachine_listen = \"\"", nil),
            ("[web]\nmachine_listen = \"[::1]:9\"", Settings.Machine(host: "::1", port: 9)),
        ] as [(String, Settings.Machine?)])
    func machine(_ web: String, _ machine: Settings.Machine?) throws {
        let settings = try settings("[site]\npublic_url = \"https://a.example\"\n" + base + web)
        #expect(settings.machine == machine)
        #expect((settings.web == nil) == !web.contains("\nlisten"))
    }

    @Test("every documented key that this version can serve is read")
    func everyKey() throws {
        let settings = try settings(
            """
            [site]
            name       = "Campus Support"
            public_url = "https://support.example.org/"
            preset     = "campusm"
            templates  = "templates"
            secret_file = "/etc/casepost/secret.key"
            [store]
            url   = "sqlite:/srv/casepost.sqlite"
            blobs = "file:/srv/blobs"
            [[mailbox]]
            name     = "support"
            address  = "support@example.org"
            url      = "imaps://imap.example.org/INBOX"
            username = "support@example.org"
            password_file = "imap.password"
            starttls = "required"
            ca_file  = "ca.pem"
            case_type = "ask a question"
            start    = "all"
            after    = "seen"
            processed_folder  = "Done"
            quarantine_folder = "Bad"
            authserv_ids = ["mx.example.org", "mx2.example.org"]
            on_unverified = "confirm"
            ar = "microsoft"
            trusted_sealers = ["Lists.example.org"]
            accounts = ["Lakeside"]
            reply_domain = "reply.example.org"
            poll_seconds = 5
            [[mailbox]]
            name = "hosting"
            address = "hosting@example.org"
            url = "imap://127.0.0.1:1143/Shared/Hosting%20Team"
            starttls = "never"
            [smtp]
            url      = "smtp://mail.example.org"
            username = "sender"
            password_env = "SMTP_PASSWORD"
            starttls = "required"
            ca_file  = "/etc/ca.pem"
            from     = "Desk <desk@example.org>"
            connections = 16
            bounce_address = "bounces@example.org"
            rate_per_minute = 120
            [notify]
            quiet_seconds = 5
            content = "excerpt"
            [limits]
            acknowledgements_per_hour = 5
            cases_per_contact_per_hour = 0
            mails_per_case_per_10_minutes = 7
            challenges_per_day = 1
            [[account]]
            name = "Lakeside"
            domains = ["Lakeside.example"]
            alignment = "relaxed"
            content = "link-only"
            retention_days = 730
            [retention]
            raw_days = 10
            held_days = 0
            case_days = 1095
            [dns]
            servers = ["127.0.0.1:5353", "[::1]:53"]
            [web]
            listen = "127.0.0.1:8080"
            [log]
            level = "debug"
            format = "json"
            """)
        #expect(settings.site.publicURL?.description == "https://support.example.org")
        #expect(settings.smtp.ratePerMinute == 120)
        #expect(settings.web == Settings.Web(host: "127.0.0.1", port: 8080))
        #expect(settings.quietSeconds == 5)
        #expect(settings.dnsServers == ["127.0.0.1:5353", "[::1]:53"])
        #expect(settings.limits.acknowledgementsPerHour == 5 && settings.limits.casesPerContactPerHour == 0)
        #expect(settings.limits.mailsPerCasePer10Minutes == 7 && settings.limits.challengesPerDay == 1)
        let lakeside = SenderPolicy(alignment: .relaxed, domains: ["lakeside.example"])
        #expect(
            settings.accounts == [
                Settings.Account(name: "Lakeside", policy: lakeside, content: .linkOnly, retentionDays: 730)
            ])
        let periods = settings.retention.periods
        #expect(periods.rawDays == 10 && periods.heldDays == nil && periods.caseDays == 1095)
        #expect(periods.sentDays == 90 && periods.auditDays == 2557 && periods.accounts == ["lakeside": 730])
        #expect(settings.smtp.bounceAddress?.description == "bounces@example.org")
        #expect(settings.content == .excerpt && settings.contents.content(for: "lakeside") == .linkOnly)
        #expect(settings.site.templates == "/desk/templates")
        #expect(settings.site.secretFile == "/etc/casepost/secret.key")
        #expect(settings.preset.name == "campusm")
        #expect(settings.store.database == "/srv/casepost.sqlite")
        #expect(settings.smtp.from == NamedAddress(name: "Desk", address: "desk@example.org"))
        #expect(settings.smtp.connections == 16)
        #expect(settings.log.level == .debug)
        #expect(settings.log.format == .json)
        let support = settings.mailboxes[0]
        #expect(support.configuration.caseType == "Ask a Question")
        #expect(support.configuration.disposal == .seen)
        #expect(support.configuration.trust.authservIDs == ["mx.example.org", "mx2.example.org"])
        #expect(support.configuration.trust.isMicrosoft)
        #expect(support.configuration.trust.trustedSealers == ["lists.example.org"])
        #expect(support.configuration.onUnverified == .confirm)
        #expect(support.configuration.accounts == ["Lakeside"])
        #expect(support.configuration.replyAddress.description == "case@reply.example.org")
        #expect(support.configuration.bounceAddress?.description == "bounces@example.org")
        #expect(support.configuration.processedFolder == "Done")
        #expect(support.configuration.quarantineFolder == "Bad")
        #expect(support.start == .all)
        #expect(support.pollSeconds == 5)
        guard case .imap(let imaps, let login, "INBOX") = support.source,
            case .imap(let imap, nil, "Shared/Hosting Team") = settings.mailboxes[1].source,
            case .server(let smtp, let sender) = settings.smtp.destination
        else {
            Issue.record("\(settings)")
            return
        }
        #expect(
            imaps == ServerEndpoint(.imap, host: "imap.example.org", port: 993, tls: .implicit, caFile: "/desk/ca.pem"))
        #expect(login == Login(username: "support@example.org", proof: .password(.file("/desk/imap.password"))))
        #expect(imap == ServerEndpoint(.imap, host: "127.0.0.1", port: 1143, tls: .never))
        #expect(
            smtp
                == ServerEndpoint(
                    .smtp(clientName: "example.org"), host: "mail.example.org", port: 587, tls: .startTLS,
                    caFile: "/etc/ca.pem"))
        #expect(sender == Login(username: "sender", proof: .password(.environment("SMTP_PASSWORD"))))
    }

    @Test(
        "where a server is, and how it is encrypted",
        arguments: [
            ("imap://mail.example.org", "mail.example.org", 143, TLSPolicy.startTLS, "INBOX"),
            ("imap://[::1]:1143/\"\nstarttls = \"never", "::1", 1143, .never, "INBOX"),
            ("imaps://mail.example.org:1993/Support/In", "mail.example.org", 1993, .implicit, "Support/In"),
            ("IMAPS://mail.example.org/Gro%C3%9F", "mail.example.org", 993, .implicit, "Groß"),
        ])
    func endpoints(_ url: String, _ host: String, _ port: UInt16, _ tls: TLSPolicy, _ folder: String) throws {
        let settings = try settings(base.replacing("maildir:in", with: url))
        guard case .imap(let endpoint, nil, let found) = settings.mailboxes[0].source else {
            Issue.record("\(settings.mailboxes[0].source)")
            return
        }
        #expect(endpoint == ServerEndpoint(.imap, host: host, port: port, tls: tls))
        #expect(found == folder)
    }

    @Test(
        "from when mail counts",
        arguments: [
            ("\"all\"", "all"), ("\"now\"", "now"), ("2026-11-20", "2026-11-20T00:00:00Z"),
            ("\"2026-11-20\"", "2026-11-20T00:00:00Z"), ("\"2026-11-20T14:03:00-06:00\"", "2026-11-20T20:03:00Z"),
            ("2026-11-20T14:03:00Z", "2026-11-20T14:03:00Z"),
        ])
    func start(_ value: String, _ expected: String) throws {
        let found =
            switch try settings(base + "start = \(value)").mailboxes[0].start {
            case .all: "all"
            case .now: "now"
            case .since(let date): date.formatted(.iso8601)
            case nil: "nothing"
            }
        #expect(found == expected)
    }
}

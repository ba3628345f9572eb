internal import Core
internal import FoundationEssentials
internal import Logging
internal import MailAuth
internal import MailIngest
internal import MailTransport
internal import Store
internal import Templates

/// Looks at everything that a desk stands on, beside a running gateway and without changing anything.
///
/// ``examinations(_:)`` is the place where one more is added.
struct Doctor: Sendable {
    let settings: Settings
    let logins: Logins
    let now: @Sendable () -> Date

    /// Reads the settings; throws what is wrong with them.
    init(_ global: GlobalOptions) throws {
        settings = try DeskContext.settings(global)
        logins = try Logins(settings, log: .casepost(settings.log, atLeast: .critical), now: global.clock)
        now = global.clock
    }

    /// Looks at the database first, as others need it, then at all else at once.
    func run() async -> [Diagnosis] {
        let storage = Examination("database", limit: .seconds(60)) { [settings] in
            await StorageExamination(store: settings.store).run()
        }
        var first =
            [.ok("settings", "\(settings.mailboxes.count) mailboxes, from \(settings.smtp.from.address)")]
            + (await storage.run())
        let isCurrent = first.contains { $0.check == "database" && $0.state == .ok }
        var database: DeskDatabase?
        if isCurrent, !first.hasFailed {
            do {
                database = try self.database()
            } catch {
                first += Diagnosis.failed("database", because: error)
            }
        }
        return first + (await Examination.all(examinations(database)))
    }

    /// Opens the database, which must be of this version.
    func database() throws -> DeskDatabase {
        try DeskDatabase(
            path: settings.store.database, blobFolder: settings.store.blobs, digest: { Digest.sha256($0) })
    }

    /// All that is looked at, in the order in which it is told.
    private func examinations(_ database: DeskDatabase?) -> [Examination] {
        [
            Examination("keys", { [file = settings.site.secretFile] in Self.keys(file) }),
            Examination("templates", { [folder = settings.site.templates] in Self.templates(folder) }),
        ] + tokens + mailboxes(database) + [
            Examination("smtp") { [settings, logins] in
                await OutgoingExamination(smtp: settings.smtp, logins: logins).run()
            },
            Examination("dns") { [self] in await sendingDomain() },
            Examination("gateway") { [path = settings.store.database] in
                [.gateway(GatewayLock.holder(besides: path))]
            },
            Examination("registry") { [self] in await contents(of: database) },
            Examination("web") { [settings] in [.web(settings.web, settings.site.publicURL)] },
        ]
    }

    /// Every login with tokens has one made for it now.
    private var tokens: [Examination] {
        logins.entries.map { entry in
            Examination("oauth", of: entry.login.settings.client.name) { [now] in
                do {
                    _ = try await entry.tokens.token()
                    return [.oauth(entry.report(at: now()))]
                } catch {
                    let report = entry.report(at: now())
                    return report.needsPerson
                        ? [.oauth(report)] : Diagnosis.failed("oauth", of: report.login, because: error)
                }
            }
        }
    }

    private func mailboxes(_ database: DeskDatabase?) -> [Examination] {
        settings.mailboxes.map { mailbox in
            Examination("mailbox", of: mailbox.configuration.name) { [logins] in
                await MailboxExamination(mailbox: mailbox, database: database, logins: logins).run()
            }
        }
    }

    private static func keys(_ file: String) -> [Diagnosis] {
        do throws(FileProblems) {
            let keys = try SecretKeyFile.read(file)
            return [.ok("keys", keys.count == 1 ? "1 key in \(file)" : "\(keys.count) keys in \(file)")]
        } catch { return Diagnosis.failed("keys", because: error) }
    }

    private static func templates(_ folder: String?) -> [Diagnosis] {
        do throws(TemplateError) {
            let own = try TemplateSet(overrides: folder).ownFiles.count
            _ = try PageSet(overrides: folder)
            return [.ok("templates", own == 0 ? "those that come with the program" : "\(own) of your own, all compile")]
        } catch { return Diagnosis.failed("templates", because: error) }
    }

    private func sendingDomain() async -> [Diagnosis] {
        let resolver: SystemTXTResolver
        do { resolver = try DeskContext.systemResolver(settings.dnsServers) } catch {
            return Diagnosis.failed("dns", because: error)
        }
        guard let author = settings.smtp.from.emailAddress else {
            return [
                .failed(
                    "dns", "\(settings.smtp.from.address) is not an e-mail address", "correct from under [smtp]")
            ]
        }
        let domain = SendingDomain(
            author: author.domain, envelope: (settings.smtp.bounceAddress ?? author).domain, outgoingHost: outgoingHost,
            reports: "postmaster@\(author.domain)",
            signers: { [dkim = settings.smtp.dkim] in try DKIMKeyFile.signers(dkim) }, resolver: resolver)
        return await domain.run(at: now())
    }

    private var outgoingHost: String? {
        guard case .server(let endpoint, _) = settings.smtp.destination, !endpoint.isLoopback else { return nil }
        return endpoint.host
    }

    private func contents(of database: DeskDatabase?) async -> [Diagnosis] {
        let (now, zone) = (now(), settings.preset.calendar.timeZone)
        let hasZone = CaseRules(settings.preset) != nil
        guard let database else { return [.clock(latest: nil, hasTimeZone: hasZone, timeZone: zone, at: now)] }
        do {
            return try await database.read { transaction in
                let (size, figures) = (try transaction.registrySize(), try transaction.figures(at: now))
                return [
                    .registry(contacts: size.contacts, advisors: size.advisors),
                    .outbox(oldest: figures.oldestWaitingMail, try transaction.transportPause(), at: now),
                    .held(count: figures.heldMessages, oldest: figures.oldestHeldMessage, at: now),
                    .clock(latest: try transaction.latestStoredTime(), hasTimeZone: hasZone, timeZone: zone, at: now),
                ]
            }
        } catch { return Diagnosis.failed("registry", because: error) }
    }
}

/// Looks at the database and the folders that the desk keeps things in; blocks no shared thread.
struct StorageExamination: Sendable {
    let store: Settings.Store

    func run() async -> [Diagnosis] {
        do { return try await OwnThread.run { [self] in look() } } catch {
            return Diagnosis.failed("database", because: error)
        }
    }

    private func look() -> [Diagnosis] {
        let folder = StoragePlace(at: FilePath.folder(of: store.database))
        return [
            .storage("data folder", folder, setting: "store.url"),
            .storage("blob folder", StoragePlace(at: store.blobs), setting: "store.blobs"),
        ] + (folder.isWritable ? database() : [])
    }

    private func database() -> [Diagnosis] {
        guard FileManager.default.fileExists(atPath: store.database) else {
            return [
                .warning(
                    "database", "\(store.database) is not there yet",
                    "nothing on a new desk: casepost contact import makes it; else correct store.url, or restore a backup"
                )
            ]
        }
        do { return [.database(try DatabaseExamination(of: store.database), store.database)] } catch {
            return Diagnosis.failed("database", because: error)
        }
    }
}

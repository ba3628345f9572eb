internal import Core
internal import FoundationEssentials
internal import MailAuth
internal import MailIngest
internal import MailTransport
internal import Notifier
internal import Store

/// One mail out and back: sent as all mail is, found where mail comes in, and removed there.
///
/// It goes to where answers go, `support+test@…`, so that it tests plus addresses or the reply domain as well.
struct LoopTest: Sendable {
    /// So often is looked whether it is there.
    private static let pause = Duration.milliseconds(500)
    /// So long is tried to remove it.
    private static let cleaning = Duration.seconds(30)

    let doctor: Doctor
    let mailbox: Settings.Mailbox
    let patience: Duration

    private var name: String { mailbox.configuration.name }
    private var settings: Settings { doctor.settings }

    func run() async -> [Diagnosis] {
        do { return [try await test()] } catch { return Diagnosis.failed("loop test", of: name, because: error) }
    }

    private func test() async throws -> Diagnosis {
        guard case .server(let endpoint, let login) = settings.smtp.destination else {
            return .failed(
                "loop test", of: name, "nothing was sent: mail is only written into a folder",
                "set url under [smtp] to a server that sends it")
        }
        guard FileManager.default.fileExists(atPath: settings.store.database) else {
            return .failed(
                "loop test", of: name, "nothing was sent: the desk has no database yet",
                "run casepost contact import first")
        }
        let database = try doctor.database()
        let keys = try SecretKeyFile.read(settings.site.secretFile)
        guard let ring = KeyRing(keys, tenant: try database.deskName()) else {
            throw CommandFailure(
                .configuration, "\(settings.site.secretFile) has no usable key; run casepost key rotate")
        }
        let line = try await database.read { try $0.latestLine() }
        let letter = try letter(signedBy: try DKIMKeyFile.signers(settings.smtp.dkim), ReplyTokens(keys: ring))
        let places = try await places(of: letter)
        let pool = SMTPPool(endpoint: endpoint, credentials: try doctor.logins.source(login), connections: 1)
        let start = ContinuousClock.now
        let outcome = await pool.deliver([letter.mail]).first
        let out = ContinuousClock.now - start
        await pool.close()
        if let refusal = refusal(outcome) {
            await places.close()
            return refusal
        }
        let found = try await LoopTestSearch(
            places: places, database: database, letter: letter, line: line
        ).run(until: .now + patience, every: Self.pause, cleaning: Self.cleaning)
        let back = ContinuousClock.now - start
        await places.close()
        return .loopTest(
            found, out: out, back: found.foundAt.map { $0 - start } ?? back, letter, of: mailbox.configuration)
    }

    private func letter(signedBy signers: [DKIMSigner], _ tokens: ReplyTokens) throws -> LoopTestLetter {
        guard let from = settings.smtp.from.emailAddress else {
            throw CommandFailure(.configuration, "smtp.from: \(settings.smtp.from.address) is not an e-mail address")
        }
        return try LoopTestLetter(
            from: from, to: mailbox.configuration.replyAddress, reversePath: settings.smtp.bounceAddress ?? from,
            siteName: settings.site.name, tokens: tokens, signers: signers, at: Date())
    }

    private func places(of letter: LoopTestLetter) async throws -> LoopTestPlaces {
        let configuration = mailbox.configuration
        switch mailbox.source {
        case .imap(let endpoint, let login, let folder):
            let session = try await IMAPSession.opened(endpoint, as: try doctor.logins.source(login))
            _ = try await session.select(folder)
            return .imap(session, [folder, configuration.processedFolder, configuration.quarantineFolder])
        case .maildir(let path): return .maildir(path)
        case .pipe: return .ledger
        }
    }

    private func refusal(_ outcome: DeliveryOutcome?) -> Diagnosis? {
        switch outcome {
        case .accepted: nil
        case .refused(let reply, _):
            .failed(
                "loop test", of: name, "the outgoing server refused the mail: \(reply)",
                "mend what it says; from under [smtp] may be an address that this login must not use")
        case .failed(let failure, _):
            .failed("loop test", of: name, "\(failure.summary): \(failure.detail)", failure.advice)
        case nil: .failed("loop test", of: name, "nothing was sent", "run casepost doctor --send-test again")
        }
    }
}

/// The test mail.
struct LoopTestLetter: Sendable {
    let id: MessageID
    let subject: String
    let mail: MailObject

    init(
        from: EmailAddress, to base: EmailAddress, reversePath: EmailAddress, siteName: String, tokens: ReplyTokens,
        signers: [DKIMSigner], at now: Date
    ) throws {
        let number = Int64.random(in: 1..<(1 << 39))
        guard let to = EmailAddress("\(base.localPart)+test@\(base.domain)") else {
            throw CommandFailure(.configuration, "\(base): leaves no room for +test before the @")
        }
        id = tokens.loopTestID(number, domain: from.domain, at: now)
        subject = "Casepost test \(number)"
        let outgoing = OutgoingMail(
            from: .init(name: siteName, address: from), to: .init(address: to), replyTo: nil, subject: subject,
            date: now,
            messageID: id, autoSubmitted: .autoGenerated,
            text: """
                This mail tests the way out and back; casepost doctor sent it
                and removes it again. If you see it, nobody did: delete it.

                """)
        let content = MailComposer.compose(outgoing)
        var fields: [UInt8] = []
        for signer in signers { fields += try signer.field(for: content, at: now) }
        mail = MailObject(
            envelope: Envelope(reversePath: reversePath, recipient: to), content: fields + content,
            hasInternationalHeader: outgoing.needsSMTPUTF8)
    }
}

extension Diagnosis {
    /// What became of the test mail.
    static func loopTest(
        _ found: LoopTestFinding, out: Duration, back: Duration, _ letter: LoopTestLetter,
        of mailbox: MailboxConfiguration
    ) -> Diagnosis {
        let (check, recipient) = ("loop test", letter.mail.envelope.recipient)
        let sent = "sent in \(seconds(out))"
        guard found.foundAt != nil else {
            return .failed(
                check, of: mailbox.name, "\(sent), and not back after \(seconds(back))",
                "look for \(letter.id) in the log of your outgoing server, and in the junk folder; mail to "
                    + "\(recipient) must reach this mailbox (Postfix: recipient_delimiter = +, or set reply_domain)")
        }
        let taken = found.isTakenIn ? ", taken in by the gateway (its line in the ledger stays)" : ""
        let text = "\(sent), back in \(seconds(back))\(taken)"
        guard found.isGone else {
            return .warning(
                check, of: mailbox.name, "\(text), and could not be removed",
                "delete the mail \"\(letter.subject)\" from the mailbox by hand")
        }
        if let skew = found.skew, abs(skew) > 60 {
            return .warning(
                check, of: mailbox.name, "\(text); the mail server's clock is \(Int(skew)) seconds from ours",
                "set the clocks of both machines (timedatectl set-ntp true)")
        }
        return .ok(check, of: mailbox.name, "\(text), and removed")
    }

    private static func seconds(_ duration: Duration) -> String {
        let hundredths = Int((duration / .milliseconds(10)).rounded())
        let (whole, rest) = (hundredths / 100, hundredths % 100)
        return "\(whole).\(rest < 10 ? "0" : "")\(rest) s"
    }
}

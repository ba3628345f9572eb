internal import Core
internal import FoundationEssentials
internal import MailAuth

/// What receivers find in the DNS about the domain of the desk's mail.
struct SendingDomain: Sendable {
    /// The DNS has so long for all of it.
    private static let patience = Duration.seconds(15)

    /// The domain of the author of all mail.
    let author: String
    /// The domain of the address that undeliverable mail returns to; SPF is about it.
    let envelope: String
    /// The server that mail is handed to, unless that is this machine.
    let outgoingHost: String?
    /// Where reports of receivers may go.
    let reports: String
    /// Throws where the file of a key is wrong.
    let signers: @Sendable () throws -> [DKIMSigner]
    let resolver: any TXTResolver

    func run(at now: Date) async -> [Diagnosis] {
        let deadline = ContinuousClock.now + Self.patience
        let answer = await resolver.records(of: envelope, before: deadline)
        if case .failure(let reason) = answer { return [.silentDNS(reason)] }
        let policy = await PolicyDiscovery.policy(of: author, resolver, before: deadline)
        return [
            .ok("dns", "answers"),
            .spf(answer, of: envelope, for: author, through: outgoingHost),
        ] + (await signing(at: now)) + [.dmarc(policy, of: author, reports: reports)]
    }

    private func signing(at now: Date) async -> [Diagnosis] {
        do {
            let signers = try signers()
            let check = SigningCheck(signers: signers, authorDomain: author)
            return [.dkim(await check.findings(resolver, at: now), isSigned: !signers.isEmpty)]
        } catch { return Diagnosis.failed("dkim", because: error) }
    }
}

extension Diagnosis {
    /// No answer at all.
    static func silentDNS(_ reason: String) -> Diagnosis {
        .failed(
            "dns", "\(reason): signatures of incoming mail can't be verified",
            "set servers under [dns], or mend /etc/resolv.conf; SPF, DKIM and DMARC were not looked at")
    }

    /// Which servers may send for a domain (RFC 7208).
    static func spf(_ answer: TXTAnswer, of envelope: String, for author: String, through host: String?) -> Diagnosis {
        var records: [String] = []
        if case .records(let all, _) = answer {
            records = all.map { String(decoding: $0, as: UTF8.self) }.filter {
                $0.lowercased() == "v=spf1" || $0.lowercased().hasPrefix("v=spf1 ")
            }
        }
        guard let record = records.first else {
            let servers = host.map { "a:\($0)" } ?? "mx"
            return .warning(
                "spf", "\(envelope) names no servers that may send for it",
                "publish, with all that send for it: \(envelope). IN TXT \"v=spf1 \(servers) ~all\"")
        }
        guard records.count == 1 else {
            return .failed(
                "spf", "\(envelope) has \(records.count) SPF records, and receivers take that for an error",
                "make one TXT record of them that begins with v=spf1")
        }
        let terms = record.lowercased().split(separator: " ")
        if terms.contains("+all") || terms.contains("all") {
            return .warning(
                "spf", "\(envelope) lets everybody send for it: \(record)", "end the record with ~all or -all")
        }
        guard isAligned(envelope, author) else {
            return .warning(
                "spf",
                "\(envelope) has \"\(record)\", which says nothing about \(author): DMARC then rests on DKIM alone",
                "set bounce_address under [smtp] to an address at \(author)")
        }
        return .ok("spf", "\(envelope) has \"\(record)\", aligned with \(author)")
    }

    /// What signs mail, and whether receivers believe it.
    static func dkim(_ findings: [SigningCheck.Finding], isSigned: Bool) -> Diagnosis {
        guard isSigned else {
            return .warning(
                "dkim", "casepost does not sign; whether your outgoing server does is not known here",
                "look at a mail that came through it for a DKIM-Signature with d= your domain; if there is none: casepost dkim new s1"
            )
        }
        if let bad = findings.first(where: { $0.weight == .bad }) {
            let record = bad.record.map { ": \($0.zoneLine)" } ?? ""
            return .failed("dkim", "\(bad.name): \(bad.text)", "see casepost dkim check\(record)")
        }
        if let unknown = findings.first(where: { $0.weight == .unknown }) {
            return .warning("dkim", "\(unknown.name): \(unknown.text)", "run casepost dkim check later")
        }
        let names = Set(findings.map(\.name)).sorted().joined(separator: ", ")
        return .ok("dkim", "\(names): published, and a sample verifies; aligned")
    }

    /// What receivers do with mail that is neither (RFC 9989).
    static func dmarc(
        _ policy: AuthenticationReport.PublishedPolicy?, of author: String, reports: String
    ) -> Diagnosis {
        guard let policy else {
            return .warning(
                "dmarc", "\(author) has no DMARC policy: some receivers refuse such mail",
                "publish: _dmarc.\(author). IN TXT \"v=DMARC1; p=none; rua=mailto:\(reports)\"")
        }
        return .ok("dmarc", "p=\(policy.policy), from \(policy.domain)")
    }

    /// Whether two domains count as one owner's; for certain only the DNS could say.
    private static func isAligned(_ one: String, _ other: String) -> Bool {
        guard let one = DomainName.ascii(one), let other = DomainName.ascii(other) else { return false }
        return DomainName.isWithin(one, other) || DomainName.isWithin(other, one)
    }
}

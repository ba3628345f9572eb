extension SenderVerification {
    /// Draws the conclusion from the evidence: a server that is believed first, the author's own signature second, a
    /// chain of seals last.
    ///
    /// What fails of our own checks is never held against a message: mail is changed on its way, and keys are replaced.
    /// Without `ours` nobody asks whether a signed message was written to the desk.
    public static func judge(
        _ report: AuthenticationReport, policy: SenderPolicy, ours: OwnAddresses?
    ) -> SenderVerification {
        switch report.author {
        case .missing:
            return SenderVerification(address: nil, assurance: .none, reason: "No author is named in From.")
        case .ambiguous(let why):
            return SenderVerification(
                address: nil, assurance: .contradicted, reason: "From can be read in more than one way: \(why).",
                doubt: .ambiguous)
        case .malformed(let why):
            return SenderVerification(
                address: nil, assurance: .contradicted,
                reason: "From has something in it that no mail program writes: \(why).", doubt: .malformed)
        case .address(let address):
            return Judgement(report: report, policy: policy, ours: ours, author: address).verdict
        }
    }
}

/// One message's evidence weighed against one author.
private struct Judgement {
    let report: AuthenticationReport
    let policy: SenderPolicy
    let ours: OwnAddresses?
    let author: EmailAddress

    /// The author's domain in A-labels, as servers and signatures name it.
    private var domain: String { DomainName.ascii(author.domain) ?? author.domain }

    var verdict: SenderVerification {
        statement ?? signature ?? chain ?? nothing
    }

    private func proven(_ by: SenderVerification.Witness, _ reason: String) -> SenderVerification {
        SenderVerification(address: author, assurance: .authenticated, by: by, reason: reason)
    }

    /// What the trusted server's word settles.
    private var statement: SenderVerification? {
        guard let statement = report.statement else { return nil }
        let vouching = statement.dkim.first { finding in
            finding.value == "pass" && finding.domain.map { policy.accepts($0, for: domain) } ?? false
        }
        switch (dmarc(of: statement), policy.alignment) {
        case ("pass", .strict) where !namesTheVeryDomain(statement):
            return nil
        case ("pass", _):
            return proven(
                .authenticationResults,
                "\(statement.server), which this desk believes, confirms that \(author.domain) vouches for it (dmarc=pass)."
            )
        case ("fail", _):
            return chain
                ?? SenderVerification(
                    address: author, assurance: .contradicted,
                    reason:
                        "\(statement.server), which this desk believes, says that \(author.domain) disowns it (dmarc=fail)."
                )
        default:
            return vouching.map { finding in
                proven(
                    .authenticationResults,
                    "\(statement.server), which this desk believes, confirms a signature of \(finding.domain ?? "").")
            }
        }
    }

    /// DMARC's result, if it is about the author's domain.
    private func dmarc(of statement: AuthenticationReport.ServerStatement) -> String? {
        statement.dmarc.flatMap { $0.domain == domain ? $0.value : nil }
    }

    private func namesTheVeryDomain(_ statement: AuthenticationReport.ServerStatement) -> Bool {
        (statement.dkim + [statement.spf].compactMap { $0 }).contains {
            $0.value == "pass" && $0.domain == domain
        }
    }

    private var aligned: [AuthenticationReport.Signature] {
        report.signatures.filter { policy.accepts($0.domain, for: domain) }
    }

    /// What a signature of the author's domain settles, checked by ourselves.
    private var signature: SenderVerification? {
        let good = aligned.filter { $0.result == .pass && $0.weakness == nil }
        let written = good.first { signature in
            ours.map { signature.signedRecipients.contains(where: $0.contains) } ?? true
        }
        if let signature = written {
            return proven(.dkim, "It carries a valid signature of \(signature.domain), checked by this desk itself.")
        }
        guard let replayed = good.first else { return nil }
        return SenderVerification(
            address: author, assurance: .none,
            reason:
                "It carries a valid signature of \(replayed.domain), but was written to somebody else: anyone who got it may have sent it on.",
            doubt: .replay)
    }

    /// What a chain of seals settles, if somebody whom the settings trust sealed it.
    private var chain: SenderVerification? {
        guard report.chain.result == .pass, let sealer = report.chain.trustedSealer,
            let dmarc = report.chain.sealedDMARC, dmarc.value == "pass", dmarc.domain == domain
        else { return nil }
        return proven(
            .arc, "\(sealer), whose seals this desk trusts, saw that \(author.domain) vouched for it (dmarc=pass).")
    }

    private var nothing: SenderVerification {
        SenderVerification(
            address: author, assurance: .none, reason: "Nothing proves that \(author) wrote it: \(gaps).",
            doubt: isTemporary ? .temporary : nil)
    }

    /// Whether what the DNS kept back might have settled it.
    private var isTemporary: Bool {
        aligned.contains { $0.result == .temperror && $0.weakness == nil } || report.chain.result == .temperror
    }

    private var gaps: String {
        var gaps: [String] = []
        if report.hasForgedStatement { gaps.append("somebody outside speaks in the name of our own server") }
        switch report.statement {
        case nil: gaps.append("no server that this desk believes says anything about it")
        case let statement?: gaps.append("\(statement.server) says \(Self.words(statement))")
        }
        if report.signatures.isEmpty {
            gaps.append("it carries no signature")
        } else if let signature = aligned.first {
            gaps.append(
                "the signature of \(signature.domain) does not count: \(signature.weakness ?? signature.reason)")
        } else {
            let domains = Set(report.signatures.map(\.domain).filter { !$0.isEmpty }).sorted()
            gaps.append("its signatures are of \(domains.joined(separator: ", ")), not of \(author.domain)")
        }
        return gaps.joined(separator: "; ")
    }

    private static func words(_ statement: AuthenticationReport.ServerStatement) -> String {
        let findings =
            [
                statement.dmarc.map { "dmarc=\($0.value) for \($0.domain ?? "no domain")" },
                statement.spf.map { "spf=\($0.value) for \($0.domain ?? "no domain")" },
            ].compactMap { $0 } + statement.dkim.map { "dkim=\($0.value) for \($0.domain ?? "no domain")" }
        return findings.isEmpty ? "nothing about its author" : findings.joined(separator: ", ")
    }
}

internal import Core
internal import FoundationEssentials
internal import Logging
internal import MailAuth

/// Looks whether what signs the desk's mail will be believed: author, key, and the record in the DNS.
struct SigningCheck: Sendable {
    /// One thing that was looked at.
    struct Finding: Sendable, Equatable {
        /// How bad it is.
        enum Weight: Sendable {
            case good, unknown, bad
        }

        var weight: Weight
        /// The name of the record, which tells the signers apart.
        var name: String
        /// What was found, always in the same words; what to do.
        var text: String
        /// More about it, if there is more.
        var reason: String?
        /// What to publish, where that helps.
        var record: DKIMRecord?
    }

    /// The DNS has so long to answer.
    private static let patience = Duration.seconds(10)

    let signers: [DKIMSigner]
    /// The domain of the author of all mail.
    let authorDomain: String

    /// All findings, those that need nobody first.
    func findings(_ resolver: some TXTResolver, at now: Date) async -> [Finding] {
        var findings = signers.flatMap { local($0, at: now) }
        let deadline = ContinuousClock.now + Self.patience
        for signer in signers {
            findings.append(finding(signer, await signer.publication(resolver, at: now, before: deadline)))
        }
        return findings
    }

    private func local(_ signer: DKIMSigner, at now: Date) -> [Finding] {
        let name = signer.record.name
        var findings: [Finding] = []
        if !signer.speaks(for: authorDomain) {
            findings.append(
                Finding(
                    weight: .bad, name: name,
                    text: "the domain that signs is not that of smtp.from: receivers take the mail for unsigned; "
                        + "correct smtp.dkim.domain or smtp.from", reason: "\(signer.domain) signs for \(authorDomain)")
            )
        }
        let problem = signer.selfTest(at: now)
        findings.append(
            problem.map {
                Finding(
                    weight: .bad, name: name, text: "a sample that this key signed does not verify; make another key",
                    reason: $0)
            } ?? Finding(weight: .good, name: name, text: "a sample that was signed verifies"))
        return findings
    }

    private func finding(_ signer: DKIMSigner, _ publication: DKIMSigner.Publication) -> Finding {
        let record = signer.record
        return switch publication {
        case .right: Finding(weight: .good, name: record.name, text: "the DNS has the right record")
        case .missing:
            Finding(
                weight: .bad, name: record.name,
                text: "the DNS has no record for the key: receivers can't verify the signatures; publish it",
                record: record)
        case .wrong(let reason):
            Finding(
                weight: .bad, name: record.name,
                text: "the DNS has another record for the key: the signatures fail; publish this one in its place",
                reason: reason, record: record)
        case .unknown(let reason):
            Finding(
                weight: .unknown, name: record.name,
                text: "whether the DNS has the record is not known; try casepost dkim check later", reason: reason)
        }
    }
}

extension SigningCheck.Finding {
    /// The lines for a person who asked.
    var lines: [String] {
        let mark =
            switch weight {
            case .good: "ok"
            case .unknown: "not known"
            case .bad: "WRONG"
            }
        return ["\(name): \(mark): \(text)" + (reason.map { " (\($0))" } ?? "")] + (record?.lines ?? [])
    }

    /// Says it in the log; what is well is not worth a line.
    func tell(_ log: Logger) {
        var metadata: Logger.Metadata = ["name": "\(name)"]
        if let reason { metadata["reason"] = "\(reason)" }
        if let record { metadata["TXT"] = "\(record.quoted)" }
        switch weight {
        case .good: log.debug("DKIM: \(text)", metadata: metadata)
        case .unknown: log.notice("DKIM: \(text)", metadata: metadata)
        case .bad: log.warning("DKIM: \(text)", metadata: metadata)
        }
    }
}

extension DKIMRecord {
    /// What to write into a form, or into a zone file.
    var lines: [String] {
        ["  name:  \(name)", "  type:  TXT", "  value: \(value)", "  in a zone file: \(zoneLine)"]
    }
}

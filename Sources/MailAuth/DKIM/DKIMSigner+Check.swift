internal import Core
public import FoundationEssentials

extension DKIMSigner {
    /// What the DNS has for a signer.
    public enum Publication: Sendable, Equatable {
        /// Its signatures pass with what is published.
        case right
        /// Nothing is published under the name.
        case missing
        /// Its signatures don't pass with what is published; why, in a few words.
        case wrong(String)
        /// The DNS gave no answer; why, in a few words.
        case unknown(String)
    }

    /// A mail that has all that is signed, and text that a careless server would change.
    private static let sample = """
        From: Support <support@casepost.invalid>\r
        To: Ann Lee <ann@casepost.invalid>\r
        Reply-To: support+token@casepost.invalid\r
        Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=  and\r
        \ta fold\r
        Date: Mon, 20 Jul 2026 08:05:00 +0000\r
        Message-ID: <sample@casepost.invalid>\r
        MIME-Version: 1.0\r
        Content-Type: text/plain; charset=utf-8\r
        \r
        two  spaces, and one at the end \r
        .\r
        \r

        """

    /// What is wrong with a sample that is signed and verified with the public half of the key, or `nil`.
    ///
    /// Asks nobody.
    public func selfTest(at now: Date) -> String? {
        switch verdict(with: .records([Array(record.value.utf8)], ttl: 0), at: now) {
        case .right: nil
        case .missing: "there is no key"
        case .wrong(let reason), .unknown(let reason): reason
        }
    }

    /// Whether its signatures pass with the key that the DNS has for it.
    public func publication(
        _ resolver: some TXTResolver, at now: Date, before deadline: ContinuousClock.Instant
    ) async -> Publication {
        verdict(with: await resolver.records(of: record.name, before: deadline), at: now)
    }

    private func verdict(with answer: TXTAnswer, at now: Date) -> Publication {
        switch answer {
        case .none(_): return .missing
        case .failure(let reason): return .unknown(reason)
        case .records([], _): return .missing
        case .records: break
        }
        let seconds = Int(max(0, min(now.timeIntervalSince1970, 1e11)))
        do throws(Failure) {
            let signature = try signedSample(at: now).verified(with: answer, at: seconds)
            guard signature.result == .pass else { return .wrong(signature.reason) }
            return signature.weakness.map(Publication.wrong) ?? .right
        } catch { return .wrong(error.description) }
    }

    private func signedSample(at now: Date) throws(Failure) -> PreparedSignature {
        let mail = Array(Self.sample.utf8)
        let signed = try field(for: mail, at: now) + mail
        let signatures = signed.withUnsafeBytes { octets in
            PreparedAuthentication(InboundMessage(), octets, TrustPolicy()).signatures
        }
        guard let signature = signatures.first else { throw Failure(description: "no signature was made") }
        return signature
    }
}

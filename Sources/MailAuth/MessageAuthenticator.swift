public import Core
public import FoundationEssentials

/// Gathers the evidence about who wrote a message: what a trusted server says, signatures, a chain of seals.
///
/// In two steps, so that the octets need not be there while the DNS is asked.
public struct MessageAuthenticator: Sendable {
    /// As much time the keys of one message have, whatever the caller allows.
    private static let budget = Duration.seconds(10)

    private let trust: TrustPolicy
    private let resolver: (any TXTResolver)?

    /// An authenticator; without a resolver it asks nobody, and signatures are not looked at.
    public init(trust: TrustPolicy, resolver: (any TXTResolver)?) {
        self.trust = trust
        self.resolver = resolver
    }

    /// Finds everything that needs the octets; pure, in time that grows with their number.
    public func prepare(_ message: InboundMessage, _ raw: UnsafeRawBufferPointer) -> PreparedAuthentication {
        PreparedAuthentication(message, raw, trust)
    }

    /// Asks for the keys, verifies, and gives the report.
    ///
    /// The DNS is not asked where the trusted server has already settled it; `wantsEverything` asks all the same, and for
    /// the published policy as well. Without it, a chain is looked at only where some sealer is trusted.
    public func report(
        _ prepared: PreparedAuthentication, at now: Date, deadline: ContinuousClock.Instant,
        wantsEverything: Bool = false
    ) async -> AuthenticationReport {
        var report = prepared.report
        guard let resolver, wantsEverything || !prepared.isSettled else { return report }
        let limit = min(deadline, ContinuousClock.now + Self.budget)
        let seconds = Int(max(0, min(now.timeIntervalSince1970, 1e12)))
        let wantsChain = wantsEverything || !trust.trustedSealers.isEmpty
        let keyNames = prepared.signatures.map { $0.keyName(at: seconds) }
        let names = Set(keyNames.compactMap { $0 } + (wantsChain ? prepared.chain.keyNames : []))
        let answers = await Self.answers(to: names, resolver, before: limit)
        report.signatures = zip(prepared.signatures, keyNames).map { signature, name in
            signature.verified(with: name.flatMap { answers[$0] }, at: seconds)
        }
        if wantsChain { report.chain = prepared.chain.verified(with: answers, trusting: trust.trustedSealers) }
        if wantsEverything, case .address(let author) = report.author {
            report.policy = await PolicyDiscovery.policy(of: author.domain, resolver, before: limit)
        }
        return report
    }

    /// All answers, asked for side by side.
    private static func answers(
        to names: Set<String>, _ resolver: any TXTResolver, before deadline: ContinuousClock.Instant
    ) async -> [String: TXTAnswer] {
        await withTaskGroup(of: (String, TXTAnswer).self) { group in
            for name in names { group.addTask { (name, await resolver.records(of: name, before: deadline)) } }
            var answers: [String: TXTAnswer] = [:]
            for await (name, answer) in group { answers[name] = answer }
            return answers
        }
    }
}

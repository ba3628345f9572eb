import Core
import Foundation
import MailAuth

/// The report about a message, as a mailbox with these settings makes it.
func authenticated(
    _ raw: some Sequence<UInt8>, _ resolver: (any TXTResolver)? = nil, trust: TrustPolicy = TrustPolicy(),
    message: InboundMessage = InboundMessage(), at now: Double = 1_700_000_000, wantsEverything: Bool = true
) async -> AuthenticationReport {
    let authenticator = MessageAuthenticator(trust: trust, resolver: resolver)
    let prepared = Array(raw).withUnsafeBytes { authenticator.prepare(message, $0) }
    return await authenticator.report(
        prepared, at: Date(timeIntervalSince1970: now), deadline: .now + .seconds(60), wantsEverything: wantsEverything)
}

/// The report about a message of these header lines and an empty body.
func authenticated(
    lines: [String], _ resolver: (any TXTResolver)? = nil, trust: TrustPolicy = TrustPolicy(),
    wantsEverything: Bool = true
) async -> AuthenticationReport {
    await authenticated(
        Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8), resolver, trust: trust,
        wantsEverything: wantsEverything)
}

internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import MailAuth

/// The options of `casepost parse` about who wrote a message.
struct AuthenticationOptions: ParsableArguments {
    /// All that may be asked for one message takes no longer.
    private static let patience = Duration.seconds(20)

    @Flag(help: "Show who wrote it as well: asks the DNS for the keys of signatures.") var auth = false
    @Option(help: ArgumentHelp("Ask this DNS server instead of the system's; may be repeated.", valueName: "ip:port"))
    var dns: [String] = []
    @Option(help: ArgumentHelp("Believe the results of this server; may be repeated.", valueName: "name"))
    var authservID: [String] = []
    @Option(help: ArgumentHelp("Believe the ARC seals of this domain; may be repeated.", valueName: "domain"))
    var trustedSealer: [String] = []

    func validate() throws {
        if SystemTXTResolver(servers: dns) == nil {
            throw ValidationError("--dns: at most three addresses such as 192.0.2.1:53 or [::1]:53")
        }
        if !auth, !(dns + authservID + trustedSealer).isEmpty {
            throw ValidationError("--dns, --authserv-id and --trusted-sealer go with --auth")
        }
    }

    /// What looks at messages; `nil` where that is not asked for.
    var authenticator: MessageAuthenticator? {
        guard auth, let resolver = SystemTXTResolver(servers: dns) else { return nil }
        return MessageAuthenticator(
            trust: TrustPolicy(authservIDs: authservID, trustedSealers: trustedSealer),
            resolver: CachingTXTResolver(resolver))
    }

    /// Everything that can be said about a prepared message.
    static func report(
        _ authenticator: MessageAuthenticator, _ prepared: PreparedAuthentication, at now: Date
    ) async -> AuthenticationReport {
        await authenticator.report(prepared, at: now, deadline: .now + patience, wantsEverything: true)
    }
}

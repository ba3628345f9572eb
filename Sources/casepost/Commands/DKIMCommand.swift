internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import MailAuth

/// `casepost dkim`: the keys that sign outgoing mail.
struct DKIMCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dkim",
        abstract: "Make keys that sign outgoing mail, and see whether receivers will believe them.",
        subcommands: [New.self, Record.self, Check.self])

    /// Makes a key.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: "Make a key beside the settings file; says what to publish and to write.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "An Ed25519 key instead of an RSA key: for use beside one, many receivers don't know it.")
        var ed25519 = false
        @Argument(help: "A name for the key in the DNS, such as s1 or 2026a.") var selector: String

        func run() throws {
            let settings = try Settings.load(global.configFile)
            let domain = settings.smtp.from.emailAddress?.domain ?? ""
            guard let key = DKIMKey.generate(ed25519 ? .ed25519 : .rsa) else {
                throw CommandFailure(.tryAgain, "the machine gave no random numbers; try again")
            }
            guard !selector.contains("/"), let signer = DKIMSigner(domain: domain, selector: selector, key: key) else {
                throw ValidationError("\(selector): not a name that can stand in the DNS; use letters, digits and -")
            }
            let name = "dkim-\(signer.selector).pem"
            let path = FilePath.resolve(name, in: FilePath.folder(of: global.configFile))
            try PrivateFile.create(path, key.pem)
            print(
                """
                \(path) is written. It is a secret; copy it to where your backups are.

                1. Publish in the DNS:
                \(signer.record.lines.joined(separator: "\n"))
                2. When it is there, write under [smtp] in casepost.toml:
                  dkim = {domain = "\(domain)", selector = "\(signer.selector)", key_file = "\(name)"}
                3. Run casepost dkim check, which asks the DNS as receivers do.
                4. Start casepost serve anew.
                """)
        }
    }

    /// Prints what to publish.
    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record", abstract: "Print the TXT record of each key that the settings name.")

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let signers = try DKIMCommand.signers(try Settings.load(global.configFile))
            print(signers.map { $0.record.lines.joined(separator: "\n") }.joined(separator: "\n\n"))
        }
    }

    /// Does the self-test.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Sign a sample, verify it, ask the DNS for the record; exit 1 if anything is wrong or not known.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let settings = try Settings.load(global.configFile)
            let check = SigningCheck(
                signers: try DKIMCommand.signers(settings), authorDomain: settings.smtp.from.emailAddress?.domain ?? "")
            let findings = await check.findings(
                try DeskContext.systemResolver(settings.dnsServers), at: global.clock())
            print(findings.flatMap(\.lines).joined(separator: "\n"))
            if findings.contains(where: { $0.weight != .good }) { throw ExitCode(1) }
        }
    }

    /// What the settings name; a command about nothing is a mistake.
    private static func signers(_ settings: Settings) throws -> [DKIMSigner] {
        guard !settings.smtp.dkim.isEmpty else {
            throw CommandFailure(
                .configuration,
                "smtp.dkim is not set, mail is not signed here; make a key with casepost dkim new SELECTOR")
        }
        return try DKIMKeyFile.signers(settings.smtp.dkim)
    }
}

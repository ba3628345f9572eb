internal import ArgumentParser
internal import FoundationEssentials
internal import Logging
internal import MailTransport

/// `casepost oauth`: logins with tokens.
struct OAuthCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oauth", abstract: "Sign in at a mail provider, and show how such logins stand.",
        subcommands: [Status.self, SignIn.self])

    /// Shows how they stand.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status",
            abstract: "Show each login with tokens: how it stands, how long it goes on by itself, what to do.",
            discussion: "Nothing is asked of the provider. Exit code 1 if a person must act.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object a line.") var json = false

        func run() async throws {
            let reports = try Logins(global).reports(at: global.clock())
            if json {
                for report in reports { try JSONLine.print(OAuthJSON(report)) }
            } else {
                show(reports)
            }
            if reports.contains(where: \.needsPerson) { throw ExitCode(1) }
        }

        private func show(_ reports: [OAuthReport]) {
            guard !reports.isEmpty else { return print("no mailbox and no [smtp] has oauth2") }
            var table = TextTable("Login", "Used by", "State", "Since", "Last token", "Days left")
            for report in reports {
                table.add(
                    report.login, report.users.joined(separator: ", "), report.state.rawValue,
                    report.since?.formatted(.iso8601) ?? "", report.lastSuccess?.formatted(.iso8601) ?? "never",
                    report.daysLeft.map { String($0) } ?? "")
            }
            print(table.text)
            for report in reports {
                if let detail = report.detail { print("\(report.login): \(detail)") }
                if let advice = report.advice { print("\(report.login): \(advice)") }
            }
        }
    }

    /// Signs in.
    struct SignIn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sign-in",
            abstract: "Sign in as the mailbox at its provider, and keep the refresh token.",
            discussion: """
                With a code that is typed on any other device, where the provider has that; else, or with --browser, in a \
                browser whose last address is then pasted here. A running casepost goes on with the new token by itself.
                """)

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Sign in by the address that a browser ends at, not by a code.") var browser = false
        @Argument(help: "The name of the mailbox, or smtp.") var login: String

        func run() async throws {
            let entry = try Logins(global).entry(named: login)
            try OAuthSignIn.check(entry)
            let signIn = OAuthSignIn(entry: entry)
            if let url = entry.login.settings.signIn.deviceURL, !browser {
                try await signIn.byDevice(url)
            } else {
                try await signIn.byBrowser()
            }
            let file = entry.login.settings.refreshTokenFile ?? ""
            print("signed in; the refresh token is in \(file)\nA running casepost uses it with its next connection.")
        }
    }
}

extension Logins {
    /// The logins of the settings, for a command that does nothing else.
    fileprivate init(_ global: GlobalOptions) throws {
        let settings = try DeskContext.settings(global)
        try self.init(settings, log: Logger.casepost(settings.log, atLeast: .error), now: global.clock)
    }

    /// The login that the mailbox of that name, or `smtp`, uses.
    fileprivate func entry(named name: String) throws -> Entry {
        guard let entry = entries.first(where: { $0.login.users.contains(name) }) else {
            let known = entries.flatMap(\.login.users)
            let text = known.isEmpty ? "no mailbox and no [smtp] has oauth2" : "only \(known.joined(separator: ", "))"
            throw CommandFailure(.configuration, "there is no login with tokens of the name \"\(name)\": \(text)")
        }
        return entry
    }
}

import TestSupport
import Testing

@testable import casepost

/// Six lines that make a desk; further ones belong to the mailbox until a table begins.
private let base = """
    [smtp]
    url = "maildir:out"
    [[mailbox]]
    name = "support"
    address = "support@example.org"
    url = "maildir:in"

    """

private func problems(_ text: String) -> [String] {
    do throws(FileProblems) {
        _ = try SettingsFile(file: "casepost.toml", folder: "/desk").settings(text)
        return []
    } catch { return error.problems.map(\.description) }
}

@Suite("Mistakes in casepost.toml", .ownThread)
struct SettingsMistakesTests {
    @Test(
        "a mistake is said with its line, its key, what is wrong and what to do",
        arguments: [
            // Names.
            (
                "[stroe]\nurl = \"sqlite:x\"",
                "7: table [stroe]: is not known; correct or remove it (did you mean \"store\"?)"
            ),
            ("[site]\nnmae = \"x\"", "8: key site.nmae: is not known; correct or remove it (did you mean \"name\"?)"),
            ("[log]\nzzz = 1", "8: key log.zzz: is not known; correct or remove it"),
            (
                "pol_seconds = 3",
                "7: key mailbox.pol_seconds: is not known; correct or remove it (did you mean \"poll_seconds\"?)"
            ),
            (
                "password = \"hunter2\"",
                "7: key mailbox.password: must not stand in this file; use password_file or password_env"
            ),
            (
                "[site]\npreset = \"infinte-campus\"",
                "8: key site.preset: there is no preset \"infinte-campus\"; use campusm, infinite-campus, or the path of a .toml file (did you mean \"infinite-campus\"?)"
            ),
            (
                "case_type = \"Ask Question\"",
                "7: key mailbox.case_type: \"Ask Question\" is not one of Ask a Question, Application Issue, Report an Outage, Request Training, Data Restore, Server Issue, Server Access, Modify Support Contacts, Request Consulting, Request Technical Services; use one of them (did you mean \"Ask a Question\"?)"
            ),
            // Types and ranges.
            ("[site]\nname = 5", "8: key site.name: is a whole number; write a text in quotes"),
            ("[site]\nname = \" \"", "8: key site.name: is empty; write something, or remove it"),
            ("[site]\nname = \"a\\nb\"", "8: key site.name: has a control character in it; write it on one line"),
            (
                "[site]\npublic_url = \"ftp://x\"",
                "8: key site.public_url: has the unknown scheme ftp:; write https://HOST, http://HOST"
            ),
            (
                "on_unverified = \"confirm\"",
                "7: key mailbox.on_unverified: is \"confirm\", which mails links to pages; set public_url under [site] and listen under [web], or write \"hold\""
            ),
            (
                "trusted_sealers = [\"example\"]",
                "7: key mailbox.trusted_sealers: entry 1 \"example\" is no domain; write it as example.org"
            ),
            (
                "[retention]\ncase_days = 60",
                "8: key retention.case_days: is 60, and a post opens a case again for 60 days after it was closed; write more, or 0 for good"
            ),
            (
                "[[account]]\nname = \"A\"\nretention_days = 7",
                "9: key account.retention_days: is 7, and a post opens a case again for 60 days after it was closed; write more, or 0 for good"
            ),
            (
                "[web]\nlisten = \"127.0.0.1:8080\"",
                "7: table [web]: has pages that no mail can link to; set public_url under [site]"
            ),
            (
                "[site]\npublic_url = \"https://x.example\"\n[web]\nlisten = \"8080\"",
                "10: key web.listen: \"8080\" is no address to listen on; write it as 127.0.0.1:8080"
            ),
            (
                "[dns]\nservers = [\"dns.example.org\"]",
                "8: key dns.servers: entry 1 \"dns.example.org\" is no IP address; write it as 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53"
            ),
            (
                "[[account]]\nalignment = \"relaxed\"",
                "7: key account.name: is missing; write the name of the account as the registry has it"
            ),
            ("poll_seconds = 0", "7: key mailbox.poll_seconds: is 0; write a number from 1 to 86400"),
            ("poll_seconds = \"5\"", "7: key mailbox.poll_seconds: is a text; write a number from 1 to 86400"),
            (
                "after = \"mvoe\"",
                "7: key mailbox.after: \"mvoe\" is not one of move, seen, delete; use one of them (did you mean \"move\"?)"
            ),
            (
                "start = \"yesterday\"",
                "7: key mailbox.start: \"yesterday\" is neither \"all\" nor \"now\" nor a date; write a date as 2026-11-20"
            ),
            (
                "start = \"2026-02-30\"",
                "7: key mailbox.start: \"2026-02-30\" is neither \"all\" nor \"now\" nor a date; write a date as 2026-11-20"
            ),
            (
                "start = 5",
                "7: key mailbox.start: is a whole number; write \"all\", \"now\" or a date such as 2026-11-20"
            ),
            ("authserv_ids = \"mx\"", "7: key mailbox.authserv_ids: is a text; write a list: [\"…\", \"…\"]"),
            (
                "authserv_ids = [\"mx\", 2]",
                "7: key mailbox.authserv_ids: entry 2 is a whole number; write a text in quotes"
            ),
            (
                "[log]\nlevel = \"warn\"",
                "8: key log.level: \"warn\" is not one of trace, debug, info, notice, warning, error, critical; use one of them"
            ),
            ("[log]\nformat = 1.5", "8: key log.format: is a floating-point number; write a text in quotes"),
            // Places.
            ("[store]\nurl = \"var/x.sqlite\"", "8: key store.url: has no scheme; write sqlite:PATH"),
            ("[store]\nurl = \"sqlite:\"", "8: key store.url: has no path; write sqlite:PATH"),
            ("[store]\nurl = \"sqlite://var/x\"", "8: key store.url: has a host; write sqlite:PATH, without //"),
            (
                "[store]\nurl = \"sqlit:x\"",
                "8: key store.url: has the unknown scheme sqlit:; write sqlite:PATH (did you mean \"sqlite\"?)"
            ),
            // Credentials.
            ("username = \"x\"", "7: key mailbox.username: has no meaning with maildir:; remove it"),
            // Tables.
            ("[log.level]\nx = 1", "7: table [log.level]: is a table; write a text in quotes"),
            ("[[log]]\nlevel = \"info\"", "7: table [[log]]: is a list; write a table: [log]"),
            // TOML itself.
            (
                "x = ",
                "7: column 5: this is not TOML, seen while parsing key-value pair: encountered end-of-file; correct the line"
            ),
            (
                "name = \"again\"",
                "7: column 8: this is not TOML, seen while parsing key-value pair: cannot redefine existing string 'name'; correct the line"
            ),
        ])
    func mistakes(_ text: String, _ expected: String) {
        #expect(problems(base + text) == expected.split(separator: "|").map { "casepost.toml:" + $0 })
    }

    @Test(
        "mistakes in the ways in and out",
        arguments: [
            (
                "name = \"support\"", "name = \"my desk\"",
                "4: key mailbox.name: is \"my desk\"; use letters, digits, - and _ only"
            ),
            ("name = \"support\"", "", "3: key mailbox.name: is missing; write the name that commands and the log use"),
            (
                "\"support@example.org\"", "\"support\"",
                "5: key mailbox.address: \"support\" is not an address; write it as name@example.org"
            ),
            (
                "\"support@example.org\"", "\"a.very.long.name.of.support@example.org\"",
                "5: key mailbox.address: \"a.very.long.name.of.support@example.org\" leaves no room for +TOKEN; use one with at most 24 characters before the @, and no +"
            ),
            (
                "\"maildir:in\"", "\"imap:INBOX\"",
                "6: key mailbox.url: has no host; write imaps://HOST, imap://HOST, maildir:PATH, pipe:"
            ),
            ("\"maildir:in\"", "\"imaps://\"", "6: key mailbox.url: is not a URL with a host; write imaps://host"),
            (
                "\"maildir:in\"", "\"imaps://ann:hunter2@example.org/\"",
                "6: key mailbox.url: has a user or password in it; use username with password_file or password_env"
            ),
            (
                "\"maildir:in\"", "\"imaps://h:99999/\"",
                "6: key mailbox.url: has the port 99999; write one from 1 to 65535"
            ),
            ("\"maildir:in\"", "\"imaps://h/a?b\"", "6: key mailbox.url: has a ? or # in it; write %3F or %23"),
            (
                "\"maildir:in\"", "\"imps://h/\"",
                "6: key mailbox.url: has the unknown scheme imps:; write imaps://HOST, imap://HOST, maildir:PATH, pipe: (did you mean \"imaps\"?)"
            ),
            ("\"maildir:in\"", "\"pipe:x\"", "6: key mailbox.url: has something after pipe:; write pipe: alone"),
            (
                "\"maildir:in\"", "\"pipe:\"\nca_file = \"x\"",
                "7: key mailbox.ca_file: has no meaning with pipe:; remove it"
            ),
            (
                "\"maildir:in\"", "\"imap://h/\"\nstarttls = \"never\"",
                "7: key mailbox.starttls: is \"never\", but h is another machine; use \"required\", or a host of this machine"
            ),
            (
                "\"maildir:in\"", "\"imaps://h/\"\nstarttls = \"never\"",
                "7: key mailbox.starttls: is \"never\" with a URL that encrypts from the start; remove it"
            ),
            (
                "\"maildir:in\"", "\"imap://h/\"\nstarttls = \"always\"",
                "7: key mailbox.starttls: \"always\" is not one of required, never; use one of them"
            ),
            (
                "\"maildir:in\"", "\"imaps://h/\"\nusername = \"u\"",
                "7: key mailbox.username: has no password; add password_file, password_env or oauth2"
            ),
            (
                "\"maildir:in\"", "\"imaps://h/\"\npassword_env = \"P\"",
                "7: key mailbox.password_env: has no username beside it; add username"
            ),
            (
                "\"maildir:in\"", "\"imaps://h/\"\nusername = \"u\"\npassword_env = \"P\"\npassword_file = \"p\"",
                "8: key mailbox.password_env: stands beside password_file; keep one of them"
            ),
            ("\"maildir:out\"", "\"smtp://h/x\"", "2: key smtp.url: has a path; write smtp://HOST:PORT"),
            (
                "\"maildir:out\"", "\"imap://h/\"",
                "2: key smtp.url: has the unknown scheme imap:; write smtp://HOST, smtps://HOST, maildir:PATH"
            ),
            (
                "\"maildir:out\"", "\"smtp://h\"\nfrom = \"Ann\"",
                "3: key smtp.from: \"Ann\" is not an address; write it as Name <name@example.org>"
            ),
            (
                "\"maildir:out\"", "\"smtp://h\"\nconnections = 65",
                "3: key smtp.connections: is 65; write a number from 1 to 64"
            ),
            ("[[mailbox]]", "[mailbox]", "3: table [mailbox]: is a table; write it with two brackets: [[mailbox]]"),
        ])
    func mailMistakes(_ old: String, _ new: String, _ expected: String) {
        #expect(problems(base.replacing(old, with: new)).contains("casepost.toml:" + expected))
    }

    @Test("an empty file lacks what no desk can do without")
    func empty() {
        #expect(
            problems("") == [
                "casepost.toml: key smtp.url: is missing; write smtp://HOST:587, smtps://HOST or maildir:PATH",
                "casepost.toml: key mailbox: is missing; write a [[mailbox]] with name, address and url",
            ])
    }

    @Test("two mailboxes of one name, or of one address, are a mistake of the second")
    func repeatedMailbox() {
        let second = "[[mailbox]]\nname = \"support\"\naddress = \"Support@example.org\"\nurl = \"pipe:\""
        #expect(
            problems(base + second) == [
                "casepost.toml:8: key mailbox.name: \"support\" is another mailbox already; give each a name of its own",
                "casepost.toml:9: key mailbox.address: Support@example.org is another mailbox's already; give each an address of its own",
            ])
    }

    @Test("all mistakes are said at once, in the order of their lines")
    func all() {
        let lines = problems("[log]\nlevel = \"loud\"\n" + base + "poll_seconds = 0\n[site]\nname = 1\n[extra]").map {
            $0.split(separator: ":")[1]
        }
        #expect(lines == ["2", "9", "11", "12"])
    }

    @Test("a missing file says how to come by one")
    func missing() {
        #expect(
            throws: FileProblems([
                FileProblem(
                    file: "/nowhere/casepost.toml", subject: "",
                    text: "there is no such file; make one with casepost init, or name it with --config")
            ])
        ) { try Settings.load("/nowhere/casepost.toml") }
    }

    @Test(
        "what this version can't do yet is refused where it is asked for",
        arguments: [
            ("[store]\nurl = \"postgresql://u@h/d\"", "8: key store.url", "use sqlite:PATH"),
            ("[store]\nblobs = \"s3://bucket\"", "8: key store.blobs", "use file:PATH"),
        ])
    func notYet(_ text: String, _ place: String, _ advice: String) {
        #expect(problems(base + text) == ["casepost.toml:\(place): is not available yet in this version; \(advice)"])
    }

    @Test("a row of the list of what is missing names a key that is documented", arguments: NotYet.all.map(\.key))
    func notYetNamesKeys(_ key: String) {
        let (table, name) = (key.prefix { $0 != "." }, key.drop { $0 != "." }.dropFirst())
        let header = table == "mailbox" ? "" : "[\(table)]\n"
        let text =
            table == "smtp"
            ? base.replacing("[[mailbox]]", with: "\(name) = 1\n[[mailbox]]") : base + header + "\(name) = 1"
        #expect(!problems(text).contains { $0.contains("is not known") })
    }
}

import Foundation
import TestSupport
import Testing

/// What `make install` puts onto a machine, from the program that is built.
@Suite("Installing", .timeLimit(.minutes(30)), .ownThread)
struct InstallationTests {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private let directory: TemporaryDirectory
    private let prefix: String
    private let binary: String

    init() throws {
        directory = try TemporaryDirectory()
        prefix = directory.appending("usr")
        binary = try DeskFixture.builtBinary()
    }

    private func install(_ arguments: String...) throws {
        try Command.succeed(
            "\(Self.repository)/scripts/install-files", ["--prefix", prefix] + arguments,
            environment: ["CASEPOST": binary])
    }

    private func files(in folder: String = "") throws -> [String] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: "\(prefix)/\(folder)")
        return paths.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(prefix)/\(folder)/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }

    private var commands: [String] {
        get throws {
            let help = try Command.succeed(binary, ["--experimental-dump-help"]).standardOutput
            let root = try JSONSerialization.jsonObject(with: Data(help)) as? [String: Any]
            let command = root?["command"] as? [String: Any]
            return (command?["subcommands"] as? [[String: Any]] ?? []).compactMap { $0["commandName"] as? String }
        }
    }

    @Test("brings everything, twice in a row, and takes all of it away again")
    func everything() throws {
        try install()
        try install()
        let here = Set(try files())
        for file in [
            "bin/casepost", "share/man/man1/casepost.1", "share/man/man5/casepost.toml.5",
            "share/bash-completion/completions/casepost", "share/zsh/site-functions/_casepost",
            "share/fish/vendor_completions.d/casepost.fish", "lib/systemd/system/casepost.service",
            "lib/systemd/system/casepost-backup.service", "lib/systemd/system/casepost-backup.timer",
            "lib/sysusers.d/casepost.conf", "lib/tmpfiles.d/casepost.conf", "share/doc/casepost/installing.md",
        ] {
            #expect(here.contains(file), "\(file)")
        }
        for folder in ["templates", "presets"] {
            let ours = try FileManager.default.subpathsOfDirectory(atPath: "\(Self.repository)/\(folder)")
            #expect(Set(ours.filter { $0.contains(".") }) == Set(try files(in: "share/casepost/\(folder)")))
        }
        #expect(try Command.succeed("\(prefix)/bin/casepost", ["--version"]).stdout.hasPrefix("casepost "))
        try install("--remove")
        #expect(try files() == [])
    }

    @Test("there is a page for each command, and none has anything that mandoc finds wrong")
    func pages() throws {
        try install()
        let pages = try files(in: "share/man").map { "\(prefix)/share/man/\($0)" }
        let names = pages.map { URL(fileURLWithPath: $0).lastPathComponent }
        let expected =
            ["casepost.1", "casepost.toml.5"] + (try commands).filter { $0 != "help" }.map { "casepost-\($0).1" }
        #expect(Set(names) == Set(expected))
        let lint = try Command.run("mandoc", ["-T", "lint", "-W", "style"] + pages)
        let found = lint.stdout.split(separator: "\n").filter { line in
            // Pages that name each other are not on the machine's own path yet.
            !line.contains("referenced manual not found: Xr casepost")
        }
        #expect(found == [] && lint.stderr == "")
        try words()
    }

    /// A page says what the help says, and the settings are those of the documents.
    private func words() throws {
        func read(_ page: String) throws -> String {
            try Command.succeed("mandoc", ["-T", "utf8", "-O", "width=200", "\(prefix)/share/man/\(page)"]).stdout
                .replacing(/.\u{8}/, with: "")
        }
        let cases = try read("man1/casepost-case.1")
        #expect(cases.contains("casepost case list") && cases.contains("--unassigned"))
        #expect(cases.contains("Only cases that nobody has."))
        let program = try read("man1/casepost.1")
        #expect(program.contains("/etc/casepost/casepost.toml") && program.contains("EXIT STATUS"))
        #expect(program.contains("casepost-serve(1)"))
        let settings = try read("man5/casepost.toml.5")
        #expect(settings.contains("[[mailbox]]") && settings.contains("authserv_ids"))
    }

    @Test("systemd finds its units in order, and the gateway well shut in")
    func units() throws {
        try install()
        let folder = "\(prefix)/lib/systemd/system"
        let units = try files(in: "lib/systemd/system").map { "\(folder)/\($0)" }
        let verified = try Command.run("systemd-analyze", ["verify", "--man=no"] + units)
        #expect(verified.status == 0 && verified.stderr == "", "\(verified.stderr)")
        for unit in units where unit.hasSuffix(".service") {
            // In tenths; 100 is a service that may do everything.
            let score = try Command.run("systemd-analyze", ["security", "--offline=true", "--threshold=15", unit])
            #expect(score.status == 0, "\(score.stdout)")
        }
    }

    @Test("bash, fish and zsh complete commands")
    func completions() throws {
        try install()
        try bash()
        try fish()
        try zsh()
    }

    private func bash() throws {
        let script = """
            source "$1"
            function=$(complete -p casepost | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
            COMP_WORDS=(casepost case li) COMP_CWORD=2 COMP_LINE='casepost case li' COMP_POINT=16
            $function casepost li case
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let file = "\(prefix)/share/bash-completion/completions/casepost"
        let words = try Command.succeed("bash", ["--noprofile", "--norc", "-c", script, "-", file]).stdout
        #expect(Set(words.split(separator: "\n")) == ["list", "link-issue"])
    }

    private func fish() throws {
        let file = "\(prefix)/share/fish/vendor_completions.d/casepost.fish"
        let script = "source \(file); complete --do-complete 'casepost case li'"
        let lines = try Command.succeed(
            "fish", ["--no-config", "-c", script], environment: ["HOME": directory.path]
        ).stdout
        #expect(lines.split(separator: "\n").compactMap { $0.split(separator: "\t").first } == ["link-issue", "list"])
    }

    private func zsh() throws {
        let script = """
            fpath=(\(prefix)/share/zsh/site-functions $fpath)
            autoload -Uz compinit && compinit -u -D && autoload +X _casepost
            print $_comps[casepost] $+functions[_casepost]
            """
        #expect(try Command.succeed("zsh", ["-f", "-c", script]).stdout == "_casepost 1\n")
    }

    @Test("the newest version in CHANGELOG.md is the program's")
    func version() throws {
        let changes = try String(contentsOfFile: "\(Self.repository)/CHANGELOG.md", encoding: .utf8)
        let newest = try #require(changes.firstMatch(of: /\n## (\S+) \(\d{4}-\d\d-\d\d\)\n/)).1
        #expect(try Command.succeed(binary, ["--version"]).stdout == "casepost \(newest)\n")
    }
}

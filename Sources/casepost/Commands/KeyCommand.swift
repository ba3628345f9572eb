internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Store

/// `casepost key`: the keys that sign reply addresses.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "List, rotate and revoke the keys that sign reply addresses.",
        subcommands: [List.self, Rotate.self, Revoke.self])

    /// Lists the keys.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List the keys, the one that signs first. No secret is shown.")

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Print one JSON object a line.") var json = false

        func run() async throws {
            let file = try Settings.load(global.configFile).site.secretFile
            let entries = try KeyFileChange.read(file).entries
            if json {
                for (index, entry) in entries.enumerated() {
                    try JSONLine.print(KeyJSON(entry, use: Self.use(index)))
                }
                return
            }
            var table = TextTable("ID", "Use", "Made")
            for (index, entry) in entries.enumerated() {
                table.add(String(entry.id), Self.use(index), entry.made ?? "")
            }
            print(table.text)
        }

        private static func use(_ index: Int) -> String { index == 0 ? "signs" : "verifies" }
    }

    /// Makes a new key.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate",
            abstract: "Make a new key that signs from now on; the others stay, so replies to earlier mail still work.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let id = try await KeyFileChange(global).make { text, events, now throws(KeyFileText.Refusal) in
                var generator = SystemRandomNumberGenerator()
                let id = try text.rotate(at: now, using: &generator)
                events.append((.keyRotated, id))
                return id
            }
            print(
                """
                key \(id) signs from now on; replies to mail already sent still find their cases
                A running casepost takes it within seconds. Copy the key file to where your backups are.
                """)
        }
    }

    /// Takes a key out.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "revoke",
            abstract: "Remove a key, as when somebody has got hold of it.",
            discussion: """
                Reply addresses and links that it signed are worthless at once: mail to them counts as mail without one. \
                With --replace a new key is made first and signs from now on.
                """)

        @OptionGroup var global: GlobalOptions
        @Flag(help: "Make a new key first.") var replace = false
        @Argument(help: "Its number in casepost key list.") var id: UInt8

        func run() async throws {
            let (id, replace) = (id, replace)
            let new = try await KeyFileChange(global).make {
                (text, events, now) throws(KeyFileText.Refusal) -> UInt8? in
                var new: UInt8?
                if replace {
                    guard text.entries.contains(where: { $0.id == id }) else { throw .unknown(id) }
                    var generator = SystemRandomNumberGenerator()
                    new = try text.rotate(at: now, using: &generator)
                }
                try text.revoke(id, at: now)
                if let new { events.append((.keyRotated, new)) }
                events.append((.keyRevoked, id))
                return new
            }
            print("key \(id) is revoked: what it signed is worthless; a running casepost knows within seconds")
            if let new { print("key \(new) signs from now on") }
        }
    }
}

/// A change of the key file, in one transaction with its lines in the audit log.
struct KeyFileChange {
    private let file: String
    private let database: DeskDatabase
    private let now: Date

    init(_ global: GlobalOptions) throws {
        file = try Settings.load(global.configFile).site.secretFile
        database = try DeskContext.openDatabase(global)
        now = global.clock()
    }

    /// Reads a key file without problems in it.
    static func read(_ file: String) throws -> KeyFileText {
        let text = try PrivateFile.text(of: file)
        _ = try SecretKeyFile.keys(in: text, file: file)
        return KeyFileText(text)
    }

    /// Makes the change; the database's writer is the lock that keeps two changes apart.
    func make<Value: Sendable>(
        _ change:
            @escaping @Sendable (
                inout KeyFileText, inout [(AuditEvent.Action, UInt8)], Date
            ) throws(KeyFileText.Refusal) -> Value
    ) async throws -> Value {
        let (file, now) = (file, now)
        return try await database.write { transaction in
            var text = try Self.read(file)
            var events: [(AuditEvent.Action, UInt8)] = []
            let value: Value
            do throws(KeyFileText.Refusal) { value = try change(&text, &events, now) } catch {
                throw CommandFailure(.dataError, error.explanation)
            }
            for (action, id) in events {
                try transaction.audit(
                    AuditEvent(action, of: "key \(id)", by: AuditEvent.operatorName, at: now))
            }
            try PrivateFile.replace(file, with: text.text)
            return value
        }
    }
}

extension KeyFileText.Refusal {
    /// What is in the way, and what to do.
    fileprivate var explanation: String {
        switch self {
        case .noFreeID:
            "all ids from 0 to 15 are in use, or were revoked within 90 days; revoke an old key with casepost key revoke ID"
        case .unknown(let id): "there is no key \(id); casepost key list shows those there are"
        case .last(let id):
            "key \(id) is the only one; run: casepost key revoke \(id) --replace, which makes a new one first"
        }
    }
}

/// A key as `key list --json` prints it.
private struct KeyJSON: Encodable {
    var id: UInt8
    var use: String
    @Nullable var made: String?

    init(_ entry: KeyFileText.Entry, use: String) {
        id = entry.id
        self.use = use
        made = entry.made
    }
}

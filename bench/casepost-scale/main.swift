// casepost-scale DESK COUNT < ADDRESSES: fills an empty desk with so many cases, five posts each, through its own code.
//
// DESK is the folder that casepost init made; ADDRESSES are the contacts and advisors of its registry, one a line. A case is
// opened by a message of the ledger and acknowledged; three posts come into it as old mail does; an advisor takes it, answers
// and closes it, with the lines of the audit log and the mails of the outbox, noted as sent. One in twenty stays open, and the
// last 500 are in the middle of their course. Only the commits are shared, by some hundred cases each. See
// scripts/bench-scale. Prints what was made, as JSON.
internal import Core
internal import FoundationEssentials
internal import Glibc
internal import MailAuth
internal import Notifier
internal import Store

/// The signing keys of the desk: `ID:KEY` a line, KEY in base64url.
func readKeys(_ path: String) throws -> [KeyRing.Key] {
    var keys: [KeyRing.Key] = []
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
        let parts = line.split(separator: ":")
        guard parts.count == 2, let id = UInt8(parts[0]) else { continue }
        let text = parts[1].replacing("-", with: "+").replacing("_", with: "/")
        let padded = text + String(repeating: "=", count: (4 - text.count % 4) % 4)
        if let key = Data(base64Encoded: String(padded)) { keys.append((id, [UInt8](key))) }
    }
    return keys
}

func note(_ text: String) {
    var line = "casepost-scale: \(text)\n"
    line.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

func fail(_ text: String) -> Never {
    note(text)
    exit(1)
}

guard CommandLine.arguments.count == 3, let count = Int(CommandLine.arguments[2]), count >= 1_000 else {
    fail("usage: casepost-scale DESK COUNT < ADDRESSES, at least 1000")
}
let folder = CommandLine.arguments[1]
let database = try DeskDatabase(
    path: folder + "/var/casepost.sqlite", blobFolder: folder + "/var/blobs", digest: { Digest.sha256($0) })
guard let keys = KeyRing(try readKeys(folder + "/secret.key"), tenant: try database.deskName()),
    let support = EmailAddress("support@example.org"), let rules = CaseRules(ScalePreset.preset)
else { fail("\(folder)/secret.key: no usable key") }
var addresses: [EmailAddress] = []
while let line = readLine() { EmailAddress(line).map { addresses.append($0) } }
let known = addresses
let people = try await database.read { transaction in try known.compactMap { try transaction.person(at: $0) } }
let filler = DeskFiller(
    desk: Desk(
        rules: rules,
        planner: NotificationPlanner(tokens: ReplyTokens(keys: keys), mailboxes: [DeskFiller.mailbox: support])),
    contacts: people.filter { $0.kind == .contact }, advisors: people.filter { $0.kind == .advisor }, count: count)
guard !filler.contacts.isEmpty, !filler.advisors.isEmpty else { fail("no contacts or no advisors are in the registry") }

let clock = ContinuousClock()
let start = clock.now
var made = DeskFiller.Made()
for first in stride(from: 0, to: count, by: DeskFiller.batch) {
    let numbers = first..<min(first + DeskFiller.batch, count)
    made.add(try await database.write { try filler.fill(numbers, in: $0) })
    if numbers.upperBound % max(10_000, count / 20) == 0 {
        let seconds = (clock.now - start) / .seconds(1)
        note("\(numbers.upperBound) of \(count) cases, \(Int(Double(made.posts) / seconds)) posts a second")
    }
}
let filled = clock.now
note("\(made.posts) posts are made known to searches")
try await database.indexNewWords()
print(
    """
    {"cases": \(count), "posts": \(made.posts), "mails": \(made.mails), "messages": \(made.messages), \
    "seconds": \((filled - start) / .seconds(1)), "index_seconds": \((clock.now - filled) / .seconds(1))}
    """)

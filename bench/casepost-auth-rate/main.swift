// casepost-auth-rate COUNT KEYS < LIST: how much processor time it takes to verify signed messages whose keys are cached.
//
// LIST has the paths of messages, one a line; they are gone through again and again until COUNT were verified. KEYS is a
// file of lines "NAME RECORD", which stands for the DNS. Files are in memory before the clock starts, and one pass over
// all of them goes first, unmeasured. Prints as JSON the microseconds a message of both steps: `prepare` cuts the message,
// makes its parts equal and hashes them; `verify` fetches the key and checks the signature.
internal import Core
internal import FoundationEssentials
internal import Glibc
internal import MailAuth

/// The DNS of a table.
struct Table: TXTResolver {
    var records: [String: String]

    func records(of name: String, before deadline: ContinuousClock.Instant) async -> TXTAnswer {
        records[name].map { .records([Array($0.utf8)], ttl: 3_600) } ?? .none(ttl: 3_600)
    }
}

/// Processor seconds of the whole process.
func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func load(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    var octets: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { octets += buffer[..<count] }
    return octets
}

let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 10_000
let keys = String(decoding: load(CommandLine.arguments.dropFirst(2).first ?? ""), as: UTF8.self)
let table = Dictionary(
    keys.split(separator: "\n").compactMap { line -> (String, String)? in
        guard let space = line.firstIndex(of: " ") else { return nil }
        return (String(line[..<space]), String(line[line.index(after: space)...]))
    }, uniquingKeysWith: { first, _ in first })
var mails: [[UInt8]] = []
while let path = readLine() { mails.append(load(path)) }
guard !mails.isEmpty else {
    print("{}")
    exit(1)
}

let authenticator = MessageAuthenticator(
    trust: TrustPolicy(), resolver: CachingTXTResolver(Table(records: table)))
let message = InboundMessage()
let now = Date()

func prepare(_ mail: [UInt8]) -> PreparedAuthentication {
    mail.withUnsafeBytes { authenticator.prepare(message, $0) }
}

func passes(_ prepared: PreparedAuthentication) async -> Bool {
    let report = await authenticator.report(prepared, at: now, deadline: .now + .seconds(60))
    return !report.signatures.isEmpty && report.signatures.allSatisfy { $0.result == .pass }
}

for mail in mails { _ = await passes(prepare(mail)) }
var (preparing, verifying, passed, octets) = (0.0, 0.0, 0, 0)
for number in 0..<count {
    let mail = mails[number % mails.count]
    octets += mail.count
    let start = processorTime()
    let prepared = prepare(mail)
    let middle = processorTime()
    if await passes(prepared) { passed += 1 }
    preparing += middle - start
    verifying += processorTime() - middle
}
let (first, second) = (preparing / Double(count) * 1e6, verifying / Double(count) * 1e6)
print(
    """
    {"messages": \(count), "passed": \(passed), "octets": \(octets), "prepare": \(first), "verify": \(second)}
    """)

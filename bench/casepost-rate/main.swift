// casepost-rate structure|full SECONDS < LIST: how fast the parser reads the messages whose paths stand in LIST, one a
// line.
//
// `structure` reads the header fields and decodes every part; `full` is the whole understanding, with each attachment
// decoded. Files are in memory before the clock starts; one pass over all of them goes first, unmeasured. Prints the
// seconds of one pass and what was found, as JSON.
internal import Core
internal import Glibc
internal import Parser

struct Found {
    var fields = 0
    var parts = 0
    var octets = 0
}

func load(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let count = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
        read = fread(buffer.baseAddress, 1, count, file)
    }
}

/// The common ground with other libraries: fields read, every part decoded.
func readStructure(_ raw: [UInt8], _ found: inout Found) {
    raw.withUnsafeBytes { octets in
        guard let structure = try? MessageStructure(octets) else { return }
        found.fields += structure.header.header.fields.count
        structure.forEachDecodedLeaf { leaf in
            found.octets += leaf.count
            found.parts += 1
        }
    }
}

/// All that Casepost wants to know of a mail.
func readFully(_ raw: [UInt8], _ found: inout Found) {
    guard let message = try? MessageParser().parse(raw) else { return }
    found.fields += message.header.fields.count
    found.parts += 1 + message.attachments.count
    found.octets += message.text.utf8.count + (message.html?.utf8.count ?? 0)
    raw.withUnsafeBytes { octets in
        for attachment in message.attachments {
            attachment.forEachDecodedPiece(from: octets) { found.octets += $0.count }
        }
    }
}

func pass(_ mails: [[UInt8]], isFull: Bool) -> Found {
    var found = Found()
    for mail in mails {
        if isFull { readFully(mail, &found) } else { readStructure(mail, &found) }
    }
    return found
}

let isFull = CommandLine.arguments.dropFirst().first == "full"
let least = CommandLine.arguments.dropFirst(2).first.flatMap { Double($0) } ?? 1
var mails: [[UInt8]] = []
while let path = readLine() { mails.append(load(path)) }

let found = pass(mails, isFull: isFull)
let clock = ContinuousClock()
let start = clock.now
var passes = 0
repeat {
    _ = pass(mails, isFull: isFull)
    passes += 1
} while clock.now - start < .seconds(least)
let seconds = (clock.now - start) / passes / .seconds(1)

var usage = rusage()
getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
let octets = mails.reduce(0) { $0 + $1.count }
print(
    """
    {"seconds": \(seconds), "messages": \(mails.count), "octets": \(octets), "peak": \(usage.ru_maxrss * 1_024), \
    "fields": \(found.fields), "parts": \(found.parts), "decoded": \(found.octets)}
    """)

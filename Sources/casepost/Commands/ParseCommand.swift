internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import Parser

/// `casepost parse`: what the parser understands of messages; needs no settings and changes nothing.
struct ParseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parse", abstract: "Show what the parser understands of messages.",
        discussion: """
            Takes messages, mbox files, Maildirs and folders with all that is in them; - is standard input. A message of an \
            mbox is named FILE#NUMBER. Ends with 66 if a file could not be read, with 65 if a message passes a limit.
            """)

    @OptionGroup var global: GlobalOptions
    @Flag(help: "Print one JSON object a line, for each message.") var json = false
    @Argument(help: ArgumentHelp("Messages, mbox files or folders.", valueName: "file")) var files: [String]

    func run() async throws {
        let isJSON = json
        let work = OrderedWork<MessageSources.Element, ParsedLine>(
            width: 4 * ProcessInfo.processInfo.activeProcessorCount
        ) {
            try ParsedLine($0, isJSON: isJSON)
        }
        var tally = ParseTally()
        try await work.run(MessageSources(files)) { line in
            line.show()
            tally.count(line)
        }
        ProgressLine.clear()
        if let failure = tally.failure { throw failure }
    }
}

/// What is printed for one message.
enum ParsedLine: Sendable {
    case message(String)
    /// It passes a limit, or is empty: what is printed, and what people are told.
    case refused(String, why: String)
    case unreadable(String)

    init(_ source: MessageSources.Element, isJSON: Bool) throws {
        switch source {
        case .failure(let failure): self = .unreadable(failure.description)
        case .success(let source): self = try source.withBytes { try Self.read($0, source.name, isJSON: isJSON) }
        }
    }

    private static func read(_ raw: UnsafeRawBufferPointer, _ name: String, isJSON: Bool) throws -> ParsedLine {
        let message: InboundMessage
        do { message = try MessageParser().parse(raw) } catch {
            let why = "\(name): \(error.explanation)"
            return .refused(
                isJSON ? try JSONLine.text(RefusedMessageJSON(file: name, error: error.reason)) : why, why: why)
        }
        guard isJSON else { return .message(MessageText(message, name).text) }
        return .message(try JSONLine.text(MessageJSON(message, file: name, raw: raw)))
    }

    func show() {
        switch self {
        case .message(let text): print(text)
        case .refused(let text, let why):
            print(text)
            StandardError.write("casepost: \(why.onOneLine)\n")
        case .unreadable(let why): StandardError.write("casepost: \(why.onOneLine)\n")
        }
    }
}

/// How many messages became what.
private struct ParseTally {
    private var total = 0
    private var refused = 0
    private var unreadable = 0

    mutating func count(_ line: ParsedLine) {
        total += 1
        switch line {
        case .message: break
        case .refused: refused += 1
        case .unreadable: unreadable += 1
        }
        ProgressLine.show(total, "messages read")
    }

    /// What the command ends with, if not all went well.
    var failure: CommandFailure? {
        if unreadable > 0 { return CommandFailure(.noInput, "\(unreadable) of \(total) could not be read") }
        if total == 0 { return CommandFailure(.noInput, "there is no message in what was given") }
        return refused > 0
            ? CommandFailure(.dataError, "\(refused) of \(total) messages pass a limit or are empty") : nil
    }
}

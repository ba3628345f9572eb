internal import ArgumentParser
internal import Core
internal import FoundationEssentials
internal import MailAuth
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
    @OptionGroup var authentication: AuthenticationOptions
    @Flag(help: "Print one JSON object a line, for each message.") var json = false
    @Argument(help: ArgumentHelp("Messages, mbox files or folders.", valueName: "file")) var files: [String]

    func run() async throws {
        let reader = ParsedLineReader(
            isJSON: json, authenticator: authentication.authenticator, now: global.clock())
        let work = OrderedWork<MessageSources.Element, ParsedLine>(
            width: 4 * ProcessInfo.processInfo.activeProcessorCount
        ) {
            try await reader.read($0)
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

/// Makes a line of a message: parses it, and finds out who wrote it where that is asked for.
private struct ParsedLineReader: Sendable {
    private enum Understood {
        case refused(MessageFailure)
        case json(MessageJSON, PreparedAuthentication?)
        case text(String, PreparedAuthentication?)
    }

    let isJSON: Bool
    let authenticator: MessageAuthenticator?
    let now: Date

    func read(_ source: MessageSources.Element) async throws -> ParsedLine {
        switch source {
        case .failure(let failure): return .unreadable(failure.description)
        case .success(let source):
            // The octets are needed no longer when the DNS is asked.
            switch source.withBytes({ understand($0, source.name) }) {
            case .refused(let failure):
                let why = "\(source.name): \(failure.explanation)"
                let json = RefusedMessageJSON(file: source.name, error: failure.reason)
                return .refused(isJSON ? try JSONLine.text(json) : why, why: why)
            case .json(var message, let prepared):
                message.authentication = await report(prepared).map(AuthenticationJSON.init)
                return .message(try JSONLine.text(message))
            case .text(let text, let prepared):
                return .message(text + (await report(prepared).map { AuthenticationText($0).text } ?? ""))
            }
        }
    }

    private func understand(_ raw: UnsafeRawBufferPointer, _ name: String) -> Understood {
        do throws(MessageFailure) {
            let message = try MessageParser().parse(raw)
            let prepared = authenticator?.prepare(message, raw)
            return isJSON
                ? .json(MessageJSON(message, file: name, raw: raw), prepared)
                : .text(MessageText(message, name).text, prepared)
        } catch { return .refused(error) }
    }

    private func report(_ prepared: PreparedAuthentication?) async -> AuthenticationReport? {
        guard let authenticator, let prepared else { return nil }
        return await AuthenticationOptions.report(authenticator, prepared, at: now)
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

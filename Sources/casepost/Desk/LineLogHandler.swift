internal import Core
internal import FoundationEssentials
internal import Logging

/// Writes a log to standard error, one line an event, for people or as JSON.
///
/// No e-mail address gets into it, whoever wrote the words of an event: servers repeat those of our contacts.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    let format: Settings.Log.Format

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let values = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(\.description.withoutAddresses)
        let time = Date().formatted(.iso8601)
        let line =
            switch format {
            case .text: Self.text(time, event, values)
            case .json: Self.json(time, event, values)
            }
        StandardError.write(line + "\n")
    }

    private static func text(_ time: String, _ event: LogEvent, _ values: [String: String]) -> String {
        let pairs = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.onOneLine)" }
        return ([time, event.level.rawValue, event.message.description] + pairs).joined(separator: " ")
    }

    private static func json(_ time: String, _ event: LogEvent, _ values: [String: String]) -> String {
        let fields = values.merging(["time": time, "level": event.level.rawValue, "message": event.message.description])
        { $1 }
        do { return try JSONLine.text(fields) } catch { return text(time, event, values) }
    }
}

extension Logger {
    /// The log of a gateway, as its settings say.
    static func casepost(_ settings: Settings.Log, atLeast floor: Logger.Level = .trace) -> Logger {
        let level = Logger.Level(rawValue: settings.level.rawValue) ?? .info
        return Logger(label: "casepost") { _ in LineLogHandler(logLevel: max(level, floor), format: settings.format) }
    }
}

internal import Core
internal import MailIngest

/// One line on a terminal that says how far long work has come; nothing where nobody looks.
enum ProgressLine {
    static func show(_ result: InboundResult, _ report: IntakeReport) { show(report.total, "messages taken in") }

    /// Says how many there were so far, every fifty times.
    static func show(_ count: Int, _ what: String) {
        guard StandardError.isTerminal, count.isMultiple(of: 50) else { return }
        StandardError.write("\r\(count) \(what) …")
    }

    /// Says how far it is, in the place of what was said before.
    static func say(_ text: String) {
        guard StandardError.isTerminal else { return }
        StandardError.write("\r\u{1B}[K\(text)")
    }

    static func clear() {
        guard StandardError.isTerminal else { return }
        StandardError.write("\r\u{1B}[K")
    }
}

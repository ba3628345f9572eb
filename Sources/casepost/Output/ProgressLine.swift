internal import Core
internal import MailIngest

/// One line on a terminal that says how far long work has come; nothing where nobody looks.
enum ProgressLine {
    static func show(_ result: InboundResult, _ report: IntakeReport) {
        guard StandardError.isTerminal, report.total.isMultiple(of: 50) else { return }
        StandardError.write("\r\(report.total) messages taken in …")
    }

    static func clear() {
        guard StandardError.isTerminal else { return }
        StandardError.write("\r\u{1B}[K")
    }
}

internal import MailIngest

#if canImport(Glibc)
    internal import Glibc
#endif

/// One line on a terminal that says how far long work has come; nothing where nobody looks.
enum ProgressLine {
    private static let isShown = isatty(STDERR_FILENO) == 1

    static func show(_ report: IntakeReport) {
        guard isShown else { return }
        fputs("\r\(report.total) messages taken in …", stderr)
    }

    static func clear() {
        guard isShown else { return }
        fputs("\r\u{1B}[K", stderr)
    }
}

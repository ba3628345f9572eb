internal import Core
internal import MailIngest

/// One line that says what became of one message.
enum ResultLine {
    static func show(_ result: InboundResult, _ report: IntakeReport) {
        let outcome = result.outcome.rawValue.padding(to: 10)
        let what = result.caseNumber.map { "case \($0)" } ?? result.reason
        let author = result.from.isEmpty ? "nobody" : result.from
        StandardError.write("\(outcome) \(what.padding(to: 14)) \(author.onOneLine): \(result.subject.onOneLine)\n")
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

import MailAuth
import Synchronization

/// Answers from a table, and remembers what it was asked.
final class FixedTXTResolver: TXTResolver {
    private let answers: [String: TXTAnswer]
    private let questions = Mutex<[String]>([])

    init(_ answers: [String: TXTAnswer]) { self.answers = answers }

    convenience init(_ records: [String: String]) {
        self.init(
            Dictionary(
                records.map { ($0.lowercased(), TXTAnswer.records([Array($1.utf8)], ttl: 300)) },
                uniquingKeysWith: { first, _ in first }))
    }

    var asked: [String] { questions.withLock { $0 } }

    func records(of name: String, before deadline: ContinuousClock.Instant) async -> TXTAnswer {
        questions.withLock { $0.append(name) }
        return answers[name] ?? .none(ttl: 60)
    }
}

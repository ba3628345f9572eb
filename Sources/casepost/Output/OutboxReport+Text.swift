internal import Core
internal import FoundationEssentials
internal import Notifier

extension OutboxReport {
    /// Why a run ended before all was sent, where that is nobody's fault, for people.
    var endLine: String? {
        if hasReachedRate { return "outbox: more waits for the next minute (rate_per_minute under [smtp])" }
        return lostConnection.map { "outbox: the rest waits for the next run: \($0)".onOneLine }
    }
}

extension TransportPause {
    /// What the operator has to know: what is wrong, since when, and what happens next.
    var words: String {
        let (since, until) = (since.formatted(.iso8601), until.formatted(.iso8601))
        return """
            the outgoing server takes nothing from us since \(since): \(reason). Check [smtp] in the settings; the mail is \
            kept, one is tried again at \(until), or as soon as you say casepost outbox retry
            """.onOneLine
    }
}

internal import Core
internal import MailTransport

/// One thing that was looked at: what was found, and what to do about it.
struct Diagnosis: Sendable, Equatable {
    /// How it stands.
    enum State: String, Sendable, CaseIterable {
        case ok, warning, failed
    }

    /// What was looked at, always in the same words.
    var check: String
    /// The mailbox it is about, where it is about one.
    var mailbox: String?
    /// How it stands.
    var state: State
    /// What was found.
    var found: String
    /// One sentence with the command or the setting; empty where there is nothing to do.
    var advice: String

    /// It is well.
    static func ok(_ check: String, of mailbox: String? = nil, _ found: String) -> Diagnosis {
        Diagnosis(check: check, mailbox: mailbox, state: .ok, found: found, advice: "")
    }

    /// The desk works, and something is worth mending.
    static func warning(_ check: String, of mailbox: String? = nil, _ found: String, _ advice: String) -> Diagnosis {
        Diagnosis(check: check, mailbox: mailbox, state: .warning, found: found, advice: advice)
    }

    /// Something does not work.
    static func failed(_ check: String, of mailbox: String? = nil, _ found: String, _ advice: String) -> Diagnosis {
        Diagnosis(check: check, mailbox: mailbox, state: .failed, found: found, advice: advice)
    }

    /// What an error says of itself.
    static func failed(_ check: String, of mailbox: String? = nil, because error: any Error) -> [Diagnosis] {
        switch error {
        case let failure as StoreFailure: [.failed(check, of: mailbox, failure.detail, failure.advice)]
        case let failure as TransportFailure:
            [.failed(check, of: mailbox, "\(failure.summary): \(failure.detail)", failure.advice)]
        default:
            (CommandFailure(explaining: error)?.lines ?? ["\(error)"]).map { line in
                // A problem in a file says what is wrong; what to do.
                let parts = line.split(separator: "; ", maxSplits: 1).map(String.init)
                return .failed(check, of: mailbox, parts[0], parts.count > 1 ? parts[1] : "mend what it names")
            }
        }
    }
}

extension [Diagnosis] {
    /// Whether something does not work.
    var hasFailed: Bool { contains { $0.state == .failed } }

    /// How many stand how, in words.
    var summary: String {
        let counts = Diagnosis.State.allCases.reversed().map { state in (state, count { $0.state == state }) }
        return counts.map { state, count in
            switch state {
            case .ok: "\(count) ok"
            case .warning: count == 1 ? "1 warning" : "\(count) warnings"
            case .failed: "\(count) failed"
            }
        }.joined(separator: ", ")
    }
}

extension Diagnosis {
    /// The line for a person, and another one with what to do.
    var lines: [String] {
        let mark =
            switch state {
            case .ok: "ok      "
            case .warning: "warning "
            case .failed: "FAILED  "
            }
        let place = mailbox.map { " (\($0))" } ?? ""
        return ["\(mark) \(check)\(place): \(found)"] + (advice.isEmpty ? [] : ["         -> \(advice)"])
    }
}

/// A diagnosis, as `doctor --json` prints it.
struct DiagnosisJSON: Encodable {
    var check: String
    @Nullable var mailbox: String?
    var state: String
    var found: String
    @Nullable var advice: String?

    init(_ diagnosis: Diagnosis) {
        check = diagnosis.check
        mailbox = diagnosis.mailbox
        state = diagnosis.state.rawValue
        found = diagnosis.found
        advice = diagnosis.advice.isEmpty ? nil : diagnosis.advice
    }
}

internal import Core
internal import MailIngest
internal import MailTransport

extension WorkerFailure {
    /// No connection to the outgoing server held.
    static let lostConnection = WorkerFailure(
        .connection, summary: "no mail can be handed to the outgoing server",
        advice: "Check url under [smtp], the network and the server; the log has its words.")

    /// What an error of a worker comes to, without its details: those are for the log.
    init(_ error: any Error) {
        switch error {
        case let failure as TransportFailure:
            self.init(Kind(failure.kind), summary: failure.summary, advice: failure.advice)
        case let failure as StoreFailure:
            self.init(
                failure.kind == .full ? .disk : .database,
                summary: failure.kind == .full ? "the disk is full" : "the database can't be used",
                advice: failure.advice)
        case is IntakeFailure, is CommandFailure, is FileProblem, is FileProblems:
            self.init(
                .settings, summary: "something in the settings is in the way", advice: "The log says what to change.")
        default:
            self.init(.other, summary: "it fails", advice: "The log says why; report it if that does not help.")
        }
    }
}

extension WorkerFailure.Kind {
    fileprivate init(_ kind: TransportFailure.Kind) {
        self =
            switch kind {
            case .badCredentials, .loginUnavailable, .noCredentials, .signInNeeded, .tokenRefused: .login
            case .certificate, .tlsUnavailable: .certificate
            case .unreachable, .tokenUnavailable, .serverBusy, .closed, .timedOut, .protocolViolation: .connection
            case .folderMissing: .folder
            case .tooLarge, .refused: .refused
            case .localFile: .disk
            }
    }
}

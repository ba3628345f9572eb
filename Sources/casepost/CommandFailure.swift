internal import ArgumentParser
internal import Core
internal import MailIngest
internal import MailTransport
internal import Templates
internal import Web

#if canImport(Glibc)
    internal import Glibc
#endif

/// Why a command failed: what standard error says, and the exit code (sysexits.h).
struct CommandFailure: Error {
    /// The codes that scripts and MTAs go by.
    enum Code: Int32 {
        case dataError = 65, noInput = 66, ioError = 74, tryAgain = 75
        case noPermission = 77, configuration = 78
    }

    var code: Code
    var lines: [String]

    init(_ code: Code, _ lines: [String]) {
        self.code = code
        self.lines = lines
    }

    init(_ code: Code, _ line: String) { self.init(code, [line]) }

    /// Ends the process for an error; help and usage errors are the argument parser's affair.
    ///
    /// A delivery with wrong arguments has the MTA try again: it would return the message for anything else.
    static func exit(for error: any Error, isDelivery: Bool) -> Never {
        guard let failure = CommandFailure(explaining: error) else {
            guard isDelivery, !Casepost.exitCode(for: error).isSuccess else { Casepost.exit(withError: error) }
            StandardError.write(Casepost.fullMessage(for: error) + "\n")
            Glibc.exit(Code.tryAgain.rawValue)
        }
        for line in failure.lines { StandardError.write("casepost: \(line)\n") }
        Glibc.exit(failure.code.rawValue)
    }

    /// What to say about an error, or `nil` if it is one of the argument parser's.
    init?(explaining error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let refusal as DeskRefusal: self.init(refusal.code, refusal.explanation)
        case let refusal as NoticeRefusal: self.init(refusal.code, refusal.explanation)
        case let refusal as PrivacyRefusal: self.init(refusal.code, refusal.explanation)
        case let problems as FileProblems: self.init(.configuration, problems.problems.map(\.description))
        case let problem as FileProblem: self.init(.configuration, problem.description)
        case let error as TemplateError: self.init(.configuration, error.problems.map(\.description))
        case let failure as StoreFailure: self.init(failure.isTransient ? .tryAgain : .ioError, failure.description)
        case let failure as IntakeFailure: self.init(.configuration, failure.description)
        case let failure as WebServerFailure:
            self.init(
                .tryAgain, "\(failure). End the program that listens there, or name another address under [web].")
        case let failure as TransportFailure:
            let code: Code =
                switch (failure.kind, failure.persistence) {
                case (.badCredentials, _), (.loginUnavailable, _), (.signInNeeded, _): .noPermission
                case (_, .permanent): .configuration
                case (_, .transient): .tryAgain
                }
            self.init(code, "\(failure.summary): \(failure.detail). \(failure.advice)")
        default: return nil
        }
    }
}

extension NoticeRefusal {
    /// What scripts are told: that there is no such notice, or that what was asked can't be done.
    fileprivate var code: CommandFailure.Code {
        if case .noSuchNotice = self { .noInput } else { .dataError }
    }
}

extension PrivacyRefusal {
    /// What scripts are told: that there is no such thing, or that what was asked can't be done.
    fileprivate var code: CommandFailure.Code {
        switch self {
        case .nothingThere, .notHeld: .noInput
        case .held, .removedAlready: .dataError
        }
    }
}

extension DeskRefusal {
    /// What scripts are told: that there is no such case, or that what was asked can't be done.
    fileprivate var code: CommandFailure.Code {
        if case .noSuchCase = self { .noInput } else { .dataError }
    }
}

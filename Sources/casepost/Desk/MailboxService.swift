internal import Core
internal import Logging
internal import MailIngest
internal import MailTransport
internal import ServiceLifecycle
internal import Store

/// Takes in what comes into one mailbox: looks, waits for news, and looks again.
///
/// Each mailbox has a worker of its own; what happens to one is no other's affair.
struct MailboxService: Service {
    /// How a rest between two looks ended.
    private enum RestEnd {
        /// With news, because the time was over, or because the alarm rang.
        case over
        /// The password is another one than the server refused.
        case newPassword
        case failed(any Error)
    }

    let name: String
    let watcher: MailboxWatcher
    /// Between two looks, where the settings say it.
    let interval: Duration?
    /// A change of this file is a reason to log in again at once.
    let passwordFile: String?
    /// Rings when it is time to look, and when a message that came in earlier is to be decided about once more.
    let alarm: Doorbell
    let signs: WorkerSigns
    let log: Logger

    func run() async throws {
        var course = MailboxCourse()
        var password: FileVersion?
        var rest: Task<RestEnd, Never>?
        alarm.ring()
        while await alarm.next() {
            signs.sign()
            rest?.cancel()
            switch await rest?.value {
            case .failed(let error):
                fail(error, &course)
            case .over where course.retry.map { $0 > .now } ?? false:
                // Somebody let a message in: for that no server is needed.
                try await resume()
            case .newPassword:
                log.notice("password file changed, login tried at once", metadata: ["mailbox": "\(name)"])
                course.forgive()
                fallthrough
            case .over, nil:
                if course.retry == nil { course.rested() }
                password = passwordFile.flatMap(FileVersion.init)
                try await look(&course)
            }
            rest = begin(course, password)
        }
        rest?.cancel()
        _ = await rest?.value
        await watcher.close()
    }

    // MARK: Looking

    /// Takes in what waits.
    ///
    /// Throws only what must end the process.
    private func look(_ course: inout MailboxCourse) async throws {
        do {
            let refusal = try await watcher.run {
                signs.sign()
                return Task.isShuttingDownGracefully
            }.refusal
            tell(course.looked(complaint: refusal.map { Self.text($0) }))
            signs.end(
                refusal.map { .failure(WorkerFailure($0)) } ?? .success,
                pause: interval ?? IMAPIntake<DeskDatabase>.safetyInterval)
        } catch let failure as StoreFailure where failure.endsProcess {
            throw failure
        } catch {
            guard !Task.isCancelled else { return }
            fail(error, &course)
        }
    }

    /// Goes on with what is stored, while the server may not be asked.
    private func resume() async throws {
        do {
            _ = try await watcher.resume()
        } catch let failure as StoreFailure where failure.endsProcess {
            throw failure
        } catch {
            log.error("stored messages not taken in", metadata: ["mailbox": "\(name)", "error": "\(Self.text(error))"])
        }
    }

    private func fail(_ error: any Error, _ course: inout MailboxCourse) {
        let text = Self.text(error)
        let (pause, telling) = course.failed(
            MailboxCourse.Trouble(error), text, at: .now, chance: .random(in: 0...1))
        tell(telling)
        log.debug(
            "mailbox tried again later", metadata: ["mailbox": "\(name)", "error": "\(text)", "pause": "\(pause)"])
        signs.end(.failure(WorkerFailure(error)), pause: pause)
    }

    private func tell(_ telling: MailboxCourse.Telling?) {
        switch telling {
        case .trouble(let text):
            log.error("mailbox not read", metadata: ["mailbox": "\(name)", "error": "\(text)"])
        case .recovery: log.notice("mailbox read again", metadata: ["mailbox": "\(name)"])
        case nil: break
        }
    }

    private static func text(_ error: any Error) -> String {
        (CommandFailure(explaining: error)?.lines ?? ["\(error)"]).joined(separator: " ")
    }

    // MARK: Resting

    /// Waits for news, or for the time to try again; then rings the alarm, unless somebody else did.
    private func begin(_ course: MailboxCourse, _ password: FileVersion?) -> Task<RestEnd, Never> {
        Task {
            let end = await rest(course, password)
            if !Task.isCancelled { alarm.ring() }
            return end
        }
    }

    private func rest(_ course: MailboxCourse, _ password: FileVersion?) async -> RestEnd {
        do {
            guard let retry = course.retry else {
                try await watcher.waitForNews(interval: interval)
                return .over
            }
            guard course.trouble == .login, let passwordFile else {
                try await Task.sleep(until: retry)
                return .over
            }
            while ContinuousClock.now < retry {
                guard FileVersion(passwordFile) == password else { return .newPassword }
                try await Task.sleep(until: min(retry, .now + .seconds(1)))
            }
            // It may have come in the last second.
            return FileVersion(passwordFile) == password ? .over : .newPassword
        } catch {
            return error is CancellationError ? .over : .failed(error)
        }
    }
}

extension MailboxCourse.Trouble {
    fileprivate init(_ error: any Error) {
        let kind = (error as? TransportFailure)?.kind
        self = kind == .badCredentials || kind == .loginUnavailable ? .login : .passing
    }
}

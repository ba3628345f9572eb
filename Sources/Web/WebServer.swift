public import Core
public import FoundationEssentials
internal import Hummingbird
public import Logging
public import MailAuth
public import Templates

/// The desk's pages.
///
/// It logs one line for each request, without what could open anything: no path, no token, no address.
public struct WebServer: Sendable {
    private let listener: PageListener
    private let responder: Replaceable<PageResponder>
    private let answering: @Sendable (PageSet) -> PageResponder

    /// A server that does not listen yet.
    ///
    /// `board` has the banner of all pages; whoever runs the server puts the notices there now and then. `onConfirmed` is
    /// called when somebody has said that messages are theirs, so that these are taken in at once; every request is
    /// counted in `requests`.
    public init(
        configuration: WebConfiguration, pages: PageSet, tokens: CapabilityTokens, desk: any ChallengeDesk,
        views: any CaseViewing, surveys: any SurveyDesk, notices: any NoticeViewing, board: NoticeBoard,
        requests: RequestTally = RequestTally(), log: Logger,
        now: @escaping @Sendable () -> Date, onConfirmed: @escaping @Sendable () -> Void
    ) {
        let headers = SecurityHeaders(isSecure: configuration.publicURL.isSecure)
        listener = PageListener(
            host: configuration.host, port: configuration.port, limits: configuration.limits, headers: headers, log: log
        )
        let limiter = RateLimiter(configuration.limits)
        answering = { pages in
            let stylesheet = Stylesheet(pages.stylesheet)
            let frame = FixedPage(
                siteName: configuration.siteName, stylesheet: "\(configuration.publicURL.path)/\(stylesheet.name)",
                banners: board)
            let challenges = ChallengePages(
                desk: desk, tokens: tokens, frame: frame, limits: configuration.limits, now: now,
                onConfirmed: onConfirmed)
            return PageResponder(
                configuration: configuration, templates: pages, challenges: challenges,
                cases: CasePages(views: views, tokens: tokens, frame: frame, now: now),
                notices: NoticePages(notices: notices, board: board, frame: frame, log: log, now: now),
                surveys: SurveyPages(
                    desk: surveys, tokens: tokens, frame: frame, root: configuration.publicURL.path, now: now),
                stylesheet: stylesheet, headers: headers, limiter: limiter, requests: requests, log: log)
        }
        responder = Replaceable(answering(pages))
    }

    /// Shows other pages from the next request on.
    public func show(_ pages: PageSet) { responder.replace(with: answering(pages)) }

    /// Answers requests until the process is to end gracefully or the task is cancelled.
    ///
    /// `onListening` is told the port once it can be reached. Throws a ``WebServerFailure`` where it can't be listened on.
    public func run(onListening: @escaping @Sendable (_ port: Int) -> Void = { _ in }) async throws {
        try await listener.run(answers, onListening: onListening)
    }

    /// Who answers, for tests that ask without a connection.
    var answers: LiveResponder { LiveResponder(pages: responder) }
}

/// Why the pages can't be reached.
public struct WebServerFailure: Error, Sendable, CustomStringConvertible {
    /// The host that was to be listened on.
    public var host: String
    /// The port that was to be listened on.
    public var port: Int
    /// What the system said.
    public var reason: String

    /// One line for the operator.
    public var description: String { "can't listen on \(host):\(port): \(reason)" }
}

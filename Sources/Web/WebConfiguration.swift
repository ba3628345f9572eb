public import Core

/// Where the pages are, and what a visitor may ask of them.
public struct WebConfiguration: Sendable {
    /// The host name or address that is listened on.
    public var host: String
    /// The port that is listened on; 0 lets the system pick one.
    public var port: Int
    /// The desk, as people call it.
    public var siteName: String
    /// Where people find the pages; a proxy before them may take its path off or leave it on.
    public var publicURL: PublicURL
    /// What a visitor may ask.
    public var limits: WebLimits
    /// Addresses of proxies that are believed whom they speak for (`X-Forwarded-For`); nothing else of it is believed.
    public var trustedProxies: Set<String>

    /// A configuration from its parts.
    public init(
        host: String = "127.0.0.1", port: Int = 8080, siteName: String, publicURL: PublicURL,
        limits: WebLimits = WebLimits(), trustedProxies: Set<String> = ["127.0.0.1", "::1"]
    ) {
        self.host = host
        self.port = port
        self.siteName = siteName
        self.publicURL = publicURL
        self.limits = limits
        self.trustedProxies = trustedProxies
    }
}

/// How much a visitor may ask of the pages; what is more gets an answer that says so, or none.
public struct WebLimits: Sendable {
    /// Octets of a request's path and query: 414.
    public var pathSize = 8 * 1024
    /// Octets of a request's header section: 400.
    public var headerSize = 32 * 1024
    /// Octets of a request's body: 413.
    public var bodySize = 64 * 1024
    /// Fields of a form: 400.
    public var formFields = 1_000
    /// Messages that one page asks about; further ones come after the answer.
    public var listedMessages = 200
    /// So long a request may take to come in, from the connection or from the answer before it; then it is cut.
    public var requestTime = Duration.seconds(30)
    /// So long an answer may take to be taken.
    public var answerTime = Duration.seconds(60)
    /// Connections at a time; more have to wait.
    public var connections = 256
    /// Requests that one address may make at once: 429.
    public var burst = 60
    /// Requests a second that it gets back.
    public var requestsPerSecond = 2.0
    /// Addresses that are told apart; those beyond share what one may ask.
    public var addresses = 10_000

    /// The limits that fit a desk.
    public init() {}
}

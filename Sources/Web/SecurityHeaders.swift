internal import HTTPTypes

/// What stands in the header section of every answer, whatever became of the request.
struct SecurityHeaders: Sendable {
    private let fields: [(HTTPField.Name, String)]

    /// The fields for pages that are reached over TLS or not.
    init(isSecure: Bool) {
        var fields = Self.always
        // RFC 6797 section 7.2: not over a connection without TLS.
        if isSecure { fields.append((.strictTransportSecurity, "max-age=31536000")) }
        self.fields = fields
    }

    /// Adds those that are missing.
    func complete(_ headers: inout HTTPFields) {
        for (name, value) in fields where headers[name] == nil { headers[name] = value }
    }

    private static let policy = [
        "default-src 'none'", "style-src 'self'", "img-src 'self'", "form-action 'self'", "frame-ancestors 'none'",
        "base-uri 'none'",
    ]

    private static let always: [(HTTPField.Name, String)] = [
        (.contentSecurityPolicy, policy.joined(separator: "; ")),
        (.xContentTypeOptions, "nosniff"),
        (.referrerPolicy, "no-referrer"),
        (.cacheControl, "no-store"),
        (.crossOriginResourcePolicy, "same-origin"),
        (.permissionsPolicy, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (.robotsTag, "noindex, nofollow"),
    ]
}

extension HTTPField.Name {
    private static func known(_ name: String) -> Self {
        guard let field = Self(name) else { preconditionFailure("\(name) is no field name") }
        return field
    }

    static let referrerPolicy = known("Referrer-Policy")
    static let permissionsPolicy = known("Permissions-Policy")
    static let robotsTag = known("X-Robots-Tag")
    static let forwardedFor = known("X-Forwarded-For")
}

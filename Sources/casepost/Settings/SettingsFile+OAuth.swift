internal import Core
internal import FoundationEssentials
internal import MailTransport

extension SettingsFile {
    /// The grants by their names in the settings; the first two differ in how a person signs in.
    private enum GrantName: String, CaseIterable {
        case refreshToken = "refresh_token"
        case deviceCode = "device_code"
        case clientCredentials = "client_credentials"

        var grant: OAuthClient.Grant { self == .clientCredentials ? .clientCredentials : .refreshToken }
    }

    /// `oauth2` of a mailbox or of `[smtp]`, for the login of that name.
    func oauth2(_ table: inout TableReader, name: String) -> OAuthSettings? {
        guard table.has("oauth2") else {
            _ = table.value("oauth2", .text)
            return nil
        }
        return table.table("oauth2") { oauthTable(&$0, name: name) }
    }

    private func oauthTable(_ table: inout TableReader, name: String) -> OAuthSettings? {
        let provider: OAuthProvider? = table.value("provider", .oneOf)
        let grantName: GrantName = table.value("grant", .oneOf) ?? .refreshToken
        let tenant = tenant(&table, provider, grantName.grant)
        let tokenURL = table.value("token_url", .tokenServerURL) ?? tenant.flatMap { provider?.tokenURL(tenant: $0) }
        if provider == nil, !table.has("token_url") {
            table.report("token_url", "is missing; write it, or provider = \"microsoft\" or \"google\"")
        }
        if provider == .google, grantName != .refreshToken {
            table.report(
                "grant", "is \"\(grantName.rawValue)\", which Google has not for mail; write \"refresh_token\"")
        }
        let id = table.required("client_id", .text, "write the id that the provider gave this client")
        let (secret, secretEnds) = clientSecret(&table)
        let authentication: OAuthClient.Authentication = table.value("client_auth", .oneOf) ?? .body
        if authentication == .basic, secret == nil {
            table.report(
                "client_auth", "is \"basic\" and there is no secret; add client_secret_file, or write \"body\"")
        }
        let scope = table.value("scope", .text) ?? provider?.scope(grantName.grant) ?? ""
        let caFile = table.value("ca_file", .path(from: folder))
        let kept = kept(&table, grantName, provider, tenant, hasSecret: secret != nil)
        guard let tokenURL, let id else { return nil }
        var settings = OAuthSettings(
            client: OAuthClient(
                name: name, tokenURL: tokenURL, id: id, scope: scope, grant: grantName.grant,
                authentication: authentication, caFile: caFile),
            clientSecret: secret, refreshTokenFile: kept.file)
        settings.terms = OAuthTerms(clientSecretEnds: secretEnds, idleDays: kept.idleDays)
        settings.signIn = kept.signIn
        return settings
    }

    /// The directory at Microsoft; empty where there is none to be named.
    private func tenant(
        _ table: inout TableReader, _ provider: OAuthProvider?, _ grant: OAuthClient.Grant
    ) -> String? {
        guard provider == .microsoft else {
            if table.has("tenant") {
                table.refuse("tenant", "has a meaning with provider = \"microsoft\" only; remove it")
            } else {
                _ = table.value("tenant", .text)
            }
            return ""
        }
        let tenant = table.required("tenant", .identifier, "write the id or the domain of your directory")
        if grant == .clientCredentials, let tenant, ["common", "organizations", "consumers"].contains(tenant) {
            table.report("tenant", "is \"\(tenant)\", in which no client is at home; write the id of your directory")
        }
        return tenant
    }

    private func clientSecret(_ table: inout TableReader) -> (PasswordSource?, ends: Date?) {
        let file = table.value("client_secret_file", .path(from: folder))
        let variable = table.value("client_secret_env", .text)
        if file != nil, variable != nil {
            table.report("client_secret_env", "stands beside client_secret_file; keep one of them")
        }
        let ends = table.value("client_secret_expires", .day)
        if ends != nil, file == nil, variable == nil {
            table.report("client_secret_expires", "has no secret beside it; add client_secret_file, or remove it")
        }
        return (file.map { .file($0) } ?? variable.map { .environment($0) }, ends)
    }

    /// What has a meaning only where there is a refresh token.
    private func kept(
        _ table: inout TableReader, _ grant: GrantName, _ provider: OAuthProvider?, _ tenant: String?, hasSecret: Bool
    ) -> (file: String?, idleDays: Int?, signIn: OAuthSettings.SignIn) {
        let file = table.value("refresh_token_file", .path(from: folder))
        let idleDays = table.value("refresh_token_days", .integer(in: 1...3650))
        var signIn = tenant.flatMap { provider?.signIn(tenant: $0) } ?? OAuthSettings.SignIn()
        signIn.deviceURL = table.value("device_url", .tokenServerURL) ?? signIn.deviceURL
        signIn.authorizeURL = table.value("authorize_url", .tokenServerURL) ?? signIn.authorizeURL
        signIn.redirectURL = table.value("redirect_url", .text) ?? signIn.redirectURL
        guard grant == .clientCredentials else {
            if !table.has("refresh_token_file") {
                table.report("refresh_token_file", "is missing; write a name such as var/NAME.token: sign-in makes it")
            }
            if grant == .deviceCode, signIn.deviceURL == nil, provider != .google {
                table.report("grant", "is \"device_code\" and there is no device_url; add it")
            }
            // Who says which way to sign in means that one.
            if grant == .deviceCode { signIn.authorizeURL = nil }
            return (file, idleDays ?? provider?.idleDays, signIn)
        }
        if !hasSecret {
            table.report("grant", "is \"client_credentials\" and there is no secret; add client_secret_file")
        }
        for key in ["refresh_token_file", "refresh_token_days", "device_url", "authorize_url", "redirect_url"]
        where table.has(key) {
            table.report(key, "has no meaning with grant = \"client_credentials\"; remove it")
        }
        return (nil, nil, OAuthSettings.SignIn())
    }
}

extension ValueReader where Value == TokenServerURL {
    /// The address of a token server.
    fileprivate static var tokenServerURL: Self {
        ValueReader<String>.text.then { text throws(BadValue) in
            guard let url = TokenServerURL(text) else {
                throw BadValue("is no address that secrets may be sent to; write https://HOST/PATH")
            }
            return url
        }
    }
}

extension ValueReader where Value == Date {
    /// A day, as a text or as TOML's own.
    fileprivate static var day: Self {
        Self { node throws(BadValue) in
            let text: String
            switch node.value {
            case .string(let string): text = string
            case .date(let date): text = date
            default: throw BadValue("is \(node.typeName); write a date such as 2027-05-01")
            }
            guard let date = Instant.read(text) else {
                throw BadValue("\"\(text)\" is no date; write it as 2027-05-01")
            }
            return date
        }
    }
}

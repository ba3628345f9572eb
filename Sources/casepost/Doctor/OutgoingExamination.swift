internal import Core
internal import FoundationEssentials
internal import MailTransport

/// Looks at the way out; sends nothing.
struct OutgoingExamination: Sendable {
    let smtp: Settings.SMTP
    let logins: Logins

    func run() async -> [Diagnosis] {
        switch smtp.destination {
        case .maildir(let path):
            do {
                let place = try await OwnThread.run { StoragePlace(at: path) }
                return [.outgoingMaildir(place)]
            } catch { return Diagnosis.failed("smtp", because: error) }
        case .server(let endpoint, let login): return await look(at: endpoint, login)
        }
    }

    private func look(at endpoint: ServerEndpoint, _ login: Login?) async -> [Diagnosis] {
        do {
            let pool = SMTPPool(endpoint: endpoint, credentials: try logins.source(login), connections: 1)
            let extensions = try await pool.open()
            await pool.close()
            let user = login.map { "takes \($0.username)" } ?? "needs no login"
            return [.outgoing(extensions, "\(endpoint.host):\(endpoint.port) \(user)")]
        } catch { return Diagnosis.failed("smtp", because: error) }
    }
}

extension Diagnosis {
    private static let smallest = 1 << 20

    /// A server that took the login.
    static func outgoing(_ extensions: SMTPExtensions, _ place: String) -> Diagnosis {
        var words = [place]
        if let limit = extensions.sizeLimit { words.append("mail up to \(limit / 1_000_000) MB") }
        if extensions.eightBitMIME { words.append("8BITMIME") }
        if !extensions.smtpUTF8 { words.append("no SMTPUTF8: mail to international addresses is refused") }
        let found = words.joined(separator: ", ")
        guard let limit = extensions.sizeLimit, limit < smallest else { return .ok("smtp", found) }
        return .warning(
            "smtp", "\(place), mail up to \(limit) octets only",
            "raise the server's limit (Postfix: message_size_limit): longer mail is refused for good")
    }

    /// A login with tokens.
    static func oauth(_ report: OAuthReport) -> Diagnosis {
        let days = report.daysLeft.map { ", \($0) days left" } ?? ""
        let found = report.state.rawValue + days + (report.detail.map { ": \($0)" } ?? "")
        switch report.state {
        case .untried, .working: return .ok("oauth", of: report.login, found)
        case .expiring:
            return .warning("oauth", of: report.login, found, report.advice ?? "casepost oauth status says more")
        case .failing, .unsaved, .signIn, .settings:
            return .failed("oauth", of: report.login, found, report.advice ?? "casepost oauth status says more")
        }
    }

    /// Mail that is only written into a folder.
    static func outgoingMaildir(_ place: StoragePlace) -> Diagnosis {
        guard place.isWritable else {
            return .failed(
                "smtp", "\(place.path) can't be written to",
                "let the user that runs casepost write to it, or correct url under [smtp]")
        }
        return .warning(
            "smtp", "all mail is written to \(place.path) and reaches nobody",
            "in earnest, set url under [smtp] to smtp://HOST:587 or smtps://HOST")
    }

    /// The pages.
    static func web(_ web: Settings.Web?, _ publicURL: PublicURL?) -> Diagnosis {
        guard let publicURL else {
            return .warning(
                "web", "there are no pages: nobody can be asked by a link, and surveys are off",
                "set public_url under [site], and listen under [web]")
        }
        guard let web else {
            return .warning(
                "web", "links lead to \(publicURL), and no pages are served here",
                "set listen = \"127.0.0.1:8080\" under [web], with a web server before it")
        }
        let host = publicURL.description.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        let isHere = ["127.", "localhost", "[::1]"].contains { host.hasPrefix($0) }
        guard publicURL.isSecure || isHere else {
            return .warning(
                "web", "links lead to \(publicURL), which is not encrypted",
                "put a web server with a certificate before \(web.host):\(web.port), and set public_url to https://…")
        }
        return .ok("web", "\(publicURL), served at \(web.host):\(web.port)")
    }
}

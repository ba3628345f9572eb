internal import Core
internal import FoundationEssentials

/// A URL of the settings: of a server, or of a place in the file system.
enum ServiceURL: Equatable, Sendable {
    /// `scheme://host:port/path`; host without brackets, path decoded and without its first slash.
    case server(scheme: String, host: String, port: UInt16?, path: String)
    /// `scheme:PATH`, the path resolved; empty where nothing follows the colon.
    case local(scheme: String, path: String)
}

extension ValueReader where Value == ServiceURL {
    /// A URL of one of these schemes; those in `servers` have a host, those in `local` a path.
    ///
    /// What is wrong never quotes the value: a password may stand in it.
    static func url(servers: [String] = [], local: [String] = [], folder: String) -> Self {
        ValueReader<String>.text.then { text throws(BadValue) in
            let scheme = text.prefix { $0 != ":" }.lowercased()
            let rest = String(text.dropFirst(scheme.count + 1))
            if local.contains(scheme), text.contains(":") {
                return .local(scheme: scheme, path: try localPath(rest, scheme, folder))
            }
            guard servers.contains(scheme), rest.hasPrefix("//") else {
                throw .unknownScheme(text.contains(":") ? scheme : nil, servers: servers, local: local)
            }
            return try server(text, scheme)
        }
    }

    private static func localPath(_ path: String, _ scheme: String, _ folder: String) throws(BadValue) -> String {
        if path.hasPrefix("//") { throw BadValue("has a host; write \(scheme):PATH, without //") }
        if scheme == "pipe" {
            guard path.isEmpty else { throw BadValue("has something after pipe:; write pipe: alone") }
            return ""
        }
        guard !path.isEmpty else { throw BadValue("has no path; write \(scheme):PATH") }
        return FilePath.resolve(path, in: folder)
    }

    private static func server(_ text: String, _ scheme: String) throws(BadValue) -> ServiceURL {
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty else {
            throw BadValue("is not a URL with a host; write \(scheme)://host")
        }
        guard url.user == nil, url.password == nil else {
            throw BadValue("has a user or password in it; use username with password_file or password_env")
        }
        guard url.query == nil, url.fragment == nil else { throw BadValue("has a ? or # in it; write %3F or %23") }
        if let port = url.port, !(1...65535).contains(port) {
            throw BadValue("has the port \(port); write one from 1 to 65535")
        }
        return .server(
            scheme: scheme, host: host.trimming { $0 == "[" || $0 == "]" }, port: url.port.map { UInt16($0) },
            path: String(url.path.drop { $0 == "/" }))
    }
}

extension BadValue {
    fileprivate static func unknownScheme(_ scheme: String?, servers: [String], local: [String]) -> BadValue {
        let known = servers + local
        let forms = servers.map { "\($0)://HOST" } + local.map { $0 == "pipe" ? "pipe:" : "\($0):PATH" }
        let advice = "write " + forms.joined(separator: ", ")
        guard let scheme else { return BadValue("has no scheme; \(advice)") }
        guard !known.contains(scheme) else { return BadValue("has no host; \(advice)") }
        return BadValue("has the unknown scheme \(scheme):; \(advice)" + NearestName.hint(for: scheme, among: known))
    }
}

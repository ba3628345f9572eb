import Foundation

/// One connection to a ``TokenServer``: one request, one answer.
struct TokenServerSession {
    private let descriptor: Int32
    private let server: TokenServer

    init(_ descriptor: Int32, server: TokenServer) {
        self.descriptor = descriptor
        self.server = server
    }

    func run() {
        defer { close(descriptor) }
        guard let (path, fields) = request() else { return }
        switch server.reaction(to: path) {
        case .reply(let status, let body, let more): send(status, body, more)
        case .hang:
            var octet: UInt8 = 0
            while recv(descriptor, &octet, 1, 0) > 0 {}
        case .hangUp: _ = server.answer(path, fields)
        case nil:
            let (status, body) = server.answer(path, fields)
            send(status, body, "")
        }
    }

    private func request() -> (path: String, fields: [String: String])? {
        var octets: [UInt8] = []
        while true {
            if let text = String(bytes: octets, encoding: .utf8), let end = text.range(of: "\r\n\r\n") {
                let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
                let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.split(separator: ":")[1].trimmingCharacters(in: .whitespaces)) }
                let body = String(text[end.upperBound...])
                if body.utf8.count >= length ?? 0 { return parsed(lines, body) }
            }
            var piece = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &piece, piece.count, 0)
            guard count > 0 else { return nil }
            octets += piece[..<count]
        }
    }

    private func parsed(_ lines: [String], _ body: String) -> (path: String, fields: [String: String]) {
        let target = lines[0].split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        var fields = form(parts.count > 1 ? parts[1] : "").merging(form(body)) { $1 }
        let basic = lines.first { $0.lowercased().hasPrefix("authorization: basic ") }
        if let basic, let data = Data(base64Encoded: String(basic.dropFirst(21))) {
            let pair = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1).map(decoded)
            (fields["client_id"], fields["client_secret"]) = (pair.first, pair.last)
        }
        return (parts.first ?? "", fields)
    }

    private func form(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
        return Dictionary(pairs.filter { $0.count == 2 }.map { (decoded($0[0]), decoded($0[1])) }) { $1 }
    }

    private func decoded(_ text: some StringProtocol) -> String {
        String(text).replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? ""
    }

    private func send(_ status: Int, _ body: String, _ fields: String) {
        let text =
            "HTTP/1.1 \(status) x\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
            + "Connection: close\r\n\(fields)\r\n\(body)"
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }
}

extension TokenServer {
    /// Further lines for a Dovecot that takes this server's access tokens besides passwords.
    public func dovecotConfiguration(
        in directory: TemporaryDirectory, mechanisms: String = "xoauth2 oauthbearer"
    ) throws -> String {
        let file = try directory.write(
            "oauth-\(port).conf",
            """
            tokeninfo_url = \(url("/info?access_token="))
            introspection_mode = get
            introspection_url = \(url("/info?access_token="))
            force_introspection = no
            username_attribute = username
            active_attribute = active
            active_value = true
            openid_configuration_url = http://127.0.0.1:\(port)/

            """)
        return """
            auth_mechanisms = plain login \(mechanisms)
            passdb {
              driver = oauth2
              mechanisms = xoauth2 oauthbearer
              args = \(file)
            }
            """
    }
}

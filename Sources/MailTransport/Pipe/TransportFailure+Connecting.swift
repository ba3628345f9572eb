import CCurl
import FoundationEssentials

extension TransportFailure {
    /// Judges a failed connection by libcurl's code, by whether TCP was connected, and by what the server said last.
    ///
    /// The code alone is not enough: libcurl says 67 for a wrong password, for an expired token, for a server in
    /// trouble and for a mechanism that is not offered.
    static func connecting(_ code: CURLcode, text: String, lines: [String], isConnected: Bool) -> TransportFailure {
        let lastLine = lines.last ?? ""
        let said = lastLine.isEmpty ? "" : "; the server said: \(lastLine.printable)"
        let kind = Kind(code, ServerVerdict(of: lastLine), isConnected: isConnected)
        // A handshake also fails when the server is just being restarted.
        let persistence: Persistence? = code == CURLE_SSL_CONNECT_ERROR ? .transient : nil
        return TransportFailure(kind, persistence: persistence, detail: text + said)
    }
}

extension TransportFailure.Kind {
    fileprivate init(_ code: CURLcode, _ verdict: ServerVerdict, isConnected: Bool) {
        switch (code, verdict) {
        case (CURLE_PEER_FAILED_VERIFICATION, _), (CURLE_SSL_CACERT_BADFILE, _), (CURLE_SSL_ISSUER_ERROR, _):
            self = .certificate
        case (CURLE_USE_SSL_FAILED, .busy):
            // RFC 3207 section 4: 454, not now.
            self = .serverBusy
        case (CURLE_USE_SSL_FAILED, _), (CURLE_SSL_CONNECT_ERROR, _):
            self = .tlsUnavailable
        case (CURLE_COULDNT_RESOLVE_HOST, _), (CURLE_COULDNT_CONNECT, _), (CURLE_URL_MALFORMAT, _):
            self = .unreachable
        case (CURLE_OPERATION_TIMEDOUT, _):
            self = isConnected ? .timedOut : .unreachable
        case (_, .busy):
            self = .serverBusy
        case (CURLE_LOGIN_DENIED, .agreed), (CURLE_AUTH_ERROR, _):
            // The last thing that went well was the list of capabilities: no mechanism was even tried.
            self = .loginUnavailable
        case (CURLE_LOGIN_DENIED, _):
            self = .badCredentials
        case (CURLE_WEIRD_SERVER_REPLY, .refused), (CURLE_REMOTE_ACCESS_DENIED, .refused):
            // The greeting; EHLO.
            self = .refused
        case (CURLE_RECV_ERROR, _), (CURLE_SEND_ERROR, _), (CURLE_GOT_NOTHING, _), (CURLE_ABORTED_BY_CALLBACK, _):
            self = .closed
        default:
            // Text before the handshake of STARTTLS, a greeting of another protocol, more text than libcurl takes.
            self = .protocolViolation
        }
    }
}

/// What the last line of a server amounts to, IMAP's or SMTP's.
private enum ServerVerdict {
    case agreed, busy, refused, other

    init(of line: String) {
        let words = line.split(separator: " ", maxSplits: 2).map { $0.uppercased() }
        switch (words.first ?? "", words.count > 1 ? words[1] : "") {
        case ("*", "BYE"): self = .busy
        case (_, "OK"): self = .agreed
        case (_, "NO") where Self.passingTroubles.contains { words.last?.hasPrefix($0) == true }: self = .busy
        case (_, "NO"), (_, "BAD"): self = .refused
        case (let code, _): self = Self.isInTrouble(line) ? .busy : Self(replyCode: code)
        }
    }

    /// Whether a login with a token failed for reasons that are the server's own (RFC 7628 section 3.2.2): the challenge
    /// is JSON with a status as in HTTP.
    private static func isInTrouble(_ line: String) -> Bool {
        let words = line.split(separator: " ")
        guard words.count == 2, words[0] == "+" || words[0] == "334", let json = Data(base64Encoded: String(words[1])),
            let challenge = try? JSONDecoder().decode(Challenge.self, from: json)
        else { return false }
        return challenge.status.value >= 500
    }

    private struct Challenge: Decodable { var status: WholeNumber }

    /// A reply of SMTP: `421`, or `250-SIZE`.
    private init(replyCode word: String) {
        let digits = word.prefix(3)
        guard digits.count == 3, UInt16(digits) != nil else {
            self = .other
            return
        }
        switch digits.first {
        case "2": self = .agreed
        case "4": self = .busy
        case "5": self = .refused
        default: self = .other
        }
    }

    /// Response codes that promise better times (RFC 5530).
    private static let passingTroubles = ["[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]"]
}

extension String {
    /// The text with its control characters replaced, cut to a length that fits a log line.
    var printable: String {
        if utf8.count <= 300, utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
        let cleaned = unicodeScalars.prefix(300).map { scalar -> Unicode.Scalar in
            scalar.properties.generalCategory == .control ? "?" : scalar
        }
        return String(String.UnicodeScalarView(cleaned))
    }
}

import CCurl
import Core

extension CurlPipe {
    /// Connects, encrypts and logs in; returns with the server waiting for our first command.
    ///
    /// What the server sent in one piece with its last answer is lost in libcurl's own buffer. An IMAP session
    /// therefore begins with a NOOP and throws everything away until that is answered.
    ///
    /// Ringing `wakeup` ends the attempt within about a second.
    static func connect(
        to endpoint: ServerEndpoint, as credentials: Credentials, patience: ConnectPatience = .standard,
        wakeup: Wakeup? = nil
    ) throws(TransportFailure) -> CurlPipe {
        let url = try endpoint.url()
        let handle = try CurlHandle()
        try handle.set(CURLOPT_URL, url)
        try handle.prepareConnection(patience)
        try handle.prepareEncryption(endpoint)
        try handle.prepareLogin(credentials, endpoint.service)
        let (code, transcript) = try handle.perform(until: wakeup)
        var socket: curl_socket_t = -1
        ccurl_get_socket(handle.pointer, &socket)
        guard code == CURLE_OK, socket >= 0 else {
            throw .connecting(
                code, text: handle.text(for: code), lines: transcript.lines, isConnected: handle.hasConnected)
        }
        // A dead peer is noticed by keepalive probes, and by bytes of ours that it does not acknowledge.
        guard ccurl_limit_silence(socket, 4, 60_000) == 0 else {
            throw TransportFailure(.closed, detail: "the connection ended after the login")
        }
        return CurlPipe(handle: handle, socket: socket, serverLines: transcript.lines)
    }
}

/// How long connecting may take; libcurl's own limits hold here, and only here.
struct ConnectPatience: Sendable {
    /// Everything up to the end of the login.
    var total: Duration
    /// One answer of the server.
    var answer: Duration

    /// Thirty seconds: some servers make a failed login wait for fifteen.
    static let standard = ConnectPatience(total: .seconds(30), answer: .seconds(30))
}

extension ServerEndpoint {
    /// The URL for libcurl, of checked parts only.
    fileprivate func url() throws(TransportFailure) -> String {
        guard tls != .never || isLoopback else {
            throw TransportFailure(.tlsUnavailable, detail: "unencrypted connections are made to this machine only")
        }
        guard !host.isEmpty, host.utf8.allSatisfy(\.mayStandInHost), port > 0 else {
            throw TransportFailure(
                .unreachable, persistence: .permanent, detail: "no host name: \(host.debugDescription)")
        }
        let authority = "\(host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host):\(port)"
        switch service {
        case .imap: return "\(tls == .implicit ? "imaps" : "imap")://\(authority)"
        case .smtp(let clientName):
            guard !clientName.isEmpty, clientName.utf8.allSatisfy(\.mayStandInHost) else {
                throw TransportFailure(.refused, detail: "no name for EHLO: \(clientName.debugDescription)")
            }
            return "\(tls == .implicit ? "smtps" : "smtp")://\(authority)/\(clientName)"
        }
    }
}

extension UInt8 {
    /// Letters, digits, `-`, `.`, `_`, `:` and anything beyond ASCII (international names).
    fileprivate var mayStandInHost: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
        default: "-._:".utf8.contains(self)
        }
    }
}

extension CurlHandle {
    fileprivate func prepareConnection(_ patience: ConnectPatience) throws(TransportFailure) {
        try set(CURLOPT_CONNECT_ONLY, 1)
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PROTOCOLS_STR, "imap,imaps,smtp,smtps")
        // Otherwise ALL_PROXY of the environment would see our mail server's name and carry our connection.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_BUFFERSIZE, 262_144)
        try set(CURLOPT_CONNECTTIMEOUT_MS, Int(patience.total / .milliseconds(1)))
        // The handshake of TLS is under the limit above only, the server's answers under both.
        try set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(patience.answer / .seconds(1))))
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_TCP_KEEPIDLE, 120)
        try set(CURLOPT_TCP_KEEPINTVL, 30)
    }

    fileprivate func prepareEncryption(_ endpoint: ServerEndpoint) throws(TransportFailure) {
        // ALL, never TRY: that logs in over plain text where STARTTLS is missing.
        let use = endpoint.tls == .never ? CURLUSESSL_NONE : CURLUSESSL_ALL
        try set(CURLOPT_USE_SSL, Int(use.rawValue))
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        if let caFile = endpoint.caFile { try set(CURLOPT_CAINFO, caFile) }
    }

    /// Names the mechanisms always: left alone, libcurl prefers GSSAPI and NTLM to PLAIN, and fails with them.
    fileprivate func prepareLogin(
        _ credentials: Credentials, _ service: ServerEndpoint.Service
    ) throws(TransportFailure) {
        switch credentials {
        case .none:
            return
        case .password(let user, let password):
            try set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
            try set(CURLOPT_USERNAME, user)
            try set(CURLOPT_PASSWORD, password.reveal())
        case .bearer(let user, let token):
            try set(CURLOPT_LOGIN_OPTIONS, "AUTH=OAUTHBEARER;AUTH=XOAUTH2")
            try set(CURLOPT_USERNAME, user)
            try set(CURLOPT_XOAUTH2_BEARER, token.reveal())
        }
        // Saves a round trip. SMTP may always do it (RFC 4954 section 4); IMAP servers announce it (RFC 4959).
        if case .smtp = service { try set(CURLOPT_SASL_IR, 1) }
    }

    /// Connects, and listens to what the server says meanwhile.
    fileprivate func perform(until wakeup: Wakeup?) throws(TransportFailure) -> (CURLcode, ConnectTranscript) {
        try set(CURLOPT_NOPROGRESS, wakeup == nil ? 1 : 0)
        defer { withExtendedLifetime(wakeup) {} }
        ccurl_set_pointer(pointer, CURLOPT_XFERINFODATA, wakeup.map { Unmanaged.passUnretained($0).toOpaque() })
        ccurl_set_progress_callback(pointer) { wakeup, _, _, _, _ in
            guard let wakeup else { return 0 }
            return Unmanaged<Wakeup>.fromOpaque(wakeup).takeUnretainedValue().isRinging ? 1 : 0
        }
        var transcript = ConnectTranscript()
        let code = withUnsafeMutablePointer(to: &transcript) { transcript in
            ccurl_set_pointer(pointer, CURLOPT_HEADERDATA, transcript)
            ccurl_set_data_callback(pointer, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return context.assumingMemoryBound(to: ConnectTranscript.self).pointee.append(line) ? line.count : 0
            }
            // The callbacks' pointers are good during this call only.
            defer {
                ccurl_set_data_callback(pointer, CURLOPT_HEADERFUNCTION, nil)
                ccurl_set_pointer(pointer, CURLOPT_HEADERDATA, nil)
                ccurl_set_progress_callback(pointer, nil)
                ccurl_set_pointer(pointer, CURLOPT_XFERINFODATA, nil)
            }
            return curl_easy_perform(pointer)
        }
        return (code, transcript)
    }

    /// Whether the TCP connection was made.
    fileprivate var hasConnected: Bool {
        var microseconds: curl_off_t = 0
        return ccurl_get_offset(pointer, CURLINFO_CONNECT_TIME_T, &microseconds) == CURLE_OK && microseconds > 0
    }
}

/// What the server said while libcurl connected, within a limit.
struct ConnectTranscript {
    private(set) var lines: [String] = []
    private var size = 0

    /// Keeps one line; `false` when the server has said more than any honest one does.
    mutating func append(_ line: UnsafeRawBufferPointer) -> Bool {
        size += line.count
        guard size <= Self.limit else { return false }
        var text = Substring(decoding: line, as: UTF8.self)
        while let last = text.last, last.isNewline { text.removeLast() }
        lines.append(String(text))
        return true
    }

    private static let limit = 65_536
}

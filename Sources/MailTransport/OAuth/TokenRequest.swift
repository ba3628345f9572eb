internal import CCurl
internal import Core
internal import FoundationEssentials

/// One request to a token server, over libcurl.
///
/// No redirects are followed: what is sent is for this server only. A proxy is used where the environment names one
/// (`https_proxy`, `no_proxy`), never on the way to this machine; it sees the server's name and no more.
struct TokenRequest {
    /// What is longer is no token.
    static let sizeLimit = 65_536

    let url: TokenServerURL
    let form: FormFields
    /// The client's id and secret where they stand in the Authorization field.
    var basic: (id: String, secret: Secret)?
    var caFile: String?
    var patience = Duration.seconds(30)

    /// Sends it and waits for the answer, whatever that says; blocks.
    func perform() throws(TransportFailure) -> TokenServerReply {
        let handle = try CurlHandle()
        let body = form.encoded
        try prepare(handle, bodySize: body.utf8.count)
        try handle.set(CURLOPT_COPYPOSTFIELDS, body)
        var fields = curl_slist_append(nil, "Accept: application/json")
        if let basic { fields = curl_slist_append(fields, Self.authorization(basic)) }
        defer { curl_slist_free_all(fields) }
        ccurl_set_pointer(handle.pointer, CURLOPT_HTTPHEADER, fields)
        var received = ReceivedBody()
        let code = withUnsafeMutablePointer(to: &received) { received in
            ccurl_set_pointer(handle.pointer, CURLOPT_WRITEDATA, received)
            ccurl_set_data_callback(handle.pointer, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let bytes, let context else { return 0 }
                let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
                return context.assumingMemoryBound(to: ReceivedBody.self).pointee.append(piece) ? piece.count : 0
            }
            return curl_easy_perform(handle.pointer)
        }
        guard code == CURLE_OK else {
            let text = received.isTooLarge ? "its answer is larger than 64 KiB" : handle.text(for: code)
            throw TransportFailure(.tokenUnavailable, detail: "\(url): \(text.printable)")
        }
        var (status, wait) = (0, curl_off_t(0))
        ccurl_get_long(handle.pointer, CURLINFO_RESPONSE_CODE, &status)
        ccurl_get_offset(handle.pointer, CURLINFO_RETRY_AFTER, &wait)
        return TokenServerReply(
            status: status, body: received.bytes, retryAfter: wait > 0 ? .seconds(min(wait, 3600)) : nil)
    }

    private func prepare(_ handle: borrowing CurlHandle, bodySize: Int) throws(TransportFailure) {
        // What is negotiated here is worth nothing by the next hour, and the mail servers' places are few.
        ccurl_set_pointer(handle.pointer, CURLOPT_SHARE, nil)
        try handle.set(CURLOPT_URL, url.description)
        try handle.set(CURLOPT_PROTOCOLS_STR, url.isLocal ? "http" : "https")
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        if url.isLocal { try handle.set(CURLOPT_PROXY, "") }
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_NETRC, 0)
        try handle.set(CURLOPT_USERAGENT, "casepost")
        try handle.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try handle.set(CURLOPT_SSL_VERIFYPEER, 1)
        try handle.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let caFile { try handle.set(CURLOPT_CAINFO, caFile) }
        try handle.set(CURLOPT_TIMEOUT_MS, Int(patience / .milliseconds(1)))
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, Int(min(patience, .seconds(15)) / .milliseconds(1)))
        try handle.set(CURLOPT_POST, 1)
        try handle.set(CURLOPT_POSTFIELDSIZE, bodySize)
    }

    /// RFC 6749 section 2.3.1: both are form-encoded before they are joined.
    private static func authorization(_ basic: (id: String, secret: Secret)) -> String {
        let pair = basic.id.percentEncoded() + ":" + basic.secret.reveal().percentEncoded()
        return "Authorization: Basic " + Data(pair.utf8).base64EncodedString()
    }
}

/// What a token server answered.
struct TokenServerReply: Sendable {
    var status: Int
    var body: [UInt8]
    /// How long it asks to be left alone.
    var retryAfter: Duration?
}

/// The body of an answer, within the limit.
private struct ReceivedBody {
    private(set) var bytes: [UInt8] = []
    private(set) var isTooLarge = false

    /// Keeps a piece; `false` when that is too much.
    mutating func append(_ piece: UnsafeRawBufferPointer) -> Bool {
        isTooLarge = bytes.count + piece.count > TokenRequest.sizeLimit
        if !isTooLarge { bytes += piece }
        return !isTooLarge
    }
}

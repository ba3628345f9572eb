import CCurl
import Glibc

/// An easy handle of libcurl and the memory it writes its error text to; freed together.
///
/// Freeing a connect-only handle neither says goodbye nor waits for the server.
struct CurlHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>

    /// Makes a handle without any options but the error buffer.
    init() throws(TransportFailure) {
        guard CurlLibrary.isReady, let pointer = curl_easy_init() else {
            throw TransportFailure(.unreachable, detail: "libcurl could not be started")
        }
        self.pointer = pointer
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        ccurl_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorBuffer)
        // By itself a handle forgets with its connection what was negotiated: several connections to one server, or the
        // next one, would do it all again.
        if let sessions = ccurl_tls_sessions() { ccurl_set_pointer(pointer, CURLOPT_SHARE, sessions) }
    }

    deinit {
        curl_easy_cleanup(pointer)
        errorBuffer.deallocate()
    }

    /// Sets a numeric option.
    func set(_ option: CURLoption, _ value: Int) throws(TransportFailure) {
        try check(ccurl_set_long(pointer, option, value), option)
    }

    /// Sets a text option; libcurl keeps a copy.
    func set(_ option: CURLoption, _ value: String) throws(TransportFailure) {
        // A NUL would silently cut the text, a password for one.
        guard !value.utf8.contains(0) else {
            throw TransportFailure(.refused, detail: "option \(option.rawValue) contains a NUL byte")
        }
        try check(ccurl_set_string(pointer, option, value), option)
    }

    /// What libcurl says about `code`, with its longer text if there is one.
    func text(for code: CURLcode) -> String {
        let short = String(cString: curl_easy_strerror(code))
        let long = String(cString: errorBuffer)
        return "libcurl \(code.rawValue): " + (long.isEmpty ? short : long)
    }

    private func check(_ code: CURLcode, _ option: CURLoption) throws(TransportFailure) {
        guard code == CURLE_OK else {
            throw TransportFailure(.refused, detail: "\(text(for: code)) (option \(option.rawValue))")
        }
    }
}

/// What the process does once for libcurl.
private enum CurlLibrary {
    /// Whether libcurl could be started.
    ///
    /// SIGPIPE is ignored from here on: OpenSSL writes without MSG_NOSIGNAL, and with CURLOPT_NOSIGNAL libcurl leaves
    /// the signal to us.
    static let isReady: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return ccurl_global_init() == CURLE_OK
    }()
}

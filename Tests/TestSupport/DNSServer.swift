import Foundation

/// A DNS server of our own on loopback, with TXT records from a table.
///
/// It knows nothing else: other names below `test`, `example` and `example.org` don't exist.
public final class DNSServer: Sendable {
    /// Whether dnsmasq is installed.
    public static var isAvailable: Bool { Command.find("dnsmasq") != nil }

    /// Where it answers, as settings name it: `127.0.0.1:5353`.
    public var address: String { "127.0.0.1:\(port)" }

    private let port: UInt16
    private let process: ServerProcess

    /// Starts it and waits until it answers; `txt` has one record for each name.
    public static func start(in directory: TemporaryDirectory, txt: [String: String]) throws -> DNSServer {
        try retrying { try DNSServer(directory, txt) }
    }

    private init(_ directory: TemporaryDirectory, _ txt: [String: String]) throws {
        port = try Loopback.freePort()
        let records = txt.keys.sorted().map { name in "txt-record=\(name),\(Self.strings(txt[name] ?? ""))" }
        let lines = [
            "port=\(port)", "listen-address=127.0.0.1", "bind-interfaces", "no-resolv", "no-hosts",
            "keep-in-foreground",
            "log-facility=-", "pid-file=", "local=/test/", "local=/example/",
            "local=/example.org/", "edns-packet-max=512",
        ]
        let file = try directory.write("dns-\(port).conf", (lines + records).joined(separator: "\n") + "\n")
        let log = directory.appending("dns-\(port).log")
        process = try ServerProcess("dnsmasq", ["--conf-file=\(file)", "--user="], log: log)
        do { try process.waitUntilReady(ports: [port]) } catch {
            throw TestSupportFailure("dnsmasq: \(error)\n\((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
        }
    }

    /// Ends it; so does losing the last reference.
    public func stop() { process.stop() }

    /// A record as quoted strings of at most 255 octets.
    private static func strings(_ text: String) -> String {
        var rest = text.utf8[...]
        var strings: [String] = []
        while !rest.isEmpty {
            let piece = String(decoding: rest.prefix(255), as: UTF8.self)
            strings.append("\"\(piece.replacingOccurrences(of: "\"", with: "\\\""))\"")
            rest = rest.dropFirst(255)
        }
        return strings.joined(separator: ",")
    }
}

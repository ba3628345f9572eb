import Foundation
import TestSupport
import Testing

@testable import casepost

/// The real program under something that listens as systemd does.
@Suite("The service manager", .timeLimit(.minutes(30)), .ownThread)
struct ServiceManagerTests {
    /// A socket that collects what is said to it.
    private final class Listener {
        let descriptor: Int32

        init(_ path: String) throws {
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let length = socklen_t(MemoryLayout<sockaddr_un>.size)
            let result = withUnsafePointer(to: address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            guard result == 0 else { throw TestSupportFailure("can't listen at \(path)") }
        }

        deinit { close(descriptor) }

        /// What was said and not yet heard.
        func hear() -> [String] {
            var heard: [String] = []
            var octets = [UInt8](repeating: 0, count: 200)
            while true {
                let count = recv(descriptor, &octets, octets.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { return heard }
                heard.append(String(decoding: octets[..<count], as: UTF8.self))
            }
        }
    }

    @Test("is told that the gateway is ready, that it lives, and that it is about to end")
    func signs() async throws {
        let directory = try TemporaryDirectory()
        let desk = try DeskFixture(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(directory.appending("out"))\"", in: directory)
        let listener = try Listener(directory.appending("notify"))
        let gateway = try Command.start(
            DeskFixture.builtBinary(), ["serve"],
            environment: [
                "CASEPOST_CONFIG": desk.path("casepost.toml"), "NOTIFY_SOCKET": directory.appending("notify"),
                "WATCHDOG_USEC": "20000",
            ])
        var heard: [String] = []
        #expect(
            try await eventually {
                heard += listener.hear()
                return heard.count { $0 == "WATCHDOG=1" } >= 3
            })
        #expect(heard.first == "READY=1")
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
        heard += listener.hear()
        #expect(heard.last == "STOPPING=1")
        #expect(Set(heard) == ["READY=1", "WATCHDOG=1", "STOPPING=1"])
    }

    @Test(
        "the log says that it serves when its pages are open and a signal ends it in order", arguments: [true, false])
    func serving(_ hasPages: Bool) async throws {
        let directory = try TemporaryDirectory()
        let (pages, machine) = (try Loopback.freePort(), try Loopback.freePort())
        let web = "\n[web]\nlisten = \"127.0.0.1:\(pages)\"\nmachine_listen = \"127.0.0.1:\(machine)\""
        let desk = try DeskFixture(
            mailbox: "url = \"pipe:\"",
            smtp: "url = \"maildir:\(directory.appending("out"))\"" + (hasPages ? web : ""), in: directory)
        let gateway = try desk.start("serve")
        #expect(try await eventually { gateway.stderr.contains(" serving ") })
        for port in hasPages ? [pages, machine] : [] {
            let answer = try await LoopbackClient(port).exchange(
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 "))
        }
        gateway.signal(SIGTERM)
        #expect(gateway.wait().status == 0)
    }

    @Test(
        "is there only where somebody says so, and the watchdog only for the process that is meant",
        arguments: [
            ([:], false, false), (["NOTIFY_SOCKET": "relative"], false, false),
            (["NOTIFY_SOCKET": "/run/x"], true, false), (["NOTIFY_SOCKET": "@abstract"], true, false),
            (["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 200)], false, false),
            (["NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "1000"], true, true),
            (["NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"], true, false),
            (["NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "soon"], true, false),
        ] as [([String: String], Bool, Bool)])
    func environment(variables: [String: String], isThere: Bool, watches: Bool) {
        let manager = ServiceManager(environment: variables)
        #expect((manager != nil) == isThere)
        #expect((manager?.watchdog != nil) == watches)
    }
}

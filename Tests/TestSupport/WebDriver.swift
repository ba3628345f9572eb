import Foundation

/// A browser that a test uses as a person does: Chromium without a window, told what to do through ChromeDriver
/// (W3C WebDriver).
///
///     let browser = try await WebDriver.start(scripts: false)
///     try await browser.show(.phone)
///     try await browser.open("http://127.0.0.1:\(port)/confirm/\(token)")
///     try await browser.click("button")
///     #expect(try await browser.shows("Thank you, that is confirmed", in: "h1"))
///
/// The browser ends with the last reference.
public final class WebDriver: Sendable {
    /// How large a page is shown.
    public struct Screen: Sendable, Equatable {
        var width: Int
        var height: Int

        /// A phone of the usual width.
        public static let phone = Screen(width: 375, height: 740)
        /// A desktop.
        public static let desktop = Screen(width: 1280, height: 900)
        /// The narrowest that a page must fit in without being moved sideways (WCAG 2.2, 1.4.10).
        public static let narrow = Screen(width: 320, height: 640)
    }

    private struct Answer<Value: Decodable>: Decodable { var value: Value }
    private struct Session: Decodable { var sessionId: String }
    private struct Element: Decodable {
        var id: String

        enum CodingKeys: String, CodingKey {
            case id = "element-6066-11e4-a52e-4f735466cecf"
        }
    }

    private let port: UInt16
    private let process: ServerProcess
    private let directory: TemporaryDirectory
    private let session: String

    /// Whether the browser and its driver are installed.
    public static var isInstalled: Bool { HeadlessChromium.isInstalled && Command.find("chromedriver") != nil }

    /// Starts a browser with a profile of its own; without `scripts` pages run none.
    public static func start(scripts: Bool) async throws -> WebDriver {
        let directory = try TemporaryDirectory()
        let port = try Loopback.freePort()
        let process = try ServerProcess(
            "chromedriver", ["--port=\(port)", "--allowed-ips=127.0.0.1"], log: directory.appending("driver.log"))
        try process.waitUntilReady(ports: [port])
        let arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
            "--user-data-dir=\(directory.path)/profile",
        ]
        let options: [String: Any] = [
            "args": arguments, "prefs": ["profile.managed_default_content_settings.javascript": scripts ? 1 : 2],
        ]
        let capabilities: [String: Any] = [
            "capabilities": ["alwaysMatch": ["browserName": "chrome", "goog:chromeOptions": options]]
        ]
        let session: Session = try await ask(port, "POST", "/session", capabilities)
        return WebDriver(port, process, directory, session.sessionId)
    }

    private init(_ port: UInt16, _ process: ServerProcess, _ directory: TemporaryDirectory, _ session: String) {
        (self.port, self.process, self.directory, self.session) = (port, process, directory, session)
    }

    /// Ends the browser; who forgets it leaves that to ChromeDriver, which is ended in any case.
    public func quit() async throws { try await tell("DELETE", "") }

    /// Opens a page and waits until it is loaded.
    public func open(_ address: String) async throws { try await tell("POST", "/url", ["url": address]) }

    /// The address of the page that is shown.
    public func address() async throws -> String { try await ask("GET", "/url") }

    /// The page's markup as it is now.
    public func source() async throws -> String { try await ask("GET", "/source") }

    /// Clicks on the first element that the CSS selector finds; what that loads may take its time.
    public func click(_ selector: String) async throws {
        try await tell("POST", "/element/\(try await find(selector))/click", [:])
    }

    /// Types into the first element that the CSS selector finds.
    public func type(_ text: String, into selector: String) async throws {
        try await tell("POST", "/element/\(try await find(selector))/value", ["text": text])
    }

    /// What the first element that the CSS selector finds shows.
    public func text(_ selector: String) async throws -> String {
        try await ask("GET", "/element/\(try await find(selector))/text")
    }

    /// Whether the first element that the CSS selector finds comes to say that, now or soon.
    public func shows(_ text: String, in selector: String) async throws -> Bool {
        try await soon { try await self.text(selector).contains(text) }
    }

    /// Whether the browser comes to a page whose address ends like that, now or soon.
    public func comes(to end: String) async throws -> Bool {
        try await soon { try await self.address().hasSuffix(end) }
    }

    /// A page may go while it is looked at; that ends nothing.
    private func soon(_ condition: () async throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(180)
        while ContinuousClock.now < deadline {
            if let isTrue = try? await condition(), isTrue { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }

    /// How many elements the CSS selector finds.
    public func count(_ selector: String) async throws -> Int {
        let found: [Element] = try await ask("POST", "/elements", ["using": "css selector", "value": selector])
        return found.count
    }

    /// Shows pages on such a screen from now on.
    public func show(_ screen: Screen) async throws {
        try await devTools(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": screen.width, "height": screen.height, "deviceScaleFactor": 1,
                "mobile": screen.width < 600,
            ])
    }

    /// Shows pages as to somebody who wants them dark, or light.
    public func showDark(_ isDark: Bool) async throws {
        try await devTools(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]]])
    }

    /// The picture of what is on the screen, as PNG.
    public func picture() async throws -> [UInt8] {
        let text: String = try await ask("GET", "/screenshot")
        guard let data = Data(base64Encoded: text) else { throw TestSupportFailure("a picture that is none") }
        return Array(data)
    }

    /// Runs the body of a function in the page, and gives what it returns.
    public func run<Value: Decodable>(_ script: String) async throws -> Value {
        try await ask("POST", "/execute/sync", ["script": script, "args": [String]()])
    }

    private func find(_ selector: String) async throws -> String {
        let element: Element = try await ask("POST", "/element", ["using": "css selector", "value": selector])
        return element.id
    }

    private func devTools(_ command: String, _ parameters: [String: Any]) async throws {
        try await tell("POST", "/goog/cdp/execute", ["cmd": command, "params": parameters])
    }

    private func tell(_ method: String, _ path: String, _ body: [String: Any]? = nil) async throws {
        _ = try await Self.send(port, method, "/session/\(session)\(path)", body)
    }

    private func ask<Value: Decodable>(
        _ method: String, _ path: String, _ body: [String: Any]? = nil
    ) async throws -> Value {
        try await Self.ask(port, method, "/session/\(session)\(path)", body)
    }

    private static func ask<Value: Decodable>(
        _ port: UInt16, _ method: String, _ path: String, _ body: [String: Any]?
    ) async throws -> Value {
        let answer = try await send(port, method, path, body)
        return try JSONDecoder().decode(Answer<Value>.self, from: Data(answer.utf8)).value
    }

    private static func send(
        _ port: UInt16, _ method: String, _ path: String, _ body: [String: Any]?
    ) async throws -> String {
        let text = try body.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
        let answer = try await LoopbackClient(port).exchangeJSON(method, path, text ?? "")
        guard answer.status == 200 else {
            throw TestSupportFailure("\(method) \(path): \(answer.status) \(answer.body.prefix(1_000))")
        }
        return answer.body
    }
}

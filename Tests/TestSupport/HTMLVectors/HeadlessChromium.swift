import Foundation

/// Chromium without a window: what a real browser makes of a page.
public enum HeadlessChromium {
    /// Whether it is installed.
    public static var isInstalled: Bool { Command.find("chromium") != nil }

    /// Shows a page from a file, waits until nothing goes on there any more, and returns its markup as it is then.
    ///
    /// The profile is the call's own. The pages are those of tests, so that it may go without its sandbox, which needs
    /// rights that a container does not have.
    public static func markup(ofPage html: String) throws -> String {
        let directory = try TemporaryDirectory()
        let page = try directory.write("page.html", html)
        let output = try Command.run(
            "timeout",
            [
                "120", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking", "--disable-component-update",
                "--user-data-dir=\(directory.path)/profile",
                "--virtual-time-budget=10000", "--dump-dom", "file://\(page)",
            ], environment: ["HOME": directory.path])
        guard output.status == 0 else {
            throw TestSupportFailure("chromium: \(output.status) \(output.stderr.suffix(2_000))")
        }
        return output.stdout
    }
}

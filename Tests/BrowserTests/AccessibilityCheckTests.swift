import TestSupport
import Testing

@Suite("What is wrong with a page", .enabled(if: WebDriver.isInstalled), .serialized, .timeLimit(.minutes(5)))
struct AccessibilityCheckTests {
    /// A page with nothing wrong, to be spoiled.
    private static let good = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark"><title>Title</title>
        <style>button, input, .link { min-height: 30px; min-width: 30px } .link { display: inline-block }</style></head>
        <body><main><h1>One</h1><h2>Two</h2><p id="a">Text with <a href="#a">a link</a> in it.</p>
        <form><label>Name <input name="n"></label><input type="hidden" name="h">
        <fieldset><legend>Rating</legend><label><input type="radio" name="r"> 1</label></fieldset>
        <button>Send</button><input type="submit" value="Go"></form>
        <p><a class="link" href="#b">Alone</a></p><img alt="" src="data:,"><div id="b">End</div>
        </main></body></html>
        """

    private static let spoiled: [(rule: String, old: String, new: String)] = [
        ("lang", " lang=\"en\"", ""), ("title", "<title>Title</title>", ""), ("one-h1", "<h1>One</h1><h2>Two</h2>", ""),
        ("one-h1", "<h2>Two</h2>", "<h1>Two</h1>"), ("main", "<main>", "<div>"), ("heading-order", "h2", "h3"),
        ("heading-name", ">Two<", "><"), ("duplicate-id", "id=\"b\"", "id=\"a\""),
        ("viewport", "name=\"viewport\"", "name=\"other\""),
        ("zoom", "initial-scale=1", "initial-scale=1, maximum-scale=1"),
        ("zoom", "initial-scale=1", "user-scalable=no"),
        ("tabindex", "<button>", "<button tabindex=\"2\">"),
        ("label", "Name <input name=\"n\">", "Name</label><input name=\"n\"><label>"),
        ("group", "<legend>Rating</legend>", ""), ("alt", " alt=\"\"", ""), ("button-name", ">Send<", "><"),
        ("button-name", "value=\"Go\"", "value=\"\""), ("link-name", ">Alone<", "><"),
        ("contrast", "<p id=\"a\">", "<p id=\"a\" style=\"color: #888; background: #fff\">"),
        ("contrast", "<h1>", "<h1 style=\"color: #aaa; background: #fff\">"),
        // Only who wants it dark sees black on black.
        ("contrast", "<style>", "<style>@media (prefers-color-scheme: dark) { #b { color: #000 } }"),
        ("target-size", "<button>", "<button style=\"all: unset\">"),
        ("target-size", ".link { display: inline-block }", ".link { min-height: 0; font-size: 10px }"),
        ("sideways", "<div id=\"b\">", "<div id=\"b\" style=\"width: 400px\">"),
    ]

    @Test("a page with nothing wrong has no fault, and each way to spoil it has the one that it should")
    func table() async throws {
        let browser = try await WebDriver.start(scripts: true)
        #expect(try await AccessibilityCheck.faults(ofPage: Self.good, in: browser) == [])
        for (rule, old, new) in Self.spoiled {
            let page = Self.good.replacing(old, with: new)
            try #require(page != Self.good)
            let faults = try await AccessibilityCheck.faults(ofPage: page, in: browser)
            #expect(Set(faults.map(\.rule)) == [rule], "\(old) as \(new): \(faults)")
        }
        try await browser.quit()
    }

    @Test(
        "without scripts a page runs none, and can be read, filled in and sent all the same; the screen is as wide as is said"
    )
    func withoutScripts() async throws {
        let directory = try TemporaryDirectory()
        let page = try directory.write(
            "page.html",
            """
            <!DOCTYPE html><title>x</title><h1>Before</h1><script>document.querySelector("h1").textContent = "Ran"</script>
            <noscript><h2>No scripts</h2></noscript>
            <form><input name="word"><button>Send</button></form>
            """)
        for scripts in [true, false] {
            let browser = try await WebDriver.start(scripts: scripts)
            try await browser.show(.phone)
            try await browser.open("file://\(page)")
            #expect(try await browser.text("h1") == (scripts ? "Ran" : "Before"))
            #expect(try await browser.count("h2") == (scripts ? 0 : 1))
            try await browser.type("hello", into: "input")
            try await browser.click("button")
            #expect(try await browser.comes(to: "?word=hello"))
            let picture = try await browser.picture()
            #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && Array(picture[18...19]) == [1, 119])
            try await browser.quit()
        }
    }
}

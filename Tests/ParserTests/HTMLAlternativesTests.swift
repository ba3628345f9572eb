import Core
import Testing

@testable import Parser

/// A message whose body has a plain and an HTML form.
private func message(plain: String, html: String) throws -> InboundMessage {
    let lines = [
        "From: Ann <ann@example.org>", "Subject: Two forms", "MIME-Version: 1.0",
        "Content-Type: multipart/alternative; boundary=b", "", "--b", "Content-Type: text/plain; charset=utf-8", "",
        plain,
        "--b", "Content-Type: text/html; charset=utf-8", "", html, "--b--", "",
    ]
    return try MessageParser().parse(Array(lines.joined(separator: "\r\n").utf8))
}

/// So many different words.
private func words(_ stem: String, _ count: Int) -> String {
    (0..<count).map { "\(stem)\($0 * 7919)" }.joined(separator: " ")
}

@Suite("Plain and HTML forms of one body")
struct HTMLAlternativesTests {
    @Test("row 138: the text is the plain form, the HTML form is there too, and two different letters are a defect")
    func differing() throws {
        let read = try message(
            plain: "Please close case seven. " + words("honest", 30),
            html: "<p>Please pay now.</p>" + words("hidden", 30))
        #expect(read.text.hasPrefix("Please close case seven."))
        #expect(!read.text.contains("hidden"))
        #expect(read.html?.contains("<p>Please pay now.</p>hidden0") == true)
        #expect(read.defects.map(\.kind) == [.differingAlternatives])
    }

    @Test(
        "row 138: forms that say the same, or too little to tell, are no defect",
        arguments: [
            (words("same", 40), "<p>\(words("same", 40))</p>"),
            (words("same", 40), "<table><tr><td><b>\(words("same", 40).uppercased())</b></td></tr></table>"),
            (words("same", 40), "<p>\(words("same", 12)) \(words("new", 200))</p>"),
            (
                words("same", 40) + " " + words("https://example.org/", 90),
                "<a href='https://example.org'>\(words("same", 40))</a>"
            ),
            ("See the HTML form of this mail.", "<p>\(words("news", 300))</p>"),
            (words("text", 100), "<p>Short.</p>"), ("", "<p>\(words("only", 40))</p>"),
            ("訂單編號已經寄出,請於三日內回覆確認收件地址及聯絡電話號碼,謝謝您", "<p>訂單編號已經寄出,<br>請於三日內回覆確認收件地址<br>及聯絡電話號碼,謝謝您</p>"),
        ])
    func alike(_ plain: String, _ html: String) throws {
        #expect(try message(plain: plain, html: html).defects == [])
    }

    @Test("row 138: only the beginning of very long forms is compared, and what differs there counts")
    func long() throws {
        let read = try message(plain: words("one", 50_000), html: "<p>" + words("two", 50_000))
        #expect(read.defects.map(\.kind).contains(.differingAlternatives))
        let same = try message(plain: words("one", 50_000), html: "<p>" + words("one", 50_000))
        #expect(!same.defects.map(\.kind).contains(.differingAlternatives))
    }

    @Test("row 137: mail that is only HTML has text, a reply and a quote")
    func onlyHTML() throws {
        let source = """
            From: Ann <ann@example.org>\r\nSubject: Re: Case 7\r\nContent-Type: text/html\r\n\r\n\
            <html><head><style>p { color: red }</style></head><body><p>Hello,</p><p>it works &amp; I am happy.</p>\
            <ul><li>one<li>two</ul><blockquote><p>Does it work?</p></blockquote></body></html>\r\n
            """
        let read = try MessageParser().parse(Array(source.utf8))
        #expect(read.text.hasPrefix("Hello,\n\nit works & I am happy.\n\n- one\n- two"))
        #expect(read.text.contains("> Does it work?"))
        #expect(!read.replyText.contains("Does it work?"))
        #expect(!read.text.contains("color"))
    }

    @Test("row 139: markup in a name or a subject stays the text that it is, and in plain text it is escaped")
    func markupElsewhere() throws {
        let source = """
            From: "<img src=x onerror=1>" <ann@example.org>\r\nSubject: <script>x</script>\r\n\
            Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n<b>plain</b>\r\n\
            --b\r\nContent-Type: text/html\r\n\r\n<b>HTML</b>\r\n--b--\r\n
            """
        let read = try MessageParser().parse(Array(source.utf8))
        #expect(read.from.first?.name == "<img src=x onerror=1>")
        #expect(read.subject == "<script>x</script>")
        #expect(read.html?.contains("&lt;b&gt;plain&lt;/b&gt;") == true)
        #expect(read.html?.contains("<b>HTML</b>") == true)
    }

    @Test("images that came with a message are shown, however they are named; others are not")
    func images() throws {
        let lines = [
            "From: Ann <ann@example.org>", "Content-Type: multipart/related; boundary=b", "", "--b",
            "Content-Type: text/html", "",
            "<img src='cid:Pic%401@Example.org'><img src='images/logo.png'><img src='images/other.png' alt=Other>",
            "--b",
            "Content-Type: image/png", "Content-ID: <pic@1@example.org>", "", "x", "--b", "Content-Type: image/png",
            "Content-ID: <logo@example.org>", "Content-Location: images/logo.png", "", "x", "--b--", "",
        ]
        let read = try MessageParser().parse(Array(lines.joined(separator: "\r\n").utf8))
        #expect(read.html == "<img src=\"cid:pic@1@example.org\"><img src=\"cid:logo@example.org\">Other")
    }
}

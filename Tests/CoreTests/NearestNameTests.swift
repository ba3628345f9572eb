import Core
import Testing

@Suite("The name somebody meant")
struct NearestNameTests {
    @Test(
        "the nearest known name, if one is near",
        arguments: [
            ("mailbx", "mailbox"), ("MAILBOX", "mailbox"), ("stmp", "smtp"), ("sotre", "store"), ("notfiy", "notify"),
            ("NAME", "name"), ("nmae", "name"), ("adress", "address"), ("", nil), ("x", nil), ("xyz", nil),
            ("tls", nil), ("database", nil),
        ])
    func nearest(_ typed: String, _ expected: String?) {
        #expect(
            ["site", "store", "mailbox", "smtp", "notify", "limits", "web", "name", "address", "starttls"].nearest(
                to: typed) == expected)
        #expect([String]().nearest(to: typed) == nil)
    }
}

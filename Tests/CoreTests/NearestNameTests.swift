import Core
import Testing

@Suite("The name somebody meant")
struct NearestNameTests {
    @Test(
        "the nearest known name, if one is near",
        arguments: [
            ("mailbx", "mailbox"), ("MAILBOX", "mailbox"), ("stmp", "smtp"), ("sotre", "store"), ("notfiy", "notify"),
            ("", nil), ("x", nil), ("database", nil),
        ])
    func nearest(_ typed: String, _ expected: String?) {
        #expect(["site", "store", "mailbox", "smtp", "notify", "limits", "web"].nearest(to: typed) == expected)
        #expect([String]().nearest(to: typed) == nil)
    }
}

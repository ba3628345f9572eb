import Core
import Testing

@Suite("What is made to be taken for something else")
struct LookAlikeTests {
    @Test(
        "domains that look like one that is known",
        arguments: [
            ("sсhool.example", "school.example"), ("schооl.example", "school.example"),
            ("schoo1.example", "school.example"),
            ("school.example", nil), ("scho0l.example", "school.example"), ("rnail.example", "mail.example"),
            ("university.example", nil), ("schöol.example", "school.example"),
        ] as [(String, String?)])
    func domains(_ domain: String, _ imitated: String?) {
        #expect(LookAlike.imitated(by: domain, among: ["school.example", "mail.example"]) == imitated)
    }

    @Test(
        "display names that show another address than the one behind them",
        arguments: [
            ("ann@school.example", "ann@school.example"), ("Ann (ann@school.example)", "ann@school.example"),
            ("Eve", nil), ("eve@evil.example", nil), ("at @ all", nil), (nil, nil),
        ] as [(String?, String?)])
    func names(_ name: String?, _ shown: String?) throws {
        let eve = try #require(EmailAddress("Eve@evil.example"))
        #expect(LookAlike.address(in: name, besides: eve) == shown)
    }
}

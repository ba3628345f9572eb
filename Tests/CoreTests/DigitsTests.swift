import Core
import Testing

@Suite("Digits and escapes")
struct DigitsTests {
    @Test(
        "a number has at least so many digits, in any base",
        arguments: [
            (7, 2, 10, "07"), (0, 4, 10, "0000"), (2026, 4, 10, "2026"), (12_345, 4, 10, "12345"), (15, 2, 16, "0f"),
            (255, 2, 16, "ff"), (8, 6, 8, "000010"), (3, 0, 10, "3"),
        ])
    func digits(_ number: Int, _ count: Int, _ radix: Int, _ text: String) {
        #expect(number.digits(count, radix: radix) == text)
        #expect(number.digits(count, radix: radix, uppercase: true) == text.uppercased())
    }

    @Test(
        "all octets are escaped that a link may take for something else",
        arguments: [
            ("", "", ""), ("aZ09-._~", "", "aZ09-._~"), ("a b+c@d", "", "a%20b%2Bc%40d"),
            ("a b+c@d", "@", "a%20b%2Bc@d"), ("Grüße", "", "Gr%C3%BC%C3%9Fe"),
            ("%&=/?#'\"<>", "", "%25%26%3D%2F%3F%23%27%22%3C%3E"), ("\r\n\0", "", "%0D%0A%00"),
        ])
    func escapes(_ text: String, _ allowed: String, _ escaped: String) {
        #expect(text.percentEncoded(besides: allowed) == escaped)
    }
}

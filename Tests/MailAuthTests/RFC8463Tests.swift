import Core
import Testing

@Suite("The example of RFC 8463, appendix A")
struct RFC8463Tests {
    private static let records = [
        "brisbane._domainkey.football.example.com":
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
        "test._domainkey.football.example.com":
            "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi"
            + "Y/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G"
            + "+2kryOTIKT+l/K4w3QIDAQAB",
    ]

    private static let message = """
        DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=brisbane; t=1528637909; h=from : to :
         subject : date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
         Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
         d=football.example.com; i=@football.example.com;
         q=dns/txt; s=test; t=1528637909; h=from : to : subject :
         date : message-id : from : subject : date;
         bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
         b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
         DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
         dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
        From: Joe SixPack <joe@football.example.com>
        To: Suzie Q <suzie@shopping.example.net>
        Subject: Is dinner ready?
        Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
        Message-ID: <20030712040037.46341.5F8J@football.example.com>

        Hi.

        We lost the game.  Are you hungry yet?

        Joe.

        """

    private func signatures(_ text: String) async -> [AuthenticationReport.Signature] {
        await authenticated(
            Array(text.replacing("\n", with: "\r\n").utf8), FixedTXTResolver(Self.records), at: 1_528_637_950
        ).signatures
    }

    @Test("both of its signatures pass")
    func passes() async {
        let signatures = await signatures(Self.message)
        #expect(signatures.map(\.algorithm) == ["ed25519-sha256", "rsa-sha256"])
        #expect(signatures.map(\.selector) == ["brisbane", "test"])
        #expect(signatures.allSatisfy { $0.result == .pass && $0.weakness == nil }, "\(signatures)")
    }

    @Test(
        "neither passes with a word changed",
        arguments: [("hungry", "angry"), ("dinner", "supper"), ("joe@", "jim@"), ("21:00:37", "21:00:38")])
    func changed(_ word: String, _ other: String) async {
        let signatures = await signatures(Self.message.replacing(word, with: other))
        #expect(signatures.map(\.result) == [.fail, .fail])
    }

    @Test("each stands for itself: what is wrong with one is not with the other")
    func independent() async {
        let signatures = await signatures(Self.message.replacing("b=/gCr", with: "b=/gCs"))
        #expect(signatures.map(\.result) == [.fail, .pass])
    }
}

import Core
import TestSupport
import Testing

@testable import MailTransport

private func answer(_ status: Int, _ body: String, hiding secrets: [String] = []) -> TokenAnswer {
    TokenAnswer(
        TokenServerReply(status: status, body: Array(body.utf8), retryAfter: nil), hiding: secrets.map { Secret($0) })
}

@Suite("What a token server says", .ownThread)
struct TokenAnswerTests {
    @Test(
        "a grant, as different servers write it",
        arguments: [
            (#"{"access_token":"a","token_type":"Bearer","expires_in":3599}"#, 3599, nil, nil),
            (#"{"access_token":"a","token_type":"bearer","expires_in":"3599","ext":{"x":[1]}}"#, 3599, nil, nil),
            (#"{"access_token":"a","token_type":"BEARER"}"#, 600, nil, nil),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":-5}"#, 0, nil, nil),
            (
                #"{"access_token":"a","token_type":"Bearer","expires_in":60,"refresh_token":"r","refresh_expires_in":1800}"#,
                60, "r", 1800
            ),
            (
                #"{"access_token":"a","token_type":"Bearer","expires_in":60,"refresh_token":"r","refresh_token_expires_in":604799}"#,
                60, "r", 604_799
            ),
            (
                #"{"access_token":"a","token_type":"Bearer","expires_in":60,"refresh_token":"r","refresh_expires_in":0}"#,
                60, "r", nil
            ),
        ] as [(String, Int, String?, Int?)])
    func grants(_ body: String, _ seconds: Int, _ refreshToken: String?, _ refreshLifetime: Int?) {
        let grant = TokenGrant(
            accessToken: Secret("a"), lifetime: .seconds(seconds), refreshToken: refreshToken.map { Secret($0) },
            refreshLifetime: refreshLifetime)
        #expect(answer(200, body) == .granted(grant))
    }

    @Test(
        "what is no grant is not used",
        arguments: [
            "", "null", "[]", "<html>Sign in</html>", #"{"access_token":"a"}"#, #"{"token_type":"Bearer"}"#,
            #"{"access_token":7,"token_type":"Bearer"}"#, #"{"access_token":"a","token_type":"mac"}"#,
            #"{"access_token":"","token_type":"Bearer"}"#, #"{"access_token":"a b","token_type":"Bearer"}"#,
            #"{"access_token":"a\u0001auth=b","token_type":"Bearer"}"#,
            #"{"access_token":"a","token_type":"Bearer","refresh_token":"r\n"}"#,
            #"{"access_token":"a","token_type":"Bearer","expires_in":"soon"}"#,
        ])
    func noGrant(_ body: String) {
        guard case .unusable = answer(200, body) else {
            Issue.record("\(answer(200, body))")
            return
        }
    }

    @Test(
        "a refusal tells whether a person must sign in, the settings are wrong, or it passes",
        arguments: [
            (400, "invalid_grant", .signIn), (400, "interaction_required", .signIn),
            (401, "invalid_client", .settings), (400, "unauthorized_client", .settings),
            (400, "invalid_scope", .settings), (400, "unsupported_grant_type", .settings),
            (400, "temporarily_unavailable", .passing), (400, "slow_down", .passing), (403, "what_ever", .passing),
        ] as [(Int, String, TokenRefusal.Meaning)])
    func refusals(_ status: Int, _ code: String, _ meaning: TokenRefusal.Meaning) throws {
        guard case .refused(let refusal) = answer(status, "{\"error\":\"\(code)\"}") else {
            Issue.record("no refusal")
            return
        }
        #expect(refusal.code == code && refusal.meaning == meaning)
    }

    @Test(
        "a server in trouble, a proxy's page and too many questions are none",
        arguments: [
            (500, #"{"error":"invalid_grant"}"#), (503, ""), (429, #"{"error":"invalid_client"}"#), (408, ""),
            (302, ""), (404, "not here"), (400, #"{"error":"Not A Word!"}"#), (400, #"{"message":"x"}"#), (0, ""),
        ])
    func passing(_ status: Int, _ body: String) {
        guard case .unusable = answer(status, body) else {
            Issue.record("\(answer(status, body))")
            return
        }
    }

    @Test("its explanation is one line, without control characters, and never repeats a secret")
    func explanation() {
        let body = #"{"error":"invalid_client","error_description":"no: hush-hush\u001b[2J is wrong\r\nTrace 7"}"#
        guard case .refused(let refusal) = answer(400, body, hiding: ["hush-hush"]) else {
            Issue.record("no refusal")
            return
        }
        #expect(refusal.description == "invalid_client: no: ••••?[2J is wrong")
    }

    @Test(
        "fields of a form are escaped, whatever stands in them",
        arguments: [("a b", "a%20b"), ("a+b&c=d", "a%2Bb%26c%3Dd"), ("ü\n", "%C3%BC%0A"), ("-._~aZ0", "-._~aZ0")])
    func form(_ value: String, _ expected: String) {
        var form = FormFields()
        form.add("x", value)
        form.add("y", Secret(value))
        #expect(form.encoded == "x=\(expected)&y=\(expected)")
    }

    @Test(
        "secrets go to https, and to this machine",
        arguments: [
            ("https://login.example/t/token", true), ("https://login.example:8443/t?x=1", true),
            ("http://127.0.0.1:80/token", true), ("http://localhost/token", true), ("http://[::1]:80/t", true),
            ("http://login.example/token", false), ("http://127.0.0.1.example/token", false),
            ("http://127.0.0.1@login.example/", false), ("https://user:x@login.example/", false),
            ("https://login.example/#x", false), ("https:///token", false), ("ftp://127.0.0.1/", false),
            ("login.example/token", false), ("https://login.example\\@evil.example/", false), ("", false),
            ("https://login.example/a b", false),
        ])
    func addresses(_ text: String, _ isFine: Bool) {
        #expect((TokenServerURL(text) != nil) == isFine)
    }
}

@Suite("How a login with tokens is left alone and asked again", .ownThread)
struct TokenPauseTests {
    @Test(
        "pauses grow up to five minutes; where only a person can help it is an hour",
        arguments: [
            (.transient, 1, 2), (.transient, 2, 4), (.transient, 7, 128), (.transient, 8, 256), (.transient, 9, 300),
            (.transient, 500, 300), (.permanent, 1, 3600), (.permanent, 9, 3600),
        ] as [(TransportFailure.Persistence, Int, Int)])
    func lengths(_ persistence: TransportFailure.Persistence, _ failures: Int, _ seconds: Int) {
        #expect(TokenPause.length(persistence, failures: failures) == .seconds(seconds))
    }

    @Test("another secret is tried at once; the server's own wish counts; jitter takes half at most")
    func pause() {
        let now = ContinuousClock.now
        let inputs = TokenPause.Inputs(refreshToken: Secret("a"), clientSecret: nil)
        let failure = TransportFailure(.tokenUnavailable, detail: "x")
        func pause(_ retryAfter: Duration?, _ jitter: Double) -> TokenPause {
            TokenPause(after: failure, inputs, before: nil, retryAfter: retryAfter, jitter: jitter, now: now)
        }
        #expect(pause(nil, 0).failure(with: inputs, now: now + .milliseconds(999)) == failure)
        #expect(pause(nil, 0).failure(with: inputs, now: now + .milliseconds(1001)) == nil)
        #expect(pause(nil, 1).failure(with: inputs, now: now + .milliseconds(1999)) == failure)
        #expect(pause(.seconds(90), 0).failure(with: inputs, now: now + .seconds(89)) == failure)
        let other = TokenPause.Inputs(refreshToken: Secret("b"), clientSecret: nil)
        #expect(pause(.seconds(90), 0).failure(with: other, now: now) == nil)
        #expect(
            TokenPause(
                after: failure, inputs, before: pause(nil, 0), retryAfter: nil, jitter: 0, now: now
            ).failures == 2)
    }

    @Test("while a person signs in elsewhere, each answer has its consequence")
    func polling() {
        var polling = DevicePolling(interval: .seconds(5))
        func step(_ answer: TokenAnswer?) -> DevicePolling.Step { polling.received(answer) }
        func refusal(_ code: String) -> TokenAnswer { .refused(TokenRefusal(code: code, text: "")) }
        #expect(step(refusal("authorization_pending")) == .ask(after: .seconds(5)))
        #expect(step(refusal("slow_down")) == .ask(after: .seconds(10)))
        #expect(step(refusal("authorization_pending")) == .ask(after: .seconds(10)))
        #expect(step(nil) == .ask(after: .seconds(20)))
        #expect(step(.unusable("x")) == .ask(after: .seconds(40)))
        #expect(step(nil) == .ask(after: .seconds(60)))
        for code in ["access_denied", "authorization_declined"] {
            #expect(step(refusal(code)) == .ended("the sign-in was declined"))
        }
        #expect(step(refusal("expired_token")) == .ended("nobody signed in in time"))
        #expect(step(refusal("invalid_client")) == .ended("invalid_client"))
        let grant = TokenGrant(accessToken: Secret("a"), lifetime: .zero)
        #expect(step(.granted(grant)) == .granted(grant))
    }
}

import Core
import FoundationEssentials
import TestSupport
import Testing

@testable import MailTransport

private let now = Date(timeIntervalSince1970: 1_800_000_000)

private func day(_ count: Double) -> Date { now.addingTimeInterval(count * 86_400) }

@Suite("How a login with tokens stands", .ownThread)
struct OAuthReportTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var state: OAuthReport.State
        var daysLeft: Int?
        var advice: String?
        var grant = OAuthClient.Grant.refreshToken
        var hasToken = true
        var terms = OAuthTerms()
        var change: @Sendable (inout OAuthRecord) -> Void = { _ in }
    }

    static let rows = [
        Row(testDescription: "nobody has signed in", state: .signIn, advice: "sign-in support", hasToken: false),
        Row(
            testDescription: "nobody has signed in, and nothing else counts", state: .signIn, advice: "sign-in support",
            hasToken: false, change: { $0.lastSuccess = day(-1) }),
        Row(testDescription: "a token is there and was never used", state: .untried),
        Row(testDescription: "all is well, without an end", state: .working, change: { $0.lastSuccess = day(-1) }),
        Row(
            testDescription: "an unused token ends", state: .working, daysLeft: 88, terms: OAuthTerms(idleDays: 90),
            change: { $0.lastSuccess = day(-1.5) }),
        Row(
            testDescription: "a token that was only signed in ends too", state: .expiring, daysLeft: 10,
            advice: "sign-in support", terms: OAuthTerms(idleDays: 90),
            change: { ($0.signedIn, $0.lastSuccess) = (day(-79.5), day(-79.5)) }),
        Row(
            testDescription: "the server said when it ends", state: .expiring, daysLeft: 6, advice: "sign-in support",
            terms: OAuthTerms(idleDays: 90),
            change: { ($0.lastSuccess, $0.refreshTokenEnds) = (day(-0.1), day(6.9)) }),
        Row(
            testDescription: "the secret ends first", state: .expiring, daysLeft: 14, advice: "new client secret",
            terms: OAuthTerms(clientSecretEnds: day(14.2), idleDays: 90), change: { $0.lastSuccess = day(0) }),
        Row(
            testDescription: "the secret ends later", state: .working, daysLeft: 15,
            terms: OAuthTerms(clientSecretEnds: day(15)), change: { $0.lastSuccess = day(0) }),
        Row(
            testDescription: "the secret has ended", state: .expiring, daysLeft: 0, advice: "new client secret",
            grant: .clientCredentials, hasToken: false, terms: OAuthTerms(clientSecretEnds: day(-3)),
            change: { $0.lastSuccess = day(-4) }),
        Row(
            testDescription: "without a refresh token its idle days don't count", state: .working,
            grant: .clientCredentials, hasToken: false, terms: OAuthTerms(idleDays: 1),
            change: { $0.lastSuccess = day(-4) }),
        Row(
            testDescription: "the server is away", state: .failing, advice: "Nothing, if it passes",
            change: { ($0.trouble, $0.troubleSince) = (.server, day(-2)) }),
        Row(
            testDescription: "sign in again", state: .signIn, advice: "Run: casepost oauth sign-in support",
            change: { $0.trouble = .signIn }),
        Row(
            testDescription: "a client of its own can't sign in", state: .signIn, advice: "at the provider",
            grant: .clientCredentials, hasToken: false, change: { $0.trouble = .signIn }),
        Row(
            testDescription: "the settings are wrong", state: .settings, advice: "client_secret_file",
            change: { $0.trouble = .settings }),
        Row(
            testDescription: "the file can't be written", state: .unsaved, advice: "Make room",
            change: { $0.trouble = .file }),
    ]

    @Test("from what is known", arguments: rows)
    func reports(_ row: Row) throws {
        let url = try #require(TokenServerURL("https://login.example/token"))
        let client = OAuthClient(name: "support", tokenURL: url, id: "desk", scope: "", grant: row.grant)
        var record = OAuthRecord()
        row.change(&record)
        let report = OAuthReport(
            client, users: ["support"], record: record, hasRefreshToken: row.hasToken, terms: row.terms, at: now)
        #expect(report.state == row.state)
        #expect(report.daysLeft == row.daysLeft)
        if let advice = row.advice {
            #expect(report.advice?.contains(advice) == true, "\(report.advice ?? "none")")
        } else {
            #expect(report.advice == nil)
        }
    }

    @Test("trouble is news once, and success ends it")
    func record() {
        var record = OAuthRecord()
        let isNews = [record.failed(.server, "away", at: day(0)), record.failed(.server, "still away", at: day(1))]
        #expect(isNews == [true, false])
        #expect(record.troubleSince == day(0) && record.detail == "away")
        let isWorse = record.failed(.signIn, "invalid_grant", at: day(2))
        #expect(isWorse)
        record.succeeded(TokenGrant(accessToken: Secret("a"), lifetime: .zero, refreshLifetime: 86_400), at: day(3))
        #expect(record.trouble == nil && record.troubleSince == nil && record.detail == nil)
        #expect(record.refreshTokenEnds == day(4) && record.lastSuccess == day(3))
        record.succeeded(TokenGrant(accessToken: Secret("a"), lifetime: .zero), at: day(4))
        #expect(record.refreshTokenEnds == day(4))
        record.succeeded(TokenGrant(accessToken: Secret("a"), lifetime: .zero, refreshToken: Secret("r")), at: day(5))
        #expect(record.refreshTokenEnds == nil)
    }
}

import Foundation
import TestSupport
import Testing

@Suite(
    "A real outgoing server", .enabled(if: DovecotServer.isAvailable, "needs Dovecot"),
    .enabled(if: PostfixServer.isAvailable, "needs Postfix, and root"), .ownThread)
struct OutgoingServerTests {
    private let directory: TemporaryDirectory
    private let certificates: Certificates
    private let dovecot: DovecotServer
    private let postfix: PostfixServer

    init() throws {
        directory = try TemporaryDirectory()
        certificates = try Certificates.make(in: directory)
        dovecot = try DovecotServer.start(in: directory, certificates: certificates)
        postfix = try PostfixServer.start(in: directory, certificates: certificates, authentication: dovecot)
    }

    private func smtp(_ url: String, password: String = "password", authority: String? = nil) -> String {
        """
        url = "\(url)"
        username = "\(DeskFixture.address)"
        password_file = "\(password)"
        ca_file = "\(authority ?? certificates.authority)"
        """
    }

    @Test("takes the acknowledgement over STARTTLS, over TLS, and only after the login", arguments: [true, false])
    func sends(_ byStartTLS: Bool) throws {
        let url =
            byStartTLS ? "smtp://localhost:\(postfix.submissionPort)" : "smtps://localhost:\(postfix.submissionsPort)"
        let desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates), smtp: smtp(url), in: directory)
        try dovecot.folder().deliver(SampleMail.question())
        try desk.succeed("ingest")
        #expect(try desk.succeed("run-due").contains("1 sent"))
    }

    @Test(
        "that is not the right one, or refuses the login, gets nothing; the mail is kept and sent once that is mended")
    func refusals() throws {
        let url = "smtp://localhost:\(postfix.submissionPort)"
        let desk = try DeskFixture(
            mailbox: DeskFixture.imap(dovecot, certificates), smtp: smtp(url, password: "wrong"), in: directory)
        try desk.write("wrong", "guess\n")
        chmod(desk.path("wrong"), 0o600)
        try dovecot.folder().deliver(SampleMail.question())
        try desk.succeed("ingest")
        let login = try desk.run("run-due")
        #expect(login.status == 75 && login.stderr.contains("refused the login"), "\(login.stderr)")
        #expect(!login.stderr.contains("guess"))
        let foreign = certificates.certificate(.selfSigned)
        try desk.configure(mailbox: DeskFixture.imap(dovecot, certificates), smtp: smtp(url, authority: foreign))
        let later = Date().addingTimeInterval(600).formatted(.iso8601)
        let certificate = try desk.run("run-due", "--now", later)
        #expect(certificate.status == 75 && certificate.stderr.contains("certificate"), "\(certificate.stderr)")
        try desk.configure(mailbox: DeskFixture.imap(dovecot, certificates), smtp: smtp(url))
        let muchLater = Date().addingTimeInterval(7200).formatted(.iso8601)
        #expect(try desk.succeed("run-due", "--now", muchLater).contains("1 sent"))
    }
}

import Core
import TestSupport
import Testing

@testable import MailTransport

/// A pool for a sink on loopback.
private func pool(
    to sink: SMTPSink, connections: Int = 1, idleTime: Duration = .seconds(60), as credentials: Credentials = .none
) -> SMTPPool {
    let endpoint = ServerEndpoint(
        .smtp(clientName: "desk.example.org"), host: "127.0.0.1", port: sink.port, tls: .never)
    return SMTPPool(endpoint: endpoint, credentials: credentials, connections: connections, idleTime: idleTime)
}

private func samples(_ count: Int) throws -> [MailObject] { try (1...count).map { try MailObject.sample($0) } }

extension [DeliveryOutcome] {
    fileprivate var verdicts: [DeliveryOutcome.Verdict] { map(\.verdict) }
}

@Suite("Sending mail through a pool", .timeLimit(.minutes(15)), .ownThread)
struct SMTPPoolTests {
    @Test(
        "every mail arrives once, octet by octet, with its own envelope",
        arguments: [["PIPELINING", "SIZE 100000"], []], [1, 4])
    func arrival(_ extensions: [String], connections: Int) async throws {
        let sink = try SMTPSink(extensions: extensions)
        let mails = try samples(100)
        let pool = pool(to: sink, connections: connections)
        let outcomes = await pool.deliver(mails)
        #expect(outcomes.verdicts == Array(repeating: .delivered, count: 100))
        let arrived = Dictionary(grouping: sink.accepted) { $0.reversePath }
        for mail in mails {
            let transaction = try #require(arrived[mail.envelope.reversePath?.description ?? ""]?.first)
            #expect(transaction.data == mail.content)
            #expect(transaction.wireData == Array(transaction.text.replacing(".hidden", with: "..hidden").utf8))
            #expect(transaction.recipients == [mail.envelope.recipient.description])
        }
        #expect(sink.accepted.count == mails.count)
        #expect(sink.connections <= connections)
    }

    @Test("few mails take one connection, though there may be more", arguments: [1, 8])
    func fewMails(_ count: Int) async throws {
        let sink = try SMTPSink()
        let pool = pool(to: sink, connections: 4)
        let outcomes = await pool.deliver(try samples(count))
        await pool.close()
        #expect(outcomes.verdicts == Array(repeating: .delivered, count: count))
        #expect(sink.connections == 1)
    }

    @Test("one refused recipient among ten is one refused mail, and the connection goes on")
    func oneRefused() async throws {
        let sink = try SMTPSink()
        sink.on(.rcpt, containing: "r4@", .reply("550 5.1.1 No such user"))
        let outcomes = await pool(to: sink).deliver(try samples(10))
        var expected = Array(repeating: DeliveryOutcome.Verdict.delivered, count: 10)
        expected[3] = .giveUp
        #expect(outcomes.verdicts == expected)
        #expect(outcomes[3] == .refused(SMTPReply(code: 550, lines: ["5.1.1 No such user"]), at: .rcpt))
        #expect(sink.connections == 1)
    }

    @Test(
        "a refusal for a while keeps the mail", arguments: [SMTPSink.Moment.mail, .rcpt, .data, .endOfData])
    func transient(_ moment: SMTPSink.Moment) async throws {
        let sink = try SMTPSink()
        sink.on(moment, times: 1, .reply("451 4.3.0 Later"))
        #expect(await pool(to: sink).deliver(try samples(2)).verdicts == [.retry, .delivered])
    }

    @Test("a connection that ends after the final dot leaves one mail in doubt, and the others go on")
    func lostAfterDot() async throws {
        let sink = try SMTPSink()
        sink.on(.endOfData, containing: "r3@", .drop)
        let outcomes = await pool(to: sink).deliver(try samples(5))
        #expect(outcomes.verdicts == [.delivered, .delivered, .retry, .delivered, .delivered])
        guard case .failed(let failure, true) = outcomes[2] else {
            Issue.record("not in doubt: \(outcomes[2])")
            return
        }
        #expect(failure.kind == .closed)
        #expect(sink.accepted.count == 4)
        #expect(sink.transactions.count == 5)
    }

    @Test("a server that takes a few mails a connection gets them over several")
    func fewMailsAConnection() async throws {
        let sink = try SMTPSink()
        sink.on(.mail, containing: "+3@", times: 1, .reply("421 4.7.0 Enough for now"))
        sink.on(.mail, containing: "+7@", times: 1, .drop)
        let outcomes = await pool(to: sink).deliver(try samples(10))
        #expect(outcomes.verdicts == Array(repeating: .delivered, count: 10))
        #expect(sink.connections == 3)
        #expect(sink.accepted.count == 10)
    }

    @Test(
        "a connection that ended while it rested costs no mail",
        arguments: [SMTPSink.Reaction.drop, .reply("421 Idle")])
    func endedAtRest(_ reaction: SMTPSink.Reaction) async throws {
        let sink = try SMTPSink()
        let pool = pool(to: sink)
        #expect(await pool.deliver(try samples(1)).verdicts == [.delivered])
        sink.on(.mail, times: 1, reaction)
        #expect(await pool.deliver(try samples(3)).verdicts == [.delivered, .delivered, .delivered])
        #expect(sink.connections == 2)
    }

    @Test("a verdict counts, whatever nonsense comes behind it")
    func nonsense() async throws {
        let sink = try SMTPSink()
        sink.on(.endOfData, containing: "r2@", .reply("250 2.0.0 kept\r\nnonsense"))
        let outcomes = await pool(to: sink).deliver(try samples(2))
        #expect(outcomes.verdicts == [.delivered, .delivered])
        #expect(sink.connections == 1)
    }

    @Test("a mail that ends every connection fails alone")
    func poison() async throws {
        let sink = try SMTPSink()
        sink.on(.rcpt, containing: "r1@", .drop)
        let outcomes = await pool(to: sink).deliver(try samples(5))
        #expect(outcomes.verdicts == [.retry, .delivered, .delivered, .delivered, .delivered])
        #expect(sink.accepted.count == 4)
    }

    @Test("a server that ends every connection is left alone soon")
    func alwaysDrops() async throws {
        let sink = try SMTPSink()
        sink.on(.mail, .drop)
        let outcomes = await pool(to: sink).deliver(try samples(50))
        #expect(outcomes.verdicts == Array(repeating: .retry, count: 50))
        #expect(sink.connections == 3)
    }

    @Test("without a server all mail is kept")
    func unreachable() async throws {
        let endpoint = ServerEndpoint(
            .smtp(clientName: "desk"), host: "127.0.0.1", port: try Loopback.freePort(), tls: .never)
        let outcomes = await SMTPPool(endpoint: endpoint, credentials: Credentials.none, connections: 4).deliver(
            try samples(50))
        #expect(outcomes.verdicts == Array(repeating: .retry, count: 50))
    }

    @Test("a refused login stops the transport after one attempt, and no mail is lost by it")
    func badLogin() async throws {
        let sink = try SMTPSink(extensions: ["PIPELINING", "AUTH PLAIN"])
        sink.on(.auth, .reply("535 5.7.8 Wrong"))
        let pool = pool(to: sink, connections: 4, as: .password(user: "support", Secret("wrong")))
        #expect(await pool.deliver(try samples(50)).verdicts == Array(repeating: .pauseTransport, count: 50))
        #expect(sink.connections == 1)
    }

    @Test("an address that the server cannot take is refused before the server hears of it")
    func noSMTPUTF8() async throws {
        let sink = try SMTPSink(extensions: ["PIPELINING"])
        var mails = try samples(3)
        mails[1].envelope.recipient = try #require(EmailAddress("jörg@client.example"))
        let outcomes = await pool(to: sink).deliver(mails)
        #expect(outcomes.verdicts == [.delivered, .giveUp, .delivered])
        #expect(!sink.commands.contains { $0.line.contains("j") })
    }

    @Test("many tasks share the connections")
    func manyTasks() async throws {
        let sink = try SMTPSink()
        let pool = pool(to: sink, connections: 3)
        let verdicts = try await withThrowingTaskGroup(of: [DeliveryOutcome.Verdict].self) { group in
            for number in 1...200 {
                let mail = try MailObject.sample(number)
                group.addTask { await pool.deliver([mail]).verdicts }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(verdicts == Array(repeating: .delivered, count: 200))
        #expect(Set(sink.accepted.map(\.reversePath)).count == 200)
        #expect(sink.connections <= 3)
        #expect(await pool.deliver([]) == [])
    }

    @Test("connections without mail are closed with a goodbye")
    func idle() async throws {
        let sink = try SMTPSink()
        let pool = pool(to: sink, idleTime: .milliseconds(20))
        #expect(await pool.deliver(try samples(1)).verdicts == [.delivered])
        #expect(try await eventually { sink.commands.last?.line == "QUIT" })
        #expect(await pool.deliver(try samples(1)).verdicts == [.delivered])
        #expect(sink.connections == 2)
    }

    @Test("closing says goodbye, and later mail fails")
    func close() async throws {
        let sink = try SMTPSink()
        let pool = pool(to: sink)
        try await pool.open()
        #expect(await pool.deliver(try samples(1)).verdicts == [.delivered])
        await pool.close()
        #expect(sink.commands.last?.line == "QUIT")
        #expect(sink.connections == 1)
        #expect(await pool.deliver(try samples(2)).verdicts == [.retry, .retry])
    }

    @Test("closing does not wait for ever for a server that thinks")
    func closeWhileWaiting() async throws {
        let sink = try SMTPSink(extensions: [])
        // The first line of a reply whose last line never comes.
        sink.on(.endOfData, .reply("250-thinking"))
        let pool = pool(to: sink)
        async let outcomes = pool.deliver(try samples(3))
        #expect(try await eventually { sink.transactions.count == 1 })
        await pool.close(grace: .milliseconds(1))
        #expect(try await outcomes.map(\.isInDoubt) == [true, false, false])
    }

    @Test("a server that does not answer the final dot in time leaves the mail in doubt")
    func timeout() async throws {
        let sink = try SMTPSink(extensions: [])
        sink.on(.endOfData, .reply("250-thinking"))
        let endpoint = ServerEndpoint(.smtp(clientName: "desk"), host: "127.0.0.1", port: sink.port, tls: .never)
        let session = try SMTPSession(
            endpoint: endpoint, credentials: Credentials.none, patience: SMTPPatience(endOfData: .milliseconds(50)))
        let queue = MailQueue()
        let batch = DeliveryBatch(try samples(2))
        queue.append(batch)
        #expect(await session.deliver(from: queue)?.kind == .timedOut)
        queue.failAll(TransportFailure(.closed, detail: "the end of the test"))
        let outcomes = await batch.outcomes
        #expect(outcomes.map(\.isInDoubt) == [true, false], "\(outcomes)")
    }

    @Test(
        "a server that is silent at any step is left; only where it has the whole message is that in doubt",
        arguments: [(.mail, false), (.rcpt, false), (.data, false), (.endOfData, true)]
            as [(SMTPSink.Moment, Bool)])
    func silence(_ moment: SMTPSink.Moment, _ isInDoubt: Bool) async throws {
        let sink = try SMTPSink(extensions: [])
        sink.on(moment, .hang)
        let endpoint = ServerEndpoint(.smtp(clientName: "desk"), host: "127.0.0.1", port: sink.port, tls: .never)
        let (short, standard) = (Duration.milliseconds(200), SMTPPatience())
        let session = try SMTPSession(
            endpoint: endpoint, credentials: Credentials.none,
            patience: SMTPPatience(
                command: moment == .mail || moment == .rcpt ? short : standard.command,
                data: moment == .data ? short : standard.data,
                endOfData: moment == .endOfData ? short : standard.endOfData))
        let queue = MailQueue()
        let batch = DeliveryBatch(try samples(1))
        queue.append(batch)
        _ = await session.deliver(from: queue)
        let outcome = try #require(await batch.outcomes.first)
        #expect(outcome.isInDoubt == isInDoubt && outcome.verdict == .retry, "\(outcome)")
    }

    @Test("a reply that drips is one reply: its time is over although there is always another octet")
    func drip() async throws {
        let server = try ScriptedServer(
            "S: 220 x\nC: EHLO desk\nS: 250 x\nC: MAIL FROM:<bounce+1@example.org>\nS: 250-slowly\nS- 250-\nX: drip")
        let endpoint = ServerEndpoint(.smtp(clientName: "desk"), host: "127.0.0.1", port: server.port, tls: .never)
        let session = try SMTPSession(
            endpoint: endpoint, credentials: Credentials.none, patience: SMTPPatience(command: .milliseconds(200)))
        let queue = MailQueue()
        let batch = DeliveryBatch(try samples(1))
        queue.append(batch)
        #expect(await session.deliver(from: queue)?.kind == nil)
        guard case .failed(let failure, false) = try #require(await batch.outcomes.first) else {
            Issue.record("the mail was judged")
            return
        }
        #expect(failure.kind == .timedOut)
        #expect(try await server.difference() == nil)
    }

    @Test("a server may think about a message for ten minutes")
    func patience() {
        #expect(SMTPPatience().endOfData >= .seconds(600))
        #expect(SMTPPatience().deadline(for: .content).idle >= .seconds(600))
    }
}

extension DeliveryOutcome {
    fileprivate var isInDoubt: Bool {
        guard case .failed(_, let isAmbiguous) = self else { return false }
        return isAmbiguous
    }
}

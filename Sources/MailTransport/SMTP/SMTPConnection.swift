/// The shell around parser and conversation: moves their bytes through a pipe.
///
/// Its owner's thread may block in it.
struct SMTPConnection: ~Copyable {
    /// How many mails the server has judged here.
    private(set) var judged = 0
    /// What the server can do.
    var extensions: SMTPExtensions { conversation.extensions }
    private var conversation: SMTPConversation
    private var parser = SMTPReplyParser()
    private var inFlight: [MailQueue.Job] = []
    private var pipe: CurlPipe
    private let wakeup: Wakeup
    private let patience: SMTPPatience

    /// Connects, encrypts and logs in.
    ///
    /// Ringing `wakeup` ends this and every later wait with a failure.
    static func open(
        _ endpoint: ServerEndpoint, as credentials: Credentials, patience: SMTPPatience, wakeup: Wakeup
    ) throws(TransportFailure) -> SMTPConnection {
        let pipe = try CurlPipe.connect(to: endpoint, as: credentials, wakeup: wakeup)
        return SMTPConnection(pipe, patience, wakeup)
    }

    private init(_ pipe: consuming CurlPipe, _ patience: SMTPPatience, _ wakeup: Wakeup) {
        conversation = SMTPConversation(extensions: SMTPExtensions(serverLines: pipe.serverLines))
        self.pipe = pipe
        self.patience = patience
        self.wakeup = wakeup
    }

    /// Sends what waits in `queue` until nothing does.
    ///
    /// After a failure, ``abandon()`` has what is left.
    mutating func deliver(from queue: MailQueue) throws(TransportFailure) {
        while true {
            admitMails(from: queue)
            switch conversation.next() {
            case .rest: return
            case .send(let bytes): try pipe.send(bytes, by: patience.deadline(forSending: bytes.count))
            case .awaitReply(let verb): try receive(by: patience.deadline(for: verb))
            }
        }
    }

    /// The mails that were taken from the queue and not judged, the oldest first.
    ///
    /// The message of the oldest is with the server if `isAmbiguous`; of the others it has at most the envelope.
    consuming func abandon() -> (jobs: [MailQueue.Job], isAmbiguous: Bool) {
        (inFlight, conversation.awaitsVerdictOnContent)
    }

    /// Says goodbye and waits a moment for the answer.
    consuming func quit() {
        conversation.quit()
        do {
            guard case .send(let bytes) = conversation.next() else { return }
            try pipe.send(bytes, by: patience.deadline(for: .quit))
            try receive(by: patience.deadline(for: .quit))
        } catch {
            // A server that does not answer, or has closed before: the connection ends now, either way.
        }
    }

    private mutating func admitMails(from queue: MailQueue) {
        while conversation.wantsMail, let job = queue.take() {
            switch conversation.extensions.admit(job.mail) {
            case .admitted(let mail):
                conversation.begin(mail)
                inFlight.append(job)
            case .refused(let reply):
                job.report(.refused(reply, at: .local))
            }
        }
    }

    /// Takes the next reply, and those that come with it; until the first is whole, one deadline holds, however slowly it
    /// drips.
    ///
    /// Each counts, whatever comes behind it.
    private mutating func receive(by deadline: Deadline) throws(TransportFailure) {
        var isAnswered = false
        while !isAnswered {
            let event = try pipe.receive(by: deadline, wakeup: wakeup) { (bytes) throws(TransportFailure) in
                var offset = 0
                while let reply = try parser.next(in: bytes, from: &offset) {
                    isAnswered = true
                    if let outcome = try conversation.receive(reply) {
                        inFlight.removeFirst().report(outcome)
                        judged += 1
                    }
                    guard !conversation.isClosing else {
                        throw TransportFailure(.serverBusy, detail: "the server closes the connection: \(reply)")
                    }
                }
            }
            guard event == .bytes else { throw TransportFailure(.closed, detail: "interrupted") }
        }
    }
}

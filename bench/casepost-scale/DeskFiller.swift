internal import Core
internal import FoundationEssentials
internal import MailAuth
internal import Store

/// Gives cases their course, many in one transaction.
struct DeskFiller: Sendable {
    static let mailbox = "support"
    /// So many cases share a commit.
    static let batch = 500
    /// So many words has a post, and a subject.
    private static let words = (post: 25, subject: 6)
    /// So many cases, the latest, have not come to their end.
    private static let recent = 500
    /// The latest case was opened then: a Friday morning at the desk.
    private static let end = Date(timeIntervalSince1970: 1_795_186_800)
    private static let minute: TimeInterval = 60

    /// What happens to a case after it was opened.
    private enum Step {
        /// A post is added as of then, without a mail: how old mail comes into a desk.
        case add
        /// An advisor takes it and answers, asks, resolves or closes it; its contact writes.
        case answer, ask, resolve, close, write
    }

    /// How much was made.
    struct Made: Sendable {
        var posts = 0
        var mails = 0
        var messages = 0

        mutating func add(_ other: Made) {
            posts += other.posts
            mails += other.mails
            messages += other.messages
        }
    }

    let desk: Desk
    let contacts: [Person]
    let advisors: [Person]
    let count: Int
    private let vocabulary = Vocabulary()

    init(desk: Desk, contacts: [Person], advisors: [Person], count: Int) {
        self.desk = desk
        self.contacts = contacts
        self.advisors = advisors
        self.count = count
    }

    /// Makes the cases of these numbers, counted from 0: all of them take their first step, then their second.
    func fill(_ numbers: Range<Int>, in transaction: StoreTransaction) throws -> Made {
        var made = Made()
        var cases = try numbers.map { number in
            var course = CaseCourse(number: number, contact: contact(of: number), advisor: advisor(of: number))
            course.at = Self.end.addingTimeInterval(Double(number + 1 - count) * Self.minute)
            try open(&course, in: transaction, &made)
            return course
        }
        made.mails += try send(in: transaction, at: cases)
        for place in 0..<4 {
            for index in cases.indices {
                let steps = steps(of: cases[index].number)
                guard place < steps.count else { continue }
                cases[index].at += Self.minute
                try take(steps[place], &cases[index], in: transaction, &made)
            }
            made.mails += try send(in: transaction, at: cases)
        }
        return made
    }

    private func steps(of number: Int) -> [Step] {
        guard number >= count - Self.recent else {
            return [.add, .add, .add, number % 20 == 0 ? .answer : .close]
        }
        return switch number % 5 {
        case 0: []
        case 1: [.answer, .write, .ask]
        case 2: [.answer, .write, .resolve]
        case 3: [.answer, .write]
        default: [.answer]
        }
    }

    /// One case in a hundred is of the five contacts of the first account.
    private func contact(of number: Int) -> Person {
        number % 100 == 0 ? contacts[number / 100 % 5] : contacts[number * 7_919 % contacts.count]
    }

    private func advisor(of number: Int) -> Person { advisors[number * 31 % advisors.count] }

    private func open(_ course: inout CaseCourse, in transaction: StoreTransaction, _ made: inout Made) throws {
        guard let membership = course.contact.defaultMembership else {
            throw DeskRefusal.mayNotWrite(course.contact.address)
        }
        let text = vocabulary.text(Self.words.post, &course.chance)
        course.subject = vocabulary.text(Self.words.subject, &course.chance)
        let new = NewCase(
            account: membership.account, contact: course.contact, subject: course.subject,
            type: ScalePreset.types[course.number % ScalePreset.types.count],
            priority: ScalePreset.priorities[course.number % 7 % ScalePreset.priorities.count],
            mailbox: Self.mailbox, post: mail(text, course))
        course.caseNumber = try receive(course, text, .opened, in: transaction) {
            try desk.open(new, in: transaction, at: course.at)
        }
        made.posts += 1
        made.messages += 1
    }

    private func take(
        _ step: Step, _ course: inout CaseCourse, in transaction: StoreTransaction, _ made: inout Made
    ) throws {
        let text = vocabulary.text(Self.words.post, &course.chance)
        course.posts += 1
        made.posts += 1
        let (number, advisor, at) = (course.caseNumber, course.advisor, course.at)
        let answer = NewPost(author: advisor, channel: .cli, text: text)
        func perform(_ act: CaseAct? = nil) throws {
            try desk.perform(
                [.assign(advisor)] + [act].compactMap(\.self), with: answer, on: number, by: .person(advisor),
                via: .cli,
                in: transaction, at: at)
        }
        switch step {
        case .add: try desk.importPost(answer, to: number, in: transaction, at: at)
        case .answer: try perform()
        case .ask: try perform(.move(to: .pendingCustomerInput, text: ""))
        case .resolve: try perform(.resolve(text))
        case .close: try perform(.close(why: "it works"))
        case .write:
            let post = mail(text, course)
            _ = try receive(course, text, .posted, in: transaction) {
                try desk.post(post, to: number, in: transaction, at: at)
                return number
            }
            made.messages += 1
        }
    }

    private func mail(_ text: String, _ course: CaseCourse) -> NewPost {
        NewPost(
            author: course.contact, channel: .email, text: text,
            messageID: MessageID(rawValue: "\(course.number).\(course.posts)@\(course.contact.address.domain)"))
    }

    /// Keeps a contact's message and its line in the ledger, which ends with what `effect` did.
    private func receive(
        _ course: CaseCourse, _ text: String, _ outcome: InboundOutcome, in transaction: StoreTransaction,
        _ effect: () throws -> CaseNumber
    ) throws -> CaseNumber {
        let raw = Array("From: <\(course.contact.address)>\r\nSubject: \(course.subject)\r\n\r\n\(text)\r\n".utf8)
        let source = InboundSource.maildir(name: "\(course.number).\(course.posts).scale")
        let line = try transaction.keep(
            ReceivedMessage(source: source, raw: .memory(raw)), mailbox: Self.mailbox, at: course.at
        ).entry
        try transaction.noteActivity(of: course.contact.id, at: course.at)
        let number = try effect()
        var result = InboundResult(
            outcome: outcome, reason: outcome.rawValue, reasons: ["A contact of the registry wrote it."],
            caseNumber: number, contentKey: Digest.contentKey(digest: Digest.sha256(raw), date: course.at),
            from: course.contact.address.description,
            subject: course.subject)
        result.sender = course.contact.id
        try transaction.finish(line.id, result, state: .done, at: course.at)
        try transaction.markAcknowledged([line.id])
        return number
    }

    /// Notes all mails that wait as sent at once, and decides about the surveys of what was closed.
    private func send(in transaction: StoreTransaction, at cases: [CaseCourse]) throws -> Int {
        guard let now = cases.map(\.at).max() else { return 0 }
        for id in try transaction.dueSurveys(at: now, limit: Self.batch) {
            _ = try desk.decide(on: id, in: transaction, at: now)
        }
        var sent = 0
        while true {
            let mails = try transaction.claim(limit: 1_000, now: now, leaseUntil: now + Self.minute)
            guard !mails.isEmpty else { return sent }
            for mail in mails {
                try transaction.record(.sent(reply: "250 2.0.0 Ok: queued"), of: mail.id, at: mail.entry.date)
            }
            sent += mails.count
        }
    }
}

/// A case on its way.
private struct CaseCourse {
    let number: Int
    let contact: Person
    let advisor: Person
    var caseNumber = CaseNumber(0)
    var subject = ""
    /// What was said last was said then.
    var at = Date.distantPast
    /// Answers so far.
    var posts = 0
    var chance: Chance

    init(number: Int, contact: Person, advisor: Person) {
        self.number = number
        self.contact = contact
        self.advisor = advisor
        chance = Chance(seed: UInt64(number))
    }
}

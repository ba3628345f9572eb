public import Core
public import FoundationEssentials
public import MailAuth

/// Says who is told what when something happens on a case, and fixes all that identifies each mail.
public struct NotificationPlanner: NotificationPlanning {
    private let tokens: ReplyTokens
    private let mailboxes: [String: EmailAddress]

    /// A planner that lets answers come back to the reply addresses of `mailboxes`, by their names in the settings.
    public init(tokens: ReplyTokens, mailboxes: [String: EmailAddress]) {
        self.tokens = tokens
        self.mailboxes = mailboxes
    }

    /// One mail for each person to be told at once: the opener gets an acknowledgement, the others the post; nobody their own post.
    ///
    /// Whoever changes a case knows it already; only a contact who closes one is told how to open it again.
    public func entries(
        for event: DeskEvent, on supportCase: SupportCase, to recipients: [Person], at now: Date
    ) -> [OutboxEntry] {
        let opener = recipients.contains { $0.id == event.author } ? event.author : supportCase.contact
        return recipients.compactMap { recipient in
            guard !event.isInternal || recipient.kind == .advisor,
                recipient.isTold(atOnceOf: event.kind, on: supportCase)
            else { return nil }
            return template(of: event, on: supportCase, for: recipient, isOpener: recipient.id == opener).flatMap {
                entry($0, event, supportCase, recipient, now)
            }
        }
    }

    private func template(
        of event: DeskEvent, on supportCase: SupportCase, for recipient: Person, isOpener: Bool
    ) -> TemplateName? {
        let isAuthor = recipient.id == event.author
        return switch event.kind {
        case .opened where isOpener: event.isQuiet ? nil : .caseAcknowledgement
        case .opened: .casePost
        case .posted: isAuthor ? nil : .casePost
        case .moved, .resolved: isAuthor ? nil : .caseStatus
        case .closed: isAuthor && recipient.kind == .advisor ? nil : .caseClosed
        case .escalated: isAuthor ? nil : .caseEscalated
        case .released: isAuthor ? nil : .caseReleased
        case .permissionAsked:
            recipient.isAuthorized(for: supportCase.account) ? .permissionRequest : nil
        case .permissionAnswered: isAuthor ? nil : .caseStatus
        case .reminded: recipient.kind == .advisor ? nil : .caseFollowUp
        case .overdue: recipient.kind == .advisor ? .responseWarning : nil
        case .dissatisfied: recipient.kind == .advisor ? .casePost : nil
        }
    }

    private func entry(
        _ template: TemplateName, _ event: DeskEvent, _ supportCase: SupportCase, _ recipient: Person, _ now: Date
    ) -> OutboxEntry? {
        entry(
            template, .feed(supportCase.number, event.feedEntry), supportCase, recipient, answering: event.messageID,
            event.references, now)
    }

    /// The mail that answers what somebody wrote on a case, for them alone.
    public func entry(
        answering post: NewPost, with text: String, to person: Person, on supportCase: SupportCase, at now: Date
    ) -> OutboxEntry? {
        entry(
            .commandReply, .answer(supportCase.number, text), supportCase, person, answering: post.messageID,
            post.references, now)
    }

    /// The mail that alerts whoever is on call; `person` if the registry has them as an advisor, who can then answer.
    public func alert(
        _ event: DeskEvent, on supportCase: SupportCase, to address: EmailAddress, _ person: Person?, at now: Date
    ) -> OutboxEntry? {
        if let person { return entry(.onCall, event, supportCase, person, now) }
        guard let mailbox = self.address(of: supportCase.mailbox) else { return nil }
        return OutboxEntry(
            template: .onCall, topic: .feed(supportCase.number, event.feedEntry), recipient: nil, to: address,
            mailbox: supportCase.mailbox,
            messageID: .new(at: now, domain: mailbox.domain), date: now,
            replyTo: nil)
    }

    /// The address that brings a person's answer to a case, where there is one.
    public func replyAddress(of supportCase: SupportCase, for person: Person) -> EmailAddress? {
        let token = ReplyToken(caseNumber: supportCase.number, recipient: person.id, epoch: supportCase.tokenEpoch)
        return address(of: supportCase.mailbox).flatMap { tokens.address(for: token, at: $0) }
    }

    /// The mail that tells somebody what has gathered for them; it is about many cases, so an answer to it reaches none.
    public func entry(of digest: NewsDigest, to person: Person, at now: Date) -> OutboxEntry? {
        guard let mailbox = mailboxes.min(by: { $0.key < $1.key }) else { return nil }
        return OutboxEntry(
            template: person.kind == .advisor ? .digest : .contactDigest, topic: .digest(digest),
            recipient: person.id, to: person.address, mailbox: mailbox.key,
            messageID: .new(at: now, domain: mailbox.value.domain), date: now,
            replyTo: nil)
    }

    /// The mail that tells a contact what was said about a notice; it is about no case, so an answer to it opens one.
    public func entry(
        of update: ID<NoticeUpdate>, about notice: ID<Notice>, to person: Person, at now: Date
    ) -> OutboxEntry? {
        guard let mailbox = mailboxes.min(by: { $0.key < $1.key }) else { return nil }
        return OutboxEntry(
            template: .notice, topic: .notice(notice, update), recipient: person.id, to: person.address,
            mailbox: mailbox.key,
            messageID: .new(at: now, domain: mailbox.value.domain), date: now,
            replyTo: nil)
    }

    /// The mail that tells the operator how the desk itself is doing; nobody reads an answer to it.
    public func entry(
        of report: OperatorReport, as template: TemplateName, to address: EmailAddress, at now: Date
    ) -> OutboxEntry? {
        guard let mailbox = mailboxes.min(by: { $0.key < $1.key }) else { return nil }
        return OutboxEntry(
            template: template, topic: .report(report), recipient: nil, to: address, mailbox: mailbox.key,
            messageID: .new(at: now, domain: mailbox.value.domain), date: now,
            replyTo: nil)
    }

    /// The mail that asks a contact how a case went; an answer by mail comes to the case.
    public func entry(
        asking survey: Survey, of supportCase: SupportCase, to person: Person, at now: Date
    ) -> OutboxEntry? {
        entry(.survey, .survey(supportCase.number, survey.id), supportCase, person, answering: nil, [], now)
    }

    /// `nil` for a case of a mailbox that the settings no longer have: there is no address to answer to.
    private func entry(
        _ template: TemplateName, _ topic: OutboxEntry.Topic, _ supportCase: SupportCase, _ recipient: Person,
        answering messageID: MessageID?, _ references: [MessageID], _ now: Date
    ) -> OutboxEntry? {
        let token = ReplyToken(
            caseNumber: supportCase.number, recipient: recipient.id, epoch: supportCase.tokenEpoch)
        guard let mailbox = address(of: supportCase.mailbox),
            let replyTo = tokens.address(for: token, at: mailbox)
        else { return nil }
        return OutboxEntry(
            template: template, topic: topic, recipient: recipient.id, to: recipient.address,
            mailbox: supportCase.mailbox,
            messageID: tokens.messageID(for: token, unique: "\(TimeOrderedName(at: now))", domain: mailbox.domain),
            date: now, replyTo: replyTo, inReplyTo: messageID, references: references + [messageID].compactMap { $0 })
    }

    /// The mail that answers a message which no case comes of; nobody reads an answer to it.
    public func entry(for answer: AutomaticAnswer, from mailbox: String, at now: Date) -> OutboxEntry? {
        guard let address = address(of: mailbox) else { return nil }
        return OutboxEntry(
            template: answer.template, topic: Self.topic(of: answer),
            recipient: answer.recipient, to: answer.to, mailbox: mailbox,
            messageID: .new(at: now, domain: address.domain), date: now,
            replyTo: nil, inReplyTo: answer.inReplyTo, references: [answer.inReplyTo].compactMap { $0 })
    }

    private static func topic(of answer: AutomaticAnswer) -> OutboxEntry.Topic {
        if let text = answer.text { return .answer(nil, text) }
        return answer.challenge.map { .challenge($0) } ?? .nothing
    }

    private func address(of mailbox: String) -> EmailAddress? {
        mailboxes[mailbox] ?? mailboxes.min { $0.key < $1.key }?.value
    }
}

import Core

/// Words by which notices of mail systems are known where no field tells.
enum BouncePhrases {
    /// Whether a message is a notice: the sender, the way back, the subject and the first lines must agree well enough.
    static func areIn(_ message: InboundMessage, _ signs: HeaderSigns) -> Bool {
        let isFromSystem = signs.isFromMailSystem || signs.hasNullPath
        guard isFromSystem || signs.isFromRobot else { return false }
        let subject = PhraseText.folded(message.subject.utf8, limit: 400)
        let hasSubject = subjects.matches(subject)
        let text = PhraseText.folded(message.text.utf8, limit: 8_192)
        let hasWords = openings.matches(text)
        // Postmasters are people too: what can be answered is a notice only if both say so.
        if signs.hasPath, !signs.hasNullPath { return hasSubject && hasWords }
        // A null path alone is also that of vacation notes.
        if signs.isFromMailSystem { return hasSubject || hasWords }
        return hasSubject && (hasWords || signs.hasNullPath)
            || hasWords && !AutoReplyPhrases.areInSubject(message.subject)
    }

    /// What a notice says became of the message, if it says so in words.
    static func action(of message: InboundMessage, _ notice: Notice) -> Bounce.Action? {
        let text = PhraseText.folded(message.subject.utf8, limit: 400) + PhraseText.folded(notice.text, limit: 4_096)
        if delays.matches(text) { return .delayed }
        return successes.matches(text) && !openings.matches(text) ? .delivered : nil
    }

    private static let subjects = PhraseTable([
        "undeliver", "delivery status", "failure notice", "delivery failure", "mail delivery failed", "returned mail",
        "delivery failed", "mail failure", "delivery problem", "mail system error", "delivery report", "non-delivery",
        "nondeliverable", "not delivered", "could not be delivered", "message status", "unable to deliver",
        "failed delivery",
        "delivery has failed", "permanent delivery failure", "failed mail", "mail delivery error",
        "error sending your mail",
        "bounced mail", "bounce notification", "message you sent blocked", "message not delivered", "rejected mail",
        "not read:",
        "returned to sender", "returning message", "mail could not", "message rejected", "warning: could not send",
        "warning: message", "still being retried", "delivery delayed", "delayed mail", "delivery notification",
        "unzustellbar", "nicht zustellbar", "zustellung fehlgeschlagen", "rückläufer", "non remis", "échec de remise",
        "non distribué", "notification d'état de remise", "no se puede entregar", "no entregado", "error en la entrega",
        "devolvido", "não entregue", "falha na entrega", "não é possível entregar", "mancata consegna",
        "non recapitabile",
        "impossibile recapitare", "niet te bestellen", "onbestelbaar", "niet bezorgd", "niedostarcz", "zwrot",
        "не доставлен",
        "недоставлен", "недоставк", "доставка", "无法送达", "退信", "无法投递", "配信不能", "配信エラー", "送信エラー", "送信できません",
        "エラー", "배달되지", "전송 실패", "kunne ikke leveres", "kan inte levereras", "ej levererbart", "kan ikke leveres",
        "teslim edilemedi", "perille", "doručení", "kézbesíthetetlen", "failure delivery", "error mail", "mail error",
        "failure:", "mail returned", "address error", "transient", "bad address", "delivery error", "user unknown",
    ])

    private static let openings = PhraseTable([
        "wasn't able to deliver", "was not able to deliver", "unable to deliver", "could not be delivered",
        "couldn't be delivered",
        "could not deliver", "couldn't deliver", "was not delivered", "wasn't delivered", "was undeliverable",
        "did not reach",
        "delivery to the following", "has been delayed", "not been delivered", "following addresses had",
        "following address failed",
        "error delivering your mail", "had trouble delivering", "error occurred while trying to deliver",
        "failed to deliver",
        "delivery failed", "delivery has failed", "returned to you", "permanent error", "permanent fatal",
        "not be reached",
        "cannot be delivered", "can't be delivered", "undeliverable to", "unknown user: @", "was rejected",
        "blocked by our",
        "could not be sent", "your message to * couldn't", "following recipients", "failure reasons", "not be relayed",
        "unknown local user", "user mailbox exceeds", "invalid final delivery", "that's not a valid user",
        "delivery attempts",
        "this message was created automatically by mail delivery", "the following message to",
        "was automatically rejected",
        "konnte nicht zugestellt", "nicht zugestellt werden", "n'a pas pu être", "n'a pas été", "no se pudo entregar",
        "no pudo ser entregado", "não pôde ser entregue", "não foi entregue", "non è stato possibile",
        "kon niet worden",
        "nie można dostarczyć", "nie może zostać dostarczon", "не может быть доставлен", "не удалось доставить",
        "送信できません",
        "配信できません", "届けることができません", "届きません", "送信に失敗", "无法送达", "无法投递", "投递失败", "退回", "no valid recipients",
        "is being returned", "errors occurred", "message returned", "wurde nicht", "unrecoverable error",
        "fatal errors",
        "recipient(s) could not", "message undeliverable", "a message that you sent", "does not exist",
        "transcript of session",
        "original message follows", "could not be completed", "not accepted for delivery", "failed permanently",
        "kunde inte",
        "has not been delivered", "invalid user address", "hasn't been delivered", "unable to relay",
        "mail delivery failed",
        "address not found",
    ])

    private static let delays = PhraseTable([
        "warning message only", "warning only", "has been delayed", "still being retried",
        "delivery delayed",
        "delayed mail", "status notification (delay)", "will be retried for", "not yet been delivered",
        "will continue to try",
        "message delayed", "warning: could not send message", "warning: message", "delivery attempts will continue",
        "delivery is delayed", "could not be delivered for * hours", "has not yet been delivered", "will keep trying",
        "zustellung verzögert", "remise retardée", "entrega retrasada", "(delay)", "no action is required on your part",
        "the server will keep", "still in the queue", "notification (delay)", "delayed delivery",
    ])

    private static let successes = PhraseTable([
        "successfully delivered", "was successfully", "status notification (success)", "notification (relay)",
        "delivered successfully",
        "has been delivered to", "was delivered to the following", "has been successfully", "delivered: ", "relayed: ",
    ])
}

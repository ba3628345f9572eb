import Core

/// Words by which out-of-office notes are known where no field tells.
enum AutoReplyPhrases {
    /// Whether both subject and text say that no person wrote this answer; either alone may be a person's words.
    static func areIn(_ message: InboundMessage) -> Bool {
        guard areInSubject(message.subject) else { return false }
        return text.matches(PhraseText.folded(message.text.utf8.prefix(4_096)))
    }

    /// Whether a subject begins as those of automatic answers do: reason enough never to answer it automatically.
    static func areInSubject(_ text: String) -> Bool {
        let folded = PhraseText.folded(text.utf8, limit: 300)
        return subject.matchesPrefix(of: Array(folded.drop { " [(*".utf8.contains($0) })) || anywhere.matches(folded)
    }

    private static let subject = PhraseTable([
        "auto:", "autoreply", "auto-reply", "auto reply", "automatic reply", "automatic response", "auto response",
        "auto-response", "autoresponse", "automated reply", "automated response", "out of office", "out-of-office",
        "out of the office", "ooo:", "away from my", "vacation", "on vacation", "i am out of", "i'm out of",
        "away until",
        "automatische antwort", "automatisch antwoord", "abwesenheit", "abwesend", "nicht im büro",
        "réponse automatique",
        "reponse automatique", "absence", "absent du bureau", "respuesta automática", "respuesta automatica",
        "fuera de la oficina", "fuera de oficina", "resposta automática", "resposta automatica", "fora do escritório",
        "ausência", "risposta automatica", "fuori sede", "fuori ufficio", "afwezig",
        "automatyczna odpowied", "odpowiedź automatyczna", "nieobecno", "автоматический ответ", "автоответ",
        "вне офиса", "自动答复", "自动回复", "自動回覆", "自動返信", "自動応答", "不在", "자동 회신", "자동 응답", "부재",
        "automatiskt svar", "autosvar", "frånvaro", "automatisk svar", "fraværende", "ikke til stede",
        "automaattinen vastaus", "poissa", "otomatik yanıt", "ofis dışında", "رد تلقائي", "الرد التلقائي",
        "תגובה אוטומטית", "מענה אוטומטי", "automatická odpov", "automatikus válasz", "răspuns automat",
        "αυτόματη απάντηση", "автоматична відповідь", "trả lời tự động", "ตอบกลับอัตโนมัติ", "balasan otomatis",
    ])

    private static let anywhere = PhraseTable([
        "(automatic response)", "(auto response)", "(autoreply)", "(auto-reply)", " is out of the office",
        "[auto-reply]", "[autoreply]", "(out of office)", "- out of office", "autosvar:", "(automatische antwort)",
    ])

    private static let text = PhraseTable([
        "this is an automated response", "this is an automatic response", "this is an automatic reply",
        "this is an auto", "only notification you will receive", "automated response to your message",
        "automatically generated", "do not reply to this", "dies ist eine automatische", "réponse automatique",
        "respuesta automática", "automatisch generiert", "mensaje automático", "resposta automática",
        "risposta automatica", "автоматический ответ", "это автоматическ", "this message was sent automatically",
        "this is a system generated", "auto-generated", "自动回复", "自動返信",
    ])
}

/// Words by which read receipts are known of which only the text is left (RFC 8098).
enum ReceiptPhrases {
    /// Whether subject and text both say that a message was read or deleted.
    static func areIn(_ message: InboundMessage) -> Bool {
        guard message.header.first("disposition") == nil else { return true }
        let subject = PhraseText.folded(message.subject.utf8, limit: 100).dropFirst()
        guard subjects.matchesPrefix(of: Array(subject)) else { return false }
        let start = message.text.utf8.prefix(2_048)
        return texts.matches(PhraseText.folded(start)) || hasFields(start)
    }

    private static func hasFields(_ text: some Collection<UInt8>) -> Bool {
        let fields = FieldGroups(Array(text)) {
            ["disposition", "final-recipient", "original-message-id"].contains($0)
        }
        return fields.groups.joined().contains { $0.name == "disposition" }
    }

    private static let subjects = PhraseTable([
        "read: ", "not read: ", "read receipt", "return receipt", "gelesen: ", "ungelesen: ", "lesebestätigung", "lu: ",
        "lu : ", "leído: ", "lido: ", "letto: ", "gelezen: ", "przeczytano: ", "прочитано: ", "已读: ", "开封確認", "開封済み",
        "既読: ", "läst: ", "lest: ", "læst: ", "luettu: ", "okundu: ", "empfangsbestätigung", "accusé de réception",
        "confirmación de lectura", "conferma di lettura", "leesbevestiging", "disposition notification", "non lu : ",
    ])

    private static let texts = PhraseTable([
        "was read on", "was read by", "was displayed on", "has been displayed", "was deleted without being read",
        "return receipt for the mail", "this is a receipt for the mail", "this is a return receipt", "wurde gelesen",
        "wurde auf dem", "a été lu", "a été affiché", "fue leído", "se ha leído", "foi lida", "foi lido",
        "è stato letto",
        "è stato visualizzato", "is gelezen", "zostala przeczytana", "została wyświetlona", "было прочитано", "開封されました",
        "your message to: * was read", "your message * was read",
        "this receipt verifies that the message has been displayed",
        "no guarantee that the message has been read",
    ])
}

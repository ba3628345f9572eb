/// The lines by which mail programs set off a message that is quoted or forwarded whole.
enum SeparatorPhrases {
    /// What stands between dashes above a message that is answered.
    static let originals: Set<String> = [
        "original message", "original appointment", "original email", "original e-mail", "original mail", "original",
        "originalmessage", "reply message", "replied message", "original msg", "original-nachricht", "quoted message",
        "mensaje original", "mensagem original", "mail original", "correo original", "missatge original",
        "mensaxe orixinal", "message d'origine", "message original", "message initial", "mail d'origine",
        "courriel d'origine", "e-mail d'origine", "ursprüngliche nachricht", "ursprüngliche mail",
        "ursprüngliche e-mail", "original-mail", "originalnachricht", "originalmail", "original e-mail",
        "antwort nachricht", "ursprünglicher termin", "messaggio originale", "messaggio originario", "mail originale",
        "email originale", "oorspronkelijk bericht", "origineel bericht", "oorspronkelijk e-mailbericht",
        "oryginalna wiadomość", "wiadomość oryginalna", "wiadomość oryginalna wiadomość", "oryginalny e-mail",
        "исходное сообщение", "первоначальное сообщение", "оригинальное сообщение", "исходное письмо",
        "вихідне повідомлення", "оригінальне повідомлення", "початкове повідомлення", "оригинално съобщение",
        "ursprungligt meddelande", "originalmeddelande", "ursprungsmeddelande", "oprindelig meddelelse",
        "original meddelelse", "opprinnelig melding", "alkuperäinen viesti", "orijinal ileti", "özgün ileti",
        "orijinal mesaj", "özgün i̇leti", "původní zpráva", "původní e-mail", "pôvodná správa", "eredeti üzenet",
        "mesaj original", "mesajul original", "mesaj originar", "αρχικό μήνυμα", "izvirno sporočilo",
        "izvorna poruka", "originalna poruka", "algne kiri", "sākotnējais ziņojums", "pradinis laiškas", "tin nhắn gốc",
        "thư gốc", "pesan asli", "mesej asal", "ข้อความต้นฉบับ", "原始邮件", "原始郵件", "邮件原件", "原邮件", "原始信件", "原始訊息",
        "回复的原邮件", "回复邮件原文", "原文", "元のメッセージ", "オリジナルメッセージ", "元のメール", "원본 메시지", "원본 메일", "원본메일", "الرسالة الأصلية",
        "رسالة أصلية", "ההודעה המקורית", "הודעה מקורית", "پیام اصلی",
    ]

    /// What stands between dashes, or before a colon, above a message that is forwarded.
    static let forwards: Set<String> = [
        "forwarded message", "forwarded email", "forwarded mail", "forward message", "forward original message",
        "forwarded", "begin forwarded message", "mensaje reenviado", "inicio del mensaje reenviado", "correo reenviado",
        "message transféré", "message réexpédié", "début du message réexpédié", "début du message transféré",
        "courriel transféré", "weitergeleitete nachricht", "weitergeleitete e-mail", "weitergeleitete mail",
        "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "mensagem encaminhada",
        "mensagem reencaminhada", "início da mensagem encaminhada", "início da mensagem reencaminhada",
        "messaggio inoltrato", "inizio messaggio inoltrato", "inizio del messaggio inoltrato", "doorgestuurd bericht",
        "begin doorgestuurd bericht", "wiadomość przekazana", "przekazana wiadomość",
        "początek przekazywanej wiadomości", "пересылаемое сообщение", "пересланное сообщение",
        "начало переадресованного сообщения", "переадресованное сообщение", "переадресоване повідомлення",
        "переслане повідомлення", "початок листа, що пересилається", "vidarebefordrat meddelande",
        "vidarebefordrat brev", "vidarebefordrat mejl", "start på vidarebefordrat meddelande",
        "videresendt meddelelse", "videresendt besked", "start på videresendt besked", "videresendt melding",
        "videresendt e-post", "start på videresendt melding", "välitetty viesti", "edelleenlähetetty viesti",
        "välitetty viesti alkaa", "iletilen mesaj", "iletilmiş mesaj", "yönlendirilmiş mesaj", "başlangıç",
        "yönlendirilen iletinin başlangıcı", "přeposlaná zpráva", "začátek přeposílané zprávy", "preposlaná správa",
        "továbbított üzenet", "mesaj redirecționat", "προωθημένο μήνυμα", "tin nhắn được chuyển tiếp",
        "thư đã chuyển tiếp", "pesan terusan", "转发邮件信息", "转发的邮件", "轉寄郵件", "轉寄的郵件", "已轉寄的郵件", "转发的消息", "转发邮件",
        "下面是被转发的邮件",
        "以下是轉寄的信件", "開始轉寄郵件", "転送されたメッセージ", "転送メッセージ", "転送メール", "전달된 메일", "전달된 메시지", "رسالة معاد توجيهها",
        "הודעה שהועברה",
        "rencaminhada", "missatge reenviat",
    ]

    /// How separators begin that say who forwards, as those of Lotus Notes do.
    static let openings = PhrasePrefixes(
        "forwarded by ", "weitergeleitet von ", "réacheminé par ", "transféré par ", "reenviado por ", "inoltrato da ",
        "doorgestuurd door ", "encaminhado por ", "forwarded message from ", "start of forwarded message",
        "weergeleid door ", "przesłane przez ")

    /// Lines of help desks above which people are asked to write.
    static let replyMarkers: [[UInt8]] = AttributionPhrases.phrases(
        "reply above this line", "reply above the line", "type your reply above", "write above this line",
        "write your reply above", "add your reply above", "reply above here", "respond above this line",
        "please reply above", "reply above to ", "do not write below this line", "responda por encima de esta línea",
        "escriba su respuesta por encima", "répondez au-dessus de cette ligne", "répondre au-dessus de cette ligne",
        "veuillez saisir votre réponse au-dessus", "bitte antworten sie oberhalb", "antworten sie oberhalb dieser",
        "bitte geben sie ihre antwort oberhalb", "antwort oberhalb dieser", "responda acima desta linha",
        "rispondi sopra questa riga", "scrivi la tua risposta sopra", "antwoord boven deze lijn",
        "typ uw antwoord boven", "odpowiedz powyżej tej linii", "ответьте выше этой строки", "svar over denne linje",
        "svara ovanför", "请在此行上方", "この行より上に", "この線より上に")

    static let replyMarkerOpenings = PhrasePrefixes(replyMarkers)
}

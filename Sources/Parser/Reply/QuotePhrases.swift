import Core

/// How mail programs say, in many languages, that another message follows.
enum QuotePhrases {
    /// A field above a quoted message.
    enum Label { case author, date, recipient, subject }

    /// The longest name of a field above a quoted message, in octets, with stars around it.
    private static let longestLabel = 40

    /// Whether a line, or several joined, says who wrote what is quoted below.
    static func isAttribution(_ line: String, isAboveQuote: Bool) -> Bool {
        guard endsWithColon(line[...]) else { return false }
        let digits = line.utf8.count(where: \.isDigit)
        if hasVerb(line) {
            let isDated = digits >= 3 || line.utf8.contains(UInt8(ascii: "@"))
            return isAboveQuote || isDated && startsAttribution(line[...])
        }
        // QUIRK: Gmail once wrote `2016-02-01 4:58 GMT+01:00 Name <address>:` in every language, others begin so too.
        return line.utf8.suffix(2).elementsEqual(">:".utf8) && digits >= 6 && startsAttribution(line[...])
    }

    /// Whether a line ends as an attribution does.
    static func endsWithColon(_ line: Substring) -> Bool {
        line.utf8.last == UInt8(ascii: ":") || line.utf8.suffix(3).elementsEqual("：".utf8)
    }

    private static func hasVerb(_ line: String) -> Bool {
        var folded = line.lowercased()
        return folded.withUTF8 { octets in verbs.contains { Octets(octets).contains($0) } }
    }

    /// Whether a line can be the first of an attribution.
    static func startsAttribution(_ line: Substring) -> Bool {
        guard let first = line.utf8.first else { return false }
        // Letters beyond Latin ones have leads from 0xD0 on: there are no words to look for.
        if first.isDigit || first >= 0xD0 { return true }
        // Or it begins with the name and the address: `Name <address> schrieb am …`.
        if line.utf8.contains(UInt8(ascii: "<")), line.utf8.contains(UInt8(ascii: "@")) { return true }
        return openings.contains { line.utf8.starts(with: $0) }
    }

    /// Whether a line is `-----Original Message-----` or its like.
    static func isSeparator(_ line: Substring) -> Bool {
        guard let first = line.utf8.first, "-_=".utf8.contains(first) || first == 0xE2 || endsWithColon(line) else {
            return false
        }
        let isDash: (Character) -> Bool = { $0 == "-" || $0 == "_" || $0 == "=" || $0 == "–" }
        let middle = line.drop(while: isDash)
        let isMarked = line.count - middle.count >= 2
        let text = middle.reversed().drop { isDash($0) || $0 == ":" || $0 == " " }.reversed()
        let phrase = String(text).lowercased().drop { $0 == " " }
        return isMarked ? originals.contains(String(phrase)) : forwards.contains(String(phrase)) && line.hasSuffix(":")
    }

    /// What a `Name: value` line above a quoted message stands for.
    static func label(of line: Substring) -> Label? {
        guard line.utf8.prefix(longestLabel).contains(where: { $0 == UInt8(ascii: ":") || $0 == 0xEF }) else {
            return nil
        }
        let text = line.drop { $0 == "*" || $0 == " " }
        guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
        let name = text[..<colon].lowercased().filter { $0 != "*" }
        return labels[name.last == " " || name.last == "\u{A0}" ? String(name.dropLast()) : name]
    }

    /// A line such as `Sent from my …`.
    static func isDeviceNote(_ line: Substring) -> Bool {
        let folded = line.lowercased().utf8
        return deviceNotes.contains { folded.starts(with: $0.utf8) }
    }

    private static let openings: [[UInt8]] = [
        "On ", "Em ", "El ", "Le ", "Am ", "Il ", "Op ", "W dniu ", "Dnia ", "Den ", "Dne ", "På ", "Pe ", "La ", "A ",
        "From ", "In ", "At ", "Vào ", "Pada ", "Στις ", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "\"", "<",
    ].map { Array($0.utf8) }

    private static let verbs: [[UInt8]] = [
        "wrote", "writes", "said", " sent:", "escribió", "escribio", "a écrit", "schrieb", "geschrieben", "escreveu",
        "ha scritto", "schreef", "het volgende geschreven", "napisał", "pisze", "skrev", "kirjoitti", "yazdı", "napsal",
        "napísal", "írta", "a scris", "έγραψε", "написа", "писал", "пишет", "пише", "写道", "寫道", "書きました", "のメール",
        "작성", "كتب", "כתב", "menulis", "đã viết",
    ].map { Array($0.utf8) }

    private static let originals: Set<String> = [
        "original message", "original appointment", "reply message", "forwarded message", "original email",
        "mensaje original", "mensaje reenviado", "message d'origine", "message original", "message transféré",
        "message d’origine", "ursprüngliche nachricht", "originalnachricht", "original-nachricht",
        "weitergeleitete nachricht", "mensagem original", "mensagem encaminhada", "messaggio originale",
        "messaggio inoltrato", "messaggio originario", "oorspronkelijk bericht", "doorgestuurd bericht",
        "oryginalna wiadomość", "wiadomość oryginalna", "wiadomość przekazana", "исходное сообщение",
        "пересылаемое сообщение", "пересланное сообщение", "ursprungligt meddelande", "originalmeddelande",
        "oprindelig meddelelse", "opprinnelig melding", "alkuperäinen viesti", "orijinal ileti", "özgün ileti",
        "původní zpráva", "eredeti üzenet", "原始邮件", "原始郵件", "邮件原件", "转发邮件信息", "元のメッセージ",
        "オリジナルメッセージ", "원본 메시지", "원본 메일", "الرسالة الأصلية", "ההודעה המקורית",
    ]

    private static let forwards: Set<String> = [
        "begin forwarded message", "anfang der weitergeleiteten nachricht", "début du message réexpédié",
        "début du message transféré", "inicio del mensaje reenviado", "início da mensagem reencaminhada",
        "inizio messaggio inoltrato", "begin doorgestuurd bericht", "vidarebefordrat brev",
        "начало переадресованного сообщения", "下面是被转发的邮件", "転送されたメッセージ",
    ]

    private static let labels: [String: Label] = {
        let names: [(Label, [String])] = [
            (
                .author,
                [
                    "from", "de", "von", "da", "van", "från", "fra", "lähettäjä", "kimden", "gönderen", "od", "nadawca",
                    "от",
                    "від", "发件人", "寄件者", "寄件人", "差出人", "보낸 사람", "من", "מאת", "feladó", "expéditeur", "remitente",
                ]
            ),
            (
                .date,
                [
                    "sent", "date", "enviado", "enviado el", "enviada em", "fecha", "data", "envoyé", "gesendet",
                    "datum",
                    "inviato", "verzonden", "skickat", "sendt", "dato", "lähetetty", "päivämäärä", "gönderildi",
                    "gönderme tarihi", "tarih", "wysłano", "отправлено", "дата", "надіслано", "发送时间", "日期", "寄件日期",
                    "傳送時間", "送信日時", "日付", "보낸 날짜", "날짜", "تاريخ", "נשלח", "odesláno", "elküldve",
                ]
            ),
            (
                .recipient,
                [
                    "to", "cc", "para", "à", "an", "kopie", "a", "aan", "till", "kopia", "til", "kopi", "vastaanottaja",
                    "kopio", "kime", "bilgi", "do", "dw", "кому", "копия", "копія", "收件人", "抄送", "收件者", "副本", "宛先",
                    "받는 사람", "참조", "إلى", "אל", "komu", "címzett", "reply-to",
                ]
            ),
            (
                .subject,
                [
                    "subject", "asunto", "assunto", "objet", "betreff", "oggetto", "onderwerp", "ämne", "emne", "aihe",
                    "konu", "temat", "тема", "主题", "主旨", "件名", "제목", "الموضوع", "נושא", "předmět", "tárgy",
                ]
            ),
        ]
        return Dictionary(names.flatMap { label, words in words.map { ($0, label) } }) { first, _ in first }
    }()

    private static let deviceNotes = [
        "sent from my ", "sent from mail for ", "sent from outlook", "sent from yahoo", "sent from proton",
        "sent via my ", "sent using ", "get outlook for ", "envoyé de mon ", "envoyé depuis ", "von meinem ",
        "gesendet von ", "gesendet mit ", "enviado desde mi ", "enviado do meu ", "enviado de mi ", "inviato da ",
        "verzonden vanaf ", "verstuurd vanaf ", "skickat från min ", "sendt fra min ", "lähetetty ", "wysłane z ",
        "отправлено с ", "iphoneから送信", "发自我的", "從我的", "나의 iphone에서 보냄",
    ]
}

/// The names of the fields above a quoted message, in many languages.
enum HeaderLabels {
    enum Label { case author, date, recipient, subject, other }

    /// The longest name, in octets, with stars around it.
    static let longest = 48

    /// What a `Name: value` line stands for.
    static func label(of line: FoldedText) -> Label? {
        guard let colon = line.octets.prefix(longest).firstIndex(of: UInt8(ascii: ":")) else { return nil }
        return table[line.part(0..<colon).trimmed { "*_|<>- ".utf8.contains($0) }.string]
    }

    private static let table: [String: Label] = {
        let names: [(Label, [String])] = [
            (.author, authors), (.date, dates), (.recipient, recipients), (.subject, subjects), (.other, others),
        ]
        return Dictionary(names.flatMap { label, words in words.map { ($0, label) } }) { first, _ in first }
    }()

    private static let authors = [
        "from", "de", "von", "absender", "da", "van", "afzender", "från", "fra", "avsändare", "avsender", "afsender",
        "lähettäjä", "kimden", "gönderen", "kimden", "od", "nadawca", "odesílatel", "odosielateľ", "от", "от кого",
        "отправитель", "від", "від кого", "відправник", "发件人", "寄件者", "寄件人", "發件人", "差出人", "送信者", "보낸 사람", "보낸사람",
        "발신", "من", "المرسل", "מאת", "feladó", "expéditeur", "remitente", "remetente", "mittente", "expeditor", "de la",
        "από", "αποστολέας", "saatja", "nuo", "no", "pošiljatelj", "šalje", "từ", "người gửi", "dari", "pengirim",
        "จาก",
        "فرستنده", "desde", "e-mail von", "ot",
    ]

    private static let dates = [
        "sent", "date", "date sent", "sent at", "sent on", "date/time", "when", "enviado", "enviado el", "enviada",
        "enviada em", "enviado em", "enviat", "fecha", "fecha de envío", "data", "data envio", "envoyé", "envoyé le",
        "date d'envoi", "gesendet", "gesendet am", "datum", "inviato", "data invio", "inviata", "verzonden",
        "verzonden op", "skickat", "skickades", "sendt", "dato", "lähetetty", "päivämäärä", "päiväys", "pvm",
        "gönderildi", "gönderilme tarihi", "gönderme tarihi", "gönderim tarihi", "tarih", "wysłano", "wysłane",
        "data wysłania", "отправлено", "отправлен", "дата", "дата отправки", "надіслано", "відправлено", "发送时间", "發送時間",
        "日期",
        "寄件日期", "傳送時間", "寄件時間", "傳送日期", "时间", "送信日時", "日付", "送信日", "日時", "보낸 날짜", "보낸날짜", "날짜", "보낸 시간", "تاريخ",
        "التاريخ", "تاريخ الإرسال", "נשלח", "נשלח ב", "תאריך", "בתאריך", "odesláno", "odoslané", "dátum", "elküldve",
        "küldve", "trimis", "trimis la", "dată", "ημερομηνία", "στάλθηκε", "εστάλη", "saadetud", "kuupäev", "poslano",
        "datums",
        "ngày", "đã gửi", "gửi", "tanggal", "terkirim", "dikirim", "วันที่", "ส่ง", "تاریخ",
    ]

    private static let recipients = [
        "to", "cc", "bcc", "para", "destinatario", "destinatário", "à", "a", "destinataire", "copie", "copie à",
        "cci", "an", "empfänger", "kopie", "cópia", "aan", "till", "kopia", "til", "kopi", "vastaanottaja", "kopio",
        "kime",
        "alıcı", "bilgi", "do", "dw", "adresat", "kopia do", "kome", "кому", "получатель", "копия", "копія", "收件人",
        "抄送",
        "收件者", "副本", "抄送人", "宛先", "받는 사람", "받는사람", "참조", "수신", "إلى", "نسخة", "אל", "עותק", "komu", "příjemce",
        "kopie pro",
        "címzett", "másolatot kap", "către", "προς", "κοιν.", "kellele", "kam", "kam nosūtīts", "za", "prima", "đến",
        "tới",
        "người nhận", "kepada", "tembusan", "ถึง", "به", "destinatari", "per", "per a",
    ]

    private static let subjects = [
        "subject", "subj", "asunto", "assunto", "objet", "sujet", "betreff", "betrifft", "oggetto", "ogg", "onderwerp",
        "betreft", "ämne", "emne", "aihe", "konu", "temat", "тема", "主题", "主題", "主旨", "標題", "标题", "件名", "제목", "الموضوع",
        "موضوع", "נושא", "předmět", "predmet", "tárgy", "subiect", "θέμα", "teema", "tēma", "tema", "assumpte",
        "naslov",
        "chủ đề", "subjek", "perihal", "เรื่อง", "zadeva",
    ]

    private static let others = [
        "reply-to", "reply to", "répondre à", "antwort an", "responder a", "rispondi a", "risposta", "antwoord aan",
        "svar till", "importance", "priority", "attachments", "organization", "organisation", "newsgroups",
        "message-id",
        "x-mailer", "resent-from", "priorité", "wichtigkeit", "importancia", "importancia", "bijlagen", "anlagen",
        "attachment", "fichiers joints", "allegati", "datos adjuntos", "添付ファイル", "附件", "重要性",
    ]
}

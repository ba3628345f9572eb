import Core
import Testing

@testable import Parser

@Suite("Reply and quote")
struct ReplyTests {
    @Test(
        "what was newly written is told from what was quoted",
        arguments: [
            ("Yes.\n\nOn Fri, 20 Nov 2026 at 15:03, Bob <b@example.org> wrote:\n> Shall I?\n", "Yes."),
            ("Yes.\n\n> Shall I?\n", "Yes."),
            ("Sí.\n\nEl vie, 20 nov 2026 a las 15:03, Bob (<b@example.org>) escribió:\n\n> ¿Sí?", "Sí."),
            ("Oui.\n\nLe ven. 20 nov. 2026 à 15:03, Bob <b@example.org> a écrit :\n> Oui ?", "Oui."),
            ("Ja.\n\nAm Fr., 20. Nov. 2026 um 15:03 Uhr schrieb Bob <\nb@example.org>:\n\n> Ja?", "Ja."),
            ("Sim.\n\nEm sex., 20 de nov. de 2026 às 15:03, Bob <b@example.org>\nescreveu:\n\n> ?", "Sim."),
            ("Да.\n\nпт, 20 нояб. 2026 г. в 15:03, Bob <b@example.org>:\n\n> ?", "Да."),
            ("是。\n\nBob <b@example.org> 于2026年11月20日周五 15:03写道：\n\n> ?", "是。"),
            ("Yes.\n\n-----Original Message-----\nFrom: Bob\n\nShall I?", "Yes."),
            ("Ja.\n\n-----Ursprüngliche Nachricht-----\nVon: Bob\n\n?", "Ja."),
            (
                "Yes.\n\n________________________________\nFrom: Bob\nSent: today\nTo: Ann\nSubject: x\n\nShall I?",
                "Yes."
            ),
            ("Ja.\n\nVon: Bob\nGesendet: heute\nAn: Ann\nBetreff: x\n\n?", "Ja."),
            ("Yes.\n\n*From:* Bob\n*Sent:* today\n*To:* Ann\n*Subject:* x\n\nShall I?", "Yes."),
            ("On Fri, 20 Nov 2026, b@example.org wrote:\n> Shall I?\n\nYes.", "Yes."),
            ("> one?\nyes\n> two?\nno", "> one?\nyes\n> two?\nno"),
            ("> everything is quoted", "> everything is quoted"),
            ("See the error:\nFrom: nowhere\nit says", "See the error:\nFrom: nowhere\nit says"),
            ("On Monday I wrote:\nnothing at all", "On Monday I wrote:\nnothing at all"),
            ("", ""),
        ])
    func replies(_ text: String, _ expected: String) {
        #expect(ReplySplitter.split(text).reply == expected)
    }

    @Test(
        "attributions of many languages and programs are known, with a quote below or without",
        arguments: [
            // Gmail
            "On Fri, Nov 20, 2026 at 3:03 PM Bob Jones <bob@example.org> wrote:",
            "On Fri, Nov 20, 2026 at 3:03 PM Bob Jones <\nbob@example.org> wrote:",
            "On Fri, Nov 20, 2026 at 3:03 PM Bob Jones via the very long name of a list\n<bob@example.org>\nwrote:",
            "El vie, 20 nov 2026 a las 15:03, Bob Jones (<bob@example.org>)\nescribió:",
            "Le ven. 20 nov. 2026 à 15:03, Bob Jones <bob@example.org> a\nécrit :",
            "Am Fr., 20. Nov. 2026 um 15:03 Uhr schrieb Bob Jones <\nbob@example.org>:",
            "Em sex., 20 de nov. de 2026 às 15:03, Bob Jones <bob@example.org>\nescreveu:",
            "Il giorno ven 20 nov 2026 alle ore 15:03 Bob Jones <bob@example.org>\nha scritto:",
            "Op vr 20 nov 2026 om 15:03 schreef Bob Jones <bob@example.org>:",
            "pt., 20 lis 2026 o 15:03 Bob Jones <bob@example.org> napisał(a):",
            "пт, 20 нояб. 2026 г. в 15:03, Bob Jones <bob@example.org>:",
            "пт, 20 лист. 2026 р. о 15:03 Bob Jones <bob@example.org> пише:",
            "Bob Jones <bob@example.org> 于2026年11月20日周五 15:03写道：",
            "Bob Jones <bob@example.org> 於 2026年11月20日 週五 下午3:03寫道：",
            "2026年11月20日(金) 15:03 Bob Jones <bob@example.org>:",
            "2026년 11월 20일 (금) 오후 3:03, Bob Jones <bob@example.org>님이 작성:",
            "Den fre 20 nov. 2026 kl 15:03 skrev Bob Jones <bob@example.org>:",
            "Den fre. 20. nov. 2026 kl. 15.03 skrev Bob Jones <bob@example.org>:",
            "fre. 20. nov. 2026 kl. 15:03 skrev Bob Jones <bob@example.org>:",
            "pe 20. marrask. 2026 klo 15.03 Bob Jones (bob@example.org) kirjoitti:",
            "Bob Jones <bob@example.org>, 20 Kas 2026 Cum, 15:03 tarihinde şunu yazdı:",
            "\u{202B}في الجمعة، ٢٠ نوفمبر ٢٠٢٦ في ٣:٠٣ م تمت كتابة ما يلي بواسطة \u{202A}Bob Jones\u{202C}\u{200F} <\u{202A}bob@example.org\u{202C}\u{200F}>:\u{202C}",
            "\u{202B}בתאריך יום ו׳, 20 בנוב׳ 2026 ב-15:03 מאת \u{202A}Bob Jones\u{202C}\u{200F} <\u{202A}bob@example.org\u{202C}\u{200F}>:\u{202C}",
            "pá 20. 11. 2026 v 15:03 odesílatel Bob Jones <bob@example.org> napsal:",
            "pi 20. 11. 2026 o 15:03 Bob Jones <bob@example.org> napísal(a):",
            "Bob Jones <bob@example.org> ezt írta (időpont: 2026. nov. 20., P, 15:03):",
            "vin., 20 nov. 2026 la 15:03, Bob Jones <bob@example.org> a scris:",
            "Στις Παρ 20 Νοε 2026 στις 3:03 μ.μ., ο χρήστης Bob Jones <bob@example.org> έγραψε:",
            "Vào Th 6, 20 thg 11, 2026 vào lúc 15:03 Bob Jones <bob@example.org> đã viết:",
            "Pada Jum, 20 Nov 2026 pukul 15.03 Bob Jones <bob@example.org> menulis:",
            // Apple Mail, Outlook for iOS and Mac, Thunderbird, Yahoo, Proton, Spark, Lotus, mutt and others
            "On 20 Nov 2026, at 15:03, Bob Jones <bob@example.org> wrote:",
            "Am 20.11.2026 um 15:03 schrieb Bob Jones <bob@example.org>:",
            "Le 20 nov. 2026 à 15:03, Bob Jones <bob@example.org> a écrit :",
            "Il giorno 20 nov 2026, alle ore 15:03, Bob Jones <bob@example.org> ha scritto:",
            "Op 20 nov. 2026, om 15:03 heeft Bob Jones <bob@example.org> het volgende geschreven:",
            "20 нояб. 2026 г., в 15:03, Bob Jones <bob@example.org> написал(а):",
            "20 nov 2026 kl. 15:03 skrev Bob Jones <bob@example.org>:",
            "Bob Jones <bob@example.org> kirjoitti 20.11.2026 kello 15.03:",
            "2026/11/20 15:03、Bob Jones <bob@example.org>のメール:",
            "在 2026年11月20日，15:03，Bob Jones <bob@example.org> 写道：",
            "2026. 11. 20. 오후 3:03, Bob Jones <bob@example.org> 작성:",
            "On 11/20/26 3:03 PM, Bob Jones wrote:",
            "Am 20.11.26 um 15:03 schrieb Bob Jones:",
            "Le 20/11/2026 à 15:03, Bob Jones a écrit :",
            "Il 20/11/2026 15:03, Bob Jones ha scritto:",
            "W dniu 20.11.2026 o 15:03, Bob Jones pisze:",
            "20.11.2026 15:03, Bob Jones пишет:",
            "El 20/11/26 a las 15:03, Bob Jones escribió:",
            "On Friday, November 20, 2026 at 03:03:04 PM GMT+1, Bob Jones <bob@example.org> wrote:",
            "On Friday, November 20th, 2026 at 15:03, Bob Jones <bob@example.org> wrote:",
            "On 20 Nov 2026, 15:03 +0100, Bob Jones <bob@example.org>, wrote:",
            "---- On Fri, 20 Nov 2026 15:03:04 +0100 Bob Jones <bob@example.org> wrote ----",
            "--- On Fri, 11/20/26, Bob Jones <bob@example.org> wrote:",
            "* Bob Jones <bob@example.org> [2026-11-20 15:03]:",
            "Quoting Bob Jones <bob@example.org>:",
            "Zitat von Bob Jones <bob@example.org>:",
            "At 2026-11-20 15:03:04, \"Bob Jones\" <bob@example.org> wrote:",
            "20.11.2026, 15:03, \"Bob Jones\" <bob@example.org>:",
            "Пятница, 20 ноября 2026, 15:03 +03:00 от Bob Jones <bob@example.org>:",
            "2026-11-20 15:03 GMT+01:00 Bob Jones <bob@example.org>:",
        ])
    func attributions(_ attribution: String) {
        let quoted = ReplySplitter.split("Yes, it does.\n\n\(attribution)\n> Does it work?\n")
        #expect(quoted.reply == "Yes, it does.")
        #expect(quoted.quoted == "\(attribution)\n> Does it work?")
        let nested = ReplySplitter.split(
            "> \(attribution.split(separator: "\n").joined(separator: "\n> "))\n> Does it?")
        #expect(nested.reply.isEmpty || !attribution.contains("wrote:"))
    }

    @Test(
        "messages below without marks are known by what stands above them",
        arguments: [
            "-----Original Message-----\nFrom: Bob Jones",
            "-----Original Message-----\r\nFrom: Bob Jones".replacing("\r", with: ""),
            "-------- Original Message --------\nSubject: x", "----- Mensaje original -----\nDe: Bob",
            "-----Message d'origine-----\nDe : Bob", "-----Message d’origine-----\nDe : Bob",
            "-----Ursprüngliche Nachricht-----\nVon: Bob", "-----Mensagem original-----\nDe: Bob",
            "----Messaggio originale----\nDa: Bob", "-----Oorspronkelijk bericht-----\nVan: Bob",
            "-----Wiadomość oryginalna-----\nOd: Bob", "-----Исходное сообщение-----\nОт: Bob",
            "-----Ursprungligt meddelande-----\nFrån: Bob", "-----Oprindelig meddelelse-----\nFra: Bob",
            "-----Opprinnelig melding-----\nFra: Bob", "-----Alkuperäinen viesti-----\nLähettäjä: Bob",
            "-----Orijinal İleti-----\nKimden: Bob", "------------------ 原始邮件 ------------------\n发件人: Bob",
            "-----Původní zpráva-----\nOd: Bob", "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Friday Bob wrote:",
            "---------- Forwarded message ---------\nFrom: Bob", "Begin forwarded message:\n\nFrom: Bob",
            "Anfang der weitergeleiteten Nachricht:\n\nVon: Bob", "Début du message réexpédié :\n\nDe: Bob",
            "----- Forwarded by Bob Jones/Example on 20.11.2026 15:03 -----\n\nFrom: Bob",
            "Bob Jones ---20.11.2026 15:03:04---Grades", "##- Please type your reply above this line -##\nCase 1",
            "From: Bob Jones <bob@example.org>\nSent: Friday, November 20, 2026 3:03 PM\nTo: Ann\nSubject: Grades",
            "From: Bob Jones <bob@example.org>\nDate: Friday, 20 November 2026 at 15:03\nTo: Ann <ann@example.org>",
            "*From:* Bob Jones\n*Sent:* today\n*To:* Ann\n*Subject:* Grades",
            "**From:** Bob Jones\n\n**Sent:** today\n\n**Subject:** Grades",
            "________________________________\nFrom: Bob\nSent: today",
            "De : Bob Jones <bob@example.org>\nEnvoyé : vendredi 20 novembre 2026 15:03\nÀ : Ann\nObjet : Notes",
            "De: Bob Jones <bob@example.org>\nEnviado el: viernes, 20 de noviembre de 2026\nPara: Ann\nAsunto: Notas",
            "De: Bob Jones <bob@example.org>\nEnviada em: sexta-feira, 20 de novembro de 2026\nPara: Ann\nAssunto: Notas",
            "Von: Bob Jones <bob@example.org>\nGesendet: Freitag, 20. November 2026 15:03\nAn: Ann\nBetreff: Noten",
            "Gesendet: Freitag, 20. November 2026 um 15:03 Uhr\nVon: \"Bob Jones\" <bob@example.org>\nAn: Ann\nBetreff: x",
            "Da: Bob Jones <bob@example.org>\nInviato: venerdì 20 novembre 2026 15:03\nA: Ann\nOggetto: Voti",
            "Van: Bob Jones <bob@example.org>\nVerzonden: vrijdag 20 november 2026 15:03\nAan: Ann\nOnderwerp: Cijfers",
            "Od: Bob Jones <bob@example.org>\nWysłano: piątek, 20 listopada 2026 15:03\nDo: Ann\nTemat: Oceny",
            "От: Bob Jones <bob@example.org>\nОтправлено: 20 ноября 2026 г. 15:03\nКому: Ann\nТема: Оценки",
            "Від: Bob Jones <bob@example.org>\nНадіслано: 20 листопада 2026 р. 15:03\nКому: Ann\nТема: Оцінки",
            "发件人: Bob Jones <bob@example.org>\n发送时间: 2026年11月20日 15:03\n收件人: Ann\n主题: 成绩",
            "寄件者: Bob Jones <bob@example.org>\n寄件日期: 2026年11月20日 15:03\n收件者: Ann\n主旨: 成績",
            "差出人: Bob Jones <bob@example.org>\n送信日時: 2026年11月20日 15:03\n宛先: Ann\n件名: 成績",
            "보낸 사람: Bob Jones <bob@example.org>\n보낸 날짜: 2026년 11월 20일\n받는 사람: Ann\n제목: 성적",
            "Från: Bob Jones <bob@example.org>\nSkickat: den 20 november 2026 15:03\nTill: Ann\nÄmne: Betyg",
            "Fra: Bob Jones <bob@example.org>\nSendt: 20. november 2026 15:03\nTil: Ann\nEmne: Karakterer",
            "Lähettäjä: Bob Jones <bob@example.org>\nLähetetty: 20. marraskuuta 2026\nVastaanottaja: Ann\nAihe: x",
            "Kimden: Bob Jones <bob@example.org>\nGönderildi: 20 Kasım 2026 Cuma 15:03\nKime: Ann\nKonu: Notlar",
            "من: Bob Jones <bob@example.org>\nتاريخ الإرسال: 20 نوفمبر 2026\nإلى: Ann\nالموضوع: x",
            "מאת: Bob Jones <bob@example.org>\nנשלח: 20 נובמבר 2026\nאל: Ann\nנושא: x",
        ])
    func originals(_ head: String) {
        let parts = ReplySplitter.split("Yes, it does.\n\n\(head)\n\nDoes it work?")
        #expect(parts.reply == "Yes, it does.")
        #expect(parts.quoted == "\(head)\n\nDoes it work?")
    }

    @Test(
        "what only looks like a quote is text",
        arguments: [
            "From: London\nTo: Paris\nDate: Monday\nIs there a train?", "Date: Monday 3\nTime: 7:00\nPlace: here",
            "On the first page I wrote 123:\nnothing was saved.",
            "I ran it:\n\n>>> import grades\n>>> grades.all()\n[]",
            "Our plan:\n\n----------\n\nFirst we try it, then we tell everybody what has become of it.",
            "Heading\n-------\nText below that goes on.", "Q: How?\nA: Like this.\nQ: Really?",
            "The log:\n2026-11-20 15:03 GMT+01:00 server started\n2026-11-20 15:04 GMT+01:00 it ended",
            "> is this what you mean?\n\nThen yes.", "| a | b |\n| 1 | 2 |\nThat is my table.",
        ])
    func textOnly(_ text: String) {
        #expect(ReplySplitter.split(text) == ReplySplitter.Parts(reply: text, signature: nil, quoted: nil))
    }

    @Test(
        "a reply is what is above, below or between",
        arguments: [
            ("a\n\nOn Fri, 20 Nov 2026, Bob wrote:\n> x\n\nb", "a\n\n\nb"),
            ("On Fri, 20 Nov 2026, Bob wrote:\n> x\n\nb", "b"),
            ("On Fri, 20 Nov 2026, Bob wrote:\n> x\n> y\n\nThanks", "Thanks"),
            ("On Fri, 20 Nov 2026, Bob wrote:\n> x\n\na\n\n> y\n\nb\n\n> z", "> x\n\na\n\n> y\n\nb"),
            ("yes On Fri, 20 Nov 2026, Bob wrote:\n> x", "yes"),
            ("a\nOn Fri, 20 Nov 2026, Bob wrote:\nBO> x\nBO> y", "a"),
            ("a\nOn Fri, 20 Nov 2026, Bob wrote:\n| x", "a"),
            ("a\n> a long line of the quote that some program has broken at seventy-two, with\nthe rest\n> y", "a"),
            // Forwarded without a word: that is what they say.
            (
                "---------- Forwarded message ---------\nFrom: Bob\n\nx",
                "---------- Forwarded message ---------\nFrom: Bob\n\nx"
            ),
            (
                "Sent from my iPhone\n\nBegin forwarded message:\n\nFrom: Bob\n\nx",
                "Begin forwarded message:\n\nFrom: Bob\n\nx"
            ),
            ("Sent from my iPhone\n\nOn Fri, 20 Nov 2026, Bob wrote:\n> x", ""),
            ("On Fri, 20 Nov 2026, Bob wrote:\n> x", ""),
        ])
    func places(_ text: String, _ reply: String) {
        #expect(ReplySplitter.split(text).reply == reply)
    }

    @Test(
        "signatures without a delimiter are known by what they hold",
        arguments: [
            (
                "Yes.\n\nBest regards,\nAnn Lee\nRegistrar\nNorth School District\n+1 555 010 9999\nann@example.org",
                "Best regards,"
            ),
            ("Yes.\n\nAnn Lee\nRegistrar\nwww.example.org\nTel. 555-010-9999", "Ann Lee"),
            ("Yes.\n\nThanks,\nAnn", "Thanks,"), ("Yes.\n\nAnn Lee\nvia mobile", "Ann Lee"),
            ("Ja.\n\nMit freundlichen Grüßen\nAnn Lee", "Mit freundlichen Grüßen"),
            ("Yes.\n\nZoe Poe\nHead of IT\nPhone: 555-010-9999\nzoe@example.org", "Zoe Poe"),
            (
                "Yes.\n\nThis e-mail and any attachments are confidential and intended solely for the addressee. If you"
                    + " have received it in error, please notify the sender and delete it.",
                "This e-mail"
            ),
            ("Yes.\n\nSent from Outlook for iOS<https://aka.ms/x>", "Sent from"),
            ("Oui.\n\nEnvoyé de mon iPhone", "Envoyé"),
            ("Ja.\n\nVon meinem iPhone gesendet", "Von"), ("Sí.\n\nEnviado desde mi iPhone", "Enviado"),
            ("Sì.\n\nInviato da iPhone", "Inviato"), ("Да.\n\nОтправлено с iPhone", "Отправлено"),
            ("はい。\n\niPhoneから送信", "iPhone"), ("是。\n\n发自我的iPhone", "发自"), ("네.\n\n나의 iPhone에서 보냄", "나의"),
            ("Evet.\n\niPhone'umdan gönderildi", "iPhone"), ("Ja.\n\nVerstuurd vanaf mijn iPad", "Verstuurd"),
            ("Yes.\n\nGet Outlook for Android", "Get"), ("Yes.\n\n(Sent from a phone)", "(Sent"),
        ])
    func blocks(_ text: String, _ start: String) {
        let sender = [NamedAddress(name: "Ann Lee", address: "ann@example.org")]
        let parts = ReplySplitter.split(text, from: sender)
        #expect(parts.reply == text.split(separator: "\n").first.map(String.init))
        #expect(parts.signature?.hasPrefix(start) == true)
    }

    @Test("the frame of signed text and the warning of a gateway are not what somebody wrote")
    func frames() {
        let signed = """
            -----BEGIN PGP SIGNED MESSAGE-----
            Hash: SHA256

            Yes.
            -----BEGIN PGP SIGNATURE-----

            iQEzBAEBCAAd
            -----END PGP SIGNATURE-----
            """
        #expect(ReplySplitter.split(signed).reply == "Yes.")
        let warned = "[EXTERNAL] This email originated from outside of the organization.\n\nYes."
        #expect(ReplySplitter.split(warned).reply == "Yes.")
        #expect(ReplySplitter.split("Warning: the page says this.\n\nYes.").signature == nil)
    }

    @Test(
        "what was asked for is no signature",
        arguments: [
            "My number is:\n\n555-010-9999\n555-010-9998\nann@example.org", "Ann", "Thanks!",
            "Please call Zoe Poe, 555-010-9999.", "It is at https://example.org/x", "Best regards from the sea.",
        ])
    func noSignature(_ text: String) {
        let sender = [NamedAddress(name: "Ann Lee", address: "ann@example.org")]
        #expect(ReplySplitter.split(text, from: sender).signature == nil)
    }

    @Test(
        "the structure of HTML tells quotes and signatures in any language",
        arguments: [
            ("Yes.<div class=gmail_quote>Xyz foo:<br>Does it?</div>", "Yes."),
            (
                "Yes.<div class=gmail_quote><div class=gmail_attr>Xyz foo</div><blockquote>Does it?</blockquote></div>",
                "Yes."
            ),
            ("Yes.<div class='x_gmail_quote'>Does it?</div>", "Yes."),
            ("Yes.<div class=moz-cite-prefix>Xyz foo</div><blockquote type=cite>Does it?</blockquote>", "Yes."),
            ("Yes.<div class=moz-signature>-- <br>Ann</div>", "Yes."),
            (
                "<p>Yes.</p><div id=appendonsend></div><hr><div id=divRplyFwdMsg><b>Xyz:</b> Bob</div><p>Does it?</p>",
                "Yes."
            ),
            (
                "<p>Yes.</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'>Xyz</div>Does it?",
                "Yes."
            ),
            ("Yes.<hr id=stopSpelling>Xyz foo<br>Does it?", "Yes."),
            ("Yes.<span id=OLK_SRC_BODY_SECTION>Does it?</span>", "Yes."),
            ("Yes.<div id=yahoo_quoted_123>Does it?</div>", "Yes."),
            ("Yes.<div class=protonmail_quote>Does it?</div>", "Yes."),
            ("Yes.<div class=zmail_extra>Does it?</div>", "Yes."), ("Yes.<div id=AppleMailSignature>Ann</div>", "Yes."),
            ("Yes.<div id=Signature>Ann</div><div id=divRplyFwdMsg>Does it?</div>", "Yes."),
            ("Yes.<div name=quote>Does it?</div>", "Yes."),
            ("Yes.<div name=messageReplySection>Does it?</div>", "Yes."),
            (
                "<div class=gmail_quote><div>---------- Forwarded message ---------<br>From: Bob</div>x</div>",
                "---------- Forwarded message ---------\nFrom: Bob\nx"
            ),
            (
                "<div class=gmail_quote>Xyz<blockquote>one?</blockquote><div>yes</div><blockquote>two?</blockquote><div>no</div></div>",
                "> one?\nyes\n> two?\nno"
            ),
            ("Look:<blockquote class=gmail_quote>a citation</blockquote>", "Look:\n> a citation"),
        ])
    func structure(_ source: String, _ reply: String) throws {
        let raw = Array("From: ann@example.org\nContent-Type: text/html; charset=utf-8\n\n\(source)".utf8)
        #expect(try MessageParser().parse(raw).replyText == reply)
    }

    @Test(
        "hostile texts are split as others are, line for line",
        arguments: [
            String(repeating: "> ", count: 20_000), String(repeating: "> > >\n", count: 5_000),
            String(repeating: "On Fri, 20 Nov 2026, Bob <b@example.org> wrote:\n", count: 2_000),
            String(repeating: "a\nOn Fri, 20 Nov 2026, Bob wrote:\n> x\n", count: 1_000),
            String(repeating: "-----\n", count: 5_000), String(repeating: "-", count: 50_000),
            String(repeating: "\n", count: 20_000) + "x", String(repeating: "-- \n", count: 5_000),
            String(repeating: "From: a\nSent: b\n", count: 2_000),
            String(repeating: "Sent from my iPhone\n", count: 2_000),
        ])
    func hostile(_ text: String) {
        let parts = ReplySplitter.split(text)
        let count: (String?) -> Int = { ($0 ?? "").split(whereSeparator: \.isWhitespace).count }
        #expect(count(parts.reply) + count(parts.signature) + count(parts.quoted) == count(text))
    }

    @Test(
        "signatures are set apart",
        arguments: [
            ("Yes.\n\n-- \nAnn", "Yes.", "-- \nAnn"),
            ("Yes.\n--\nAnn\n\nOn Fri, 20 Nov 2026 Bob wrote:\n> ?", "Yes.", "--\nAnn"),
            ("Yes.\n\nSent from my iPhone", "Yes.", "Sent from my iPhone"),
            ("Yes.\n\nSent from my iPhone\n\n> ?", "Yes.", "Sent from my iPhone"),
            ("-- \nAnn", "-- \nAnn", nil),
        ] as [(String, String, String?)])
    func signatures(_ text: String, _ reply: String, _ signature: String?) {
        let parts = ReplySplitter.split(text)
        #expect(parts.reply == reply)
        #expect(parts.signature == signature)
    }

    @Test("no line of a text is lost")
    func nothingLost() {
        let text = "a\n\nOn Fri, 20 Nov 2026 Bob wrote:\n> b\n>> c\n\nd\n-- \ne"
        let parts = ReplySplitter.split(text)
        let all = [parts.reply, parts.quoted ?? "", parts.signature ?? ""].joined(separator: "\n")
        let lines: (String) -> [Substring] = { $0.split(separator: "\n").sorted() }
        #expect(lines(all) == lines(text))
    }
}

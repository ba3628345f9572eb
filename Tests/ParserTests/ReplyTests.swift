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

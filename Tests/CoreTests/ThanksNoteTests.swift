import Core
import Testing

@Suite("A plain thank-you")
struct ThanksNoteTests {
    @Test(
        "thanks and says nothing else",
        arguments: [
            "Thanks!", "Thank you very much, it works now.", "Perfect, thanks a lot for your quick help, Sam!", "thx",
            "Great, that’s fixed. Thank you all and have a nice weekend", "Danke",
        ])
    func plain(_ text: String) { #expect(ThanksNote.isPlain(text, names: ["Sam Okafor"])) }

    @Test(
        "is no plain one",
        arguments: [
            "Thanks, but it broke again.", "Thanks. When will the other one be fixed?", "Thank you, Bob",
            "It works now.",
            "Thanks, 3 schools still have it", "", "thanks for nothing", "It is not working, thanks",
            String(repeating: "thanks ", count: 60),
        ])
    func more(_ text: String) { #expect(!ThanksNote.isPlain(text, names: ["Sam Okafor"])) }
}

import Core
import TestSupport
import Testing

@testable import Parser

private func sanitised(_ source: String) -> String {
    HTMLBody(source, wantsText: false, limits: Limits(), contentIDs: ["picture@example.org"]).html
}

/// What is wrong with what becomes of some hostile HTML.
private func objection(to source: String) -> String? {
    let once = sanitised(source)
    if let objection = HTMLOutput(once).objection { return objection + ": " + once }
    let twice = sanitised(once)
    return once == twice ? nil : "not the same again: \(once) \(twice)"
}

@Suite("Hostile HTML")
struct HTMLVectorTests {
    @Test(
        "rows 129 and 131: only what is allowed comes out of hostile HTML, and it stays the same when sanitised again",
        arguments: [
            ("handlers", HTMLVectors.handlers), ("scripts", HTMLVectors.scripts), ("links", HTMLVectors.links),
            ("mutations", HTMLVectors.mutations), ("styles", HTMLVectors.styles), ("pages", HTMLVectors.pages),
            ("nesting", HTMLVectors.nesting), ("text", HTMLVectors.text),
        ])
    func allowed(_ name: String, _ vectors: [HTMLVectors.Vector]) {
        #expect(vectors.count > 30, "\(name)")
        for vector in vectors { #expect(objection(to: vector.source) == nil, "\(vector): \(vector.source)") }
    }

    @Test("row 129: the same with hostile HTML inside hostile HTML")
    func combined() {
        let all = HTMLVectors.all
        for (index, vector) in all.enumerated() {
            let source = vector.source + all[index * 7 % all.count].source + "</b>" + all[index * 13 % all.count].source
            #expect(objection(to: source) == nil, "\(source)")
        }
    }

    @Test(
        "row 131: elements that browsers read by rules of their own go with their content",
        arguments: HTMLVectors.rawText.filter { !$0.hasPrefix("form") })
    func dropped(_ name: String) {
        #expect(!sanitised("<\(name)><b>inside</b>").contains("inside"))
        #expect(!HTMLBody("<\(name)><b>inside</b>", limits: Limits()).text.contains("inside"))
    }

    @Test(
        "row 132: a link has no address but a whole one of http, https or mailto", arguments: HTMLVectors.badAddresses)
    func noLink(_ address: String) {
        #expect(sanitised("<a href=\"\(address)\">x</a>") == "x")
    }

    @Test("row 132: what a link leads to is what every reader takes it for", arguments: HTMLVectors.goodAddresses)
    func link(_ source: String, _ written: String) {
        let html = sanitised("<a href=\"\(source)\">x</a>")
        #expect(HTMLOutput(html).addresses == [written])
        #expect(html.contains(" rel=\"noopener noreferrer nofollow ugc\" target=\"_blank\">x</a>"))
    }

    @Test("row 133: nothing that could be fetched keeps its address")
    func leaks() {
        for way in LeakPage.ways("https://leak.example/") {
            let html = sanitised(way)
            for address in HTMLOutput(html).addresses { #expect(!address.contains("leak.example"), "\(way)") }
        }
    }

    @Test("row 134: no style comes through, and no address with it")
    func styles() {
        for vector in HTMLVectors.styles {
            let html = sanitised(vector.source)
            for word in ["style", "url", "evil", "import", "expression", "position"] {
                #expect(!html.contains(word), "\(vector.source)")
            }
        }
    }

    @Test("row 135: forms, frames, overlays, redirections and what takes the focus are gone")
    func pages() {
        for vector in HTMLVectors.pages {
            let html = sanitised(vector.source)
            for word in [
                "evil", "<form", "<input", "<base", "<meta", "<link", "autofocus", "id=", "position", "download",
            ] {
                #expect(!html.contains(word), "\(vector.source)")
            }
        }
    }

    @Test("row 135: what a form says is still read")
    func formText() {
        #expect(sanitised("<form>Name <input value=x> please</form>") == "<div>Name please</div>")
    }
}

import Core
import Foundation
import TestSupport
import Testing

@testable import Parser

/// What a browser makes of sanitised HTML; attacks work in browsers, whatever our own parser thinks of them.
@Suite("Browser", .enabled(if: HeadlessChromium.isInstalled), .serialized, .timeLimit(.minutes(5)))
struct BrowserTests {
    private static let limits = Limits()

    private static func sanitised(_ source: String) -> String {
        HTMLBody(source, wantsText: false, limits: limits, contentIDs: ["picture@example.org"]).html
    }

    @Test("rows 129 and 131: of all hostile HTML a browser sees only what is allowed, and runs nothing")
    func vectors() throws {
        let vectors = HTMLVectors.all
        let pieces = vectors.map { Self.sanitised($0.source) }
        let report = try BrowserReport(showing: pieces)
        #expect(report.runs == 0)
        expectAllowed(report)
        expectSameTree(report, pieces, names: vectors.map(\.source))
    }

    @Test("row 131: the same vectors, not sanitised, do run; so the test above can fail")
    func control() throws {
        let handlers = HTMLVectors.handlers.prefix(50).map(\.source)
        #expect(try BrowserReport(showing: handlers).runs > 0)
    }

    @Test("HTML of real mail has in a browser the tree that was written", .enabled(if: RealMail.isPresent))
    func realMail() throws {
        let messages = RealMail.htmlBodies()
        try #require(!messages.isEmpty)
        let report = try BrowserReport(showing: messages.map(\.html))
        #expect(report.runs == 0)
        expectAllowed(report)
        expectSameTree(report, messages.map(\.html), names: messages.map(\.name))
    }

    @Test("row 133: sanitised HTML fetches nothing, where the same HTML as it came fetches a lot")
    func leaks() throws {
        let server = try CountingServer()
        let ways = LeakPage.ways(server.address)
        #expect(ways.count >= 100)
        let report = try BrowserReport(showing: ways.map(Self.sanitised))
        #expect(report.runs == 0)
        #expect(server.paths == [])

        // Each way is a page within the page, so that none closes another off.
        let frames = ways.map { way in
            "<iframe srcdoc=\"\(way.replacing("&", with: "&amp;").replacing("\"", with: "&quot;"))\"></iframe>"
        }
        for batch in stride(from: 0, to: frames.count, by: 60) {
            _ = try HeadlessChromium.markup(ofPage: frames[batch...].prefix(60).joined())
        }
        #expect(server.paths.count > 60, "\(server.paths.count) of \(ways.count)")
    }

    private func expectAllowed(_ report: BrowserReport) {
        for row in report.attributes {
            if row.count == 3 {
                #expect(AllowedHTML.objection(to: row[1], row[2], of: row[0]) == nil)
            } else {
                #expect(AllowedHTML.attributes[row[0]] != nil, "<\(row[0])>")
            }
        }
        #expect(!report.attributes.isEmpty)
    }

    /// Compares what was written with what the browser would write; it spells some characters differently.
    private func expectSameTree(_ report: BrowserReport, _ pieces: [String], names: [String]) {
        #expect(report.pieces.count == pieces.count)
        for (index, (seen, written)) in zip(report.pieces, pieces).enumerated() {
            #expect(seen.map(Self.spelled) == Self.spelled(written), "\(names[index])")
        }
    }

    /// Markup with some characters as the browser spells them: code point by code point, whatever combines with them.
    private static func spelled(_ markup: String) -> String {
        [("&quot;", "\""), ("&#39;", "'"), ("\u{A0}", "&nbsp;")].reduce(markup) { text, spelling in
            text.replacingOccurrences(of: spelling.0, with: spelling.1, options: .literal)
        }
    }
}

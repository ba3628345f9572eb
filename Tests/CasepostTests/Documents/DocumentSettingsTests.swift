import Foundation
import TestSupport
import Testing

@testable import casepost

@Suite("What documents say can be set", .ownThread)
struct DocumentSettingsTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    @Test("fragments of settings and presets are read without a complaint", arguments: try Document.all())
    func fragments(in document: Document) throws {
        for problem in try DocumentSettings.problems(in: document, folder: folder.path) { Issue.record("\(problem)") }
    }

    @Test(
        "a fragment that is wrong is found out",
        arguments: [
            ("toml", "[smtp]\nrate_per_minute = 60", nil),
            ("toml", "poll_seconds = 7\n[web]\nlisten = \"[::1]:80\"", nil),
            ("toml", "[smtp]\nrate_per_minuet = 60", "rate_per_minuet"), ("toml", "start = \"soon\"", "start"),
            ("toml", "[[mailbox]]\nname = \"a\"\n[[mailbox]]\nname = \"b\"", "address"),
            ("toml", "[servey]\ndelay_minutes = 3", "servey"), ("toml preset", "teams = []", "case_type"),
            ("toml settings", "", "say toml, or toml preset"),
        ])
    func wrong(_ label: String, _ text: String, _ word: String?) throws {
        let document = Document(path: "made-up.md", text: "```\(label)\n\(text)\n```")
        let problems = try DocumentSettings.problems(in: document, folder: folder.path)
        #expect(problems.isEmpty == (word == nil), "\(problems)")
        if let word { #expect(problems.contains { $0.contains(word) && $0.contains("made-up.md:2") }, "\(problems)") }
    }

    @Test("docs/presets.md has a row for each key of a preset, and for nothing else")
    func presetKeys() throws {
        let source = try String(
            contentsOfFile: "\(Document.root)/Sources/casepost/Settings/PresetFile.swift", encoding: .utf8)
        let read = source.matches(of: /(?:value|required|table|tables)\(\s*"(\w+)"/).map { String($0.1) }
        let text = try String(contentsOfFile: "\(Document.root)/docs/presets.md", encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }.flatMap { row in
            (row.split(separator: "|").first ?? "").matches(of: /`\[*(\w+)\]*`/).map { String($0.1) }
        }
        #expect(Set(rows).symmetricDifference(read).sorted() == [])
    }

    @Test("the preset and the mail of docs/presets.md become the case that it says")
    func preset() throws {
        let document = try Document.read("docs/presets.md")
        let preset = try #require(document.fences.first { $0.label == "preset" }).text
        let mail = try #require(document.fences.first { $0.label == "mail" }).text
        let desk = try DeskFixture(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(folder.appending("out"))\"", in: folder)
        try desk.write("my-desk.toml", preset)
        try desk.configure(
            mailbox: "url = \"pipe:\"", smtp: "url = \"maildir:\(folder.appending("out"))\"", preset: "my-desk.toml")
        let taken = try desk.run(
            "deliver", "--mailbox", "support", input: SampleMail.plain(id: "p@district.example", text: mail))
        #expect(taken.status == 0, "\(taken.stderr)")
        let opened = try #require(try desk.cases().first)
        #expect(
            ["type", "team", "priority"].map { opened[$0] as? String } == ["Outage", "Network", "Urgent"], "\(opened)")
        #expect(opened["missingFields"] as? [String] == [])
        #expect(try desk.succeed("explain", "due", "1000001").contains("1 business hour"))
    }
}

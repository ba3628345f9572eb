import Foundation
import TestSupport
import Testing

@testable import casepost

/// What the kernel tells of a folder.
@Suite("Watching folders", .timeLimit(.minutes(5)), .ownThread)
struct FolderWatchTests {
    private let directory: TemporaryDirectory
    private let bell = Doorbell()

    init() throws { directory = try TemporaryDirectory() }

    private func watch(_ subject: FolderWatch.Subject) throws -> FolderWatch {
        try #require(FolderWatch(directory.appending("."), for: subject, bell: bell))
    }

    private func run(_ commands: String) throws {
        try Command.succeed("/bin/sh", ["-ec", "cd '\(directory.appending("."))'; \(commands)"])
    }

    @Test(
        "a file that comes is told, whichever way it comes",
        arguments: [
            "echo mail >file", "mkdir tmp; echo mail >tmp/file; mv tmp/file .", "echo mail >/dev/null; touch file",
        ])
    func arrivals(commands: String) async throws {
        let watch = try watch(.arrivals)
        try run(commands)
        #expect(await bell.next())
        withExtendedLifetime(watch) {}
    }

    @Test(
        "of one file every change is told, also of its rights, and that it is gone",
        arguments: ["echo new >file", "echo new >other; mv other file", "chmod 600 file", "rm file", "mv file other"])
    func file(commands: String) async throws {
        try run("echo old >file")
        let watch = try watch(.file("file"))
        try run(commands)
        #expect(await bell.next())
        withExtendedLifetime(watch) {}
    }

    @Test("what is written to a file that stays open is told")
    func writes() async throws {
        let file = directory.appending("file")
        try run("echo old >file")
        let watch = try watch(.writes("file"))
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.write(contentsOf: Data("more".utf8))
        #expect(await bell.next())
        withExtendedLifetime(watch) {}
    }

    @Test("other files and other changes are none")
    func others() async throws {
        try run("echo old >file")
        let watch = try watch(.file("file"))
        try run("echo new >other; cat file; mkdir folder")
        // The kernel keeps its words in order, and they are all taken before the bell rings: by then it has not rung before.
        let all = Doorbell()
        let second = try #require(FolderWatch(directory.appending("."), for: .arrivals, bell: all))
        try run("echo new >last")
        #expect(await all.next())
        #expect(!bell.isRung)
        withExtendedLifetime((watch, second)) {}
    }

    @Test("a folder that is not there is not watched, and neither is one that other machines change")
    func none() throws {
        #expect(FolderWatch(directory.appending("nowhere"), for: .arrivals, bell: bell) == nil)
        #expect(FolderWatch("/proc/self/nowhere", for: .arrivals, bell: bell) == nil)
    }

    @Test("what is written by a process that was started later is told to all who wait for the database")
    func database() async throws {
        let bells = [Doorbell(), Doorbell()]
        let service = DatabaseWatch(path: directory.appending("desk.sqlite"), bells: bells)
        let running = Task { await service.run() }
        // The watch begins at a time of its own: what is written is written again until it was heard.
        let writing = Task {
            while !Task.isCancelled {
                try run("echo page >>desk.sqlite-wal")
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        for bell in bells { #expect(await bell.next()) }
        writing.cancel()
        running.cancel()
        await running.value
    }
}

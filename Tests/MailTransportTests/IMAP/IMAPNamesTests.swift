import FoundationEssentials
import TestSupport
import Testing

@testable import MailTransport

@Test(
    "sets of UIDs", .ownThread,
    arguments: [
        ([], ""), ([7], "7"), ([3, 1, 2], "1:3"), ([1, 2, 2, 4, 6, 5, 9], "1:2,4:6,9"),
        ([.max, .max - 1, 1], "1,4294967294:4294967295"),
    ] as [([UInt32], String)])
func uidSets(_ uids: [UInt32], _ text: String) {
    #expect(UIDSet(uids).description == text)
}

@Test("a scattered set is cut into lines that every server takes", .ownThread)
func uidSetParts() {
    let uids = stride(from: UInt32.max - 10_000, to: .max, by: 2).map { $0 }
    let parts = UIDSet(uids).parts()
    #expect(parts.allSatisfy { $0.description.utf8.count < 8_000 })
    #expect(parts.flatMap { $0.ranges.flatMap { $0 } } == uids)
    #expect(UIDSet([]).parts() == [])
}

@Test(
    "modified UTF-7", .ownThread,
    arguments: [
        ("INBOX", "INBOX"), ("", ""), ("A&B", "A&-B"), ("Entwürfe", "Entw&APw-rfe"), ("日本語", "&ZeVnLIqe-"),
        ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"), ("😀", "&2D3eAA-"), ("a\r\nb", "a&AA0ACg-b"),
        ("\"\\", "\"\\"), ("é&é", "&AOk-&-&AOk-"),
    ])
func modifiedUTF7(_ name: String, _ wire: String) {
    #expect(ModifiedUTF7.encode(name) == wire)
    #expect(ModifiedUTF7.decode(wire) == name)
    #expect(wire.utf8.allSatisfy { (0x20...0x7E).contains($0) })
}

@Test("no modified UTF-7", .ownThread, arguments: ["&", "&AOk", "a&AO-", "&AOk!-", "&2D0-"])
func noModifiedUTF7(_ wire: String) {
    #expect(ModifiedUTF7.decode(wire) == nil)
}

@Test(
    "folders are named as the server wants it", .ownThread,
    arguments: [
        ("inbox", nil, "INBOX"), ("Casepost/Processed", nil, "Casepost/Processed"),
        ("Casepost/Processed", IMAPNamespace(prefix: "", delimiter: "."), "Casepost.Processed"),
        ("Casepost/Processed", IMAPNamespace(prefix: "INBOX.", delimiter: "."), "INBOX.Casepost.Processed"),
        ("INBOX/Done", IMAPNamespace(prefix: "INBOX.", delimiter: "."), "INBOX.Done"),
        ("Inbox/Done", IMAPNamespace(prefix: "", delimiter: "/"), "INBOX/Done"),
        ("/Fälle//Neu/", IMAPNamespace(prefix: "", delimiter: "/"), "F&AOQ-lle/Neu"),
        ("Flat", IMAPNamespace(prefix: "", delimiter: nil), "Flat"),
    ])
func folderNames(_ path: String, _ namespace: IMAPNamespace?, _ wire: String) {
    #expect(IMAPFolderName(path: path, in: namespace).wire == wire)
}

@Test("a folder name cannot break out of its command", .ownThread)
func quotedNames() {
    #expect(IMAPFolderName(path: "a\" \\b\r\nc", in: nil).quoted == "\"a\\\" \\\\b&AA0ACg-c\"")
}

@Test(
    "internal dates", .ownThread,
    arguments: [
        ("17-Jul-1996 02:44:25 -0700", 837_596_665), (" 1-Jan-1970 00:00:00 +0000", 0),
        ("01-jan-1970 00:00:00 +0130", -5_400), ("29-Feb-2024 23:59:59 +0000", 1_709_251_199),
        ("31-Dec-1999 23:59:60 +0000", 946_684_800), ("1-Jan-1970 00:00:00 +0000", nil),
        ("01-Jux-1970 00:00:00 +0000", nil), ("00-Jan-1970 00:00:00 +0000", nil), ("", nil),
        ("01/Jan/1970 00:00:00 +0000", nil),
    ])
func internalDates(_ text: String, _ seconds: Double?) {
    #expect(IMAPDate.parse(Array(text.utf8))?.timeIntervalSince1970 == seconds)
}

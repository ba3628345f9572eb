internal import Core
internal import MailIngest
internal import MailTransport
internal import Store

/// What is in a mailbox beside what the ledger says of it; nothing is changed on either side.
struct MailboxComparison: Equatable {
    /// Messages that the ledger does not have: the next look takes them in.
    private(set) var waiting = 0
    /// Messages of before the start, which count for nothing.
    private(set) var passedOver = 0
    /// Messages that are settled, and of which the mailbox is told at the next look.
    private(set) var untold = 0
    /// Messages of which the mailbox was told, and that it still has where it had them.
    private(set) var undisposed = 0
    /// What else there is to know.
    private(set) var notes: [String] = []

    /// What is wrong, one sentence each.
    var problems: [String] {
        undisposed == 0
            ? []
            : ["\(undisposed) messages are settled, and still there; move them by hand, nothing more comes of them"]
    }

    /// What there is, in a few words.
    var detail: String {
        let counts = [
            (waiting, "wait"), (untold, "are settled and not moved yet"), (passedOver, "are older than the start"),
        ]
        return (counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" } + notes).joined(separator: ", ")
    }

    /// Looks into a mailbox.
    static func compare(
        _ mailbox: Settings.Mailbox, with database: DeskDatabase, _ logins: Logins
    ) async throws -> MailboxComparison {
        switch mailbox.source {
        case .imap: return try await ofServer(mailbox, database, logins)
        case .maildir(let path): return try await ofMaildir(mailbox, path, database)
        case .pipe:
            var comparison = MailboxComparison()
            comparison.notes = ["a pipe keeps nothing"]
            return comparison
        }
    }

    private static func ofServer(
        _ mailbox: Settings.Mailbox, _ database: DeskDatabase, _ logins: Logins
    ) async throws -> MailboxComparison {
        var comparison = MailboxComparison()
        guard let (session, folder) = try await logins.session(of: mailbox) else { return comparison }
        let name = mailbox.configuration.name
        let validity = try await session.select(folder).uidValidity
        let listed = try await session.list(fromUID: 1).map(\.uid)
        func source(_ uid: UInt32) -> InboundSource { .imap(uidValidity: validity, uid: uid) }
        let states = try await database.read { [sources = listed.map(source)] in
            try $0.ledgerStates(of: sources, in: name)
        }
        // What was moved while we looked is not there any more.
        let there = Set(try await session.list(fromUID: 1).map(\.uid))
        let cursor = try await database.read { try $0.cursor(of: name) }
        if let cursor, cursor.uidValidity != validity {
            comparison.notes.append("the folder was made anew: all of it is looked at again")
        }
        let last = cursor?.uidValidity == validity ? cursor?.lastUID ?? 0 : 0
        for uid in listed where there.contains(uid) {
            comparison.count(
                states[source(uid)], isPassed: uid <= last, isRightPlace: mailbox.configuration.disposal == .seen)
        }
        if mailbox.configuration.disposal == .move {
            let processed = try await count(in: mailbox.configuration.processedFolder, session)
            let told = try await database.read { try $0.acknowledgedCount(of: name) }
            if processed < told {
                comparison.notes.append("\(processed) of \(told) are in \(mailbox.configuration.processedFolder)")
            }
        }
        await session.logout()
        return comparison
    }

    /// How many messages a folder has; none where it was not made yet.
    private static func count(in folder: String, _ session: IMAPSession) async throws(TransportFailure) -> Int {
        do throws(TransportFailure) { return try await session.select(folder).exists } catch {
            guard error.kind == .folderMissing else { throw error }
            return 0
        }
    }

    private static func ofMaildir(
        _ mailbox: Settings.Mailbox, _ path: String, _ database: DeskDatabase
    ) async throws -> MailboxComparison {
        var comparison = MailboxComparison()
        let name = mailbox.configuration.name
        let cursor = try await database.read { try $0.cursor(of: name) }
        let begins = cursor.map { $0.isOfMaildir ? $0.lastUID : 0 } ?? 0
        let listing = try MaildirListing(path: path, from: begins)
        let states = try await database.read { try $0.ledgerStates(of: listing.new + listing.current, in: name) }
        let there = try MaildirListing(path: path, from: begins)
        let isDeleted = mailbox.configuration.disposal == .delete
        for (sources, rest, isRightPlace) in [
            (listing.new, Set(there.new), false), (listing.current, Set(there.current), !isDeleted),
        ] {
            for source in sources where rest.contains(source) {
                comparison.count(states[source], isPassed: false, isRightPlace: isRightPlace)
            }
        }
        return comparison
    }

    private mutating func count(_ state: LedgerState?, isPassed: Bool, isRightPlace: Bool) {
        switch state {
        case nil: if isPassed { passedOver += 1 } else { waiting += 1 }
        case let state? where state.state == .received: waiting += 1
        case let state? where !state.isAcknowledged: untold += 1
        case _?: if !isRightPlace { undisposed += 1 }
        }
    }
}

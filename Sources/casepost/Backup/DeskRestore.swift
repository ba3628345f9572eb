internal import Core
internal import FoundationEssentials
internal import MailAuth
internal import Store

/// Puts a desk back as it was when a backup was made.
struct DeskRestore {
    /// Why mail is not sent that waited when the backup was made; marks it in the outbox.
    static let keptBack = "restored; it may have been sent meanwhile"

    /// What was done.
    struct Outcome: Sendable {
        var manifest: BackupManifest
        /// How much mail is kept back.
        var keptBack: Int
        /// Where the old desk is now.
        var aside: [String]
    }

    let settings: Settings
    let now: @Sendable () -> Date
    /// Whether a desk that is there is put aside.
    let isReplacing: Bool
    /// Whether mail that waited is sent.
    let sendsWaiting: Bool

    /// Checks all of the file, and only then puts anything anywhere; the old desk counts up to the last step.
    func run(_ file: String) async throws -> Outcome {
        let target = RestoreTarget(database: settings.store.database, blobs: settings.store.blobs)
        let isTaken = target.isTaken
        guard isReplacing || !isTaken else {
            throw CommandFailure(
                .dataError,
                "\(settings.store.database) is there already; with --replace it is put aside, and nothing of it is lost"
            )
        }
        let lock = try target.lock()
        let total = (try? OctetFile(reading: file).size()) ?? 1
        let manifest = try BackupArchive.read(file) { ProgressLine.say("\($0 * 100 / max(total, 1)) % checked …") }
        try target.prepare()
        do {
            let again = try fill(target, from: file, total)
            guard again == manifest else {
                throw CommandFailure(.dataError, "\(file): changed while it was read; nothing was restored")
            }
            Failpoint.restoreFilled.pass()
            let keptBack = try await settle(target, manifest)
            let aside = isTaken ? try target.putAside(as: ".before-\(now().asFileName)") : []
            try target.place()
            ProgressLine.clear()
            withExtendedLifetime(lock) {}
            return Outcome(manifest: manifest, keptBack: keptBack, aside: aside)
        } catch {
            target.discard()
            throw error
        }
    }

    private func fill(_ target: RestoreTarget, from file: String, _ total: Int) throws -> BackupManifest {
        func name(_ header: TarHeader) -> String { String(header.name.dropFirst(BackupManifest.blobs.count)) }
        return try BackupArchive.read(
            file, progress: { ProgressLine.say("\($0 * 100 / max(total, 1)) % put back …") },
            keep: { header in
                let isDatabase = header.name == BackupManifest.database
                return try OctetFile(writing: isDatabase ? target.database : target.incoming(name(header)))
            },
            kept: { header in
                guard header.name != BackupManifest.database else { return }
                try target.publish(target.incoming(name(header)), as: name(header))
            })
    }

    /// Brings the tables up to date, and what the desk may have done since the backup out of the way; how much mail is kept back.
    private func settle(_ target: RestoreTarget, _ manifest: BackupManifest) async throws -> Int {
        let database = try DeskDatabase(
            path: target.database, blobFolder: settings.store.blobs, digest: { Digest.sha256($0) })
        let (time, isSent) = (now(), sendsWaiting)
        let keptBack = try await database.write { transaction in
            try transaction.passOverNumbers()
            let count = isSent ? 0 : try transaction.keepBackWaitingMail(because: Self.keptBack)
            try transaction.audit(
                AuditEvent(
                    .deskRestored, of: "backup of \(manifest.created.formatted(.iso8601))",
                    by: AuditEvent.operatorName, detail: "\(count) mails kept back", at: time))
            return count
        }
        try database.close()
        return keptBack
    }
}

internal import Core
internal import FoundationEssentials
internal import Store

#if canImport(Glibc)
    internal import Glibc
#endif

/// Makes a backup of a desk that may be at work.
struct BackupMaker {
    let settings: Settings
    let database: DeskDatabase
    let now: @Sendable () -> Date

    /// Writes a backup, reads it back, and only then gives it its name; `-` is standard output, and not read back.
    func make(_ path: String) async throws -> (manifest: BackupManifest, size: Int) {
        let isStream = path == "-"
        // On the disk of the backup: a full one there keeps no mail waiting.
        let passing = isStream ? settings.store.database + ".backup" : path + ".new"
        let copy = passing + "-database"
        for left in [passing, copy, copy + "-wal", copy + "-shm"] { unlink(left) }
        let time = now()
        let source = try await BackupSource(of: database, copyTo: copy) {
            ProgressLine.say("\(Int($0 * 100)) % of the database copied …")
        }
        let manifest: BackupManifest
        do {
            manifest = try write(source, to: isStream ? "-" : passing, at: time)
            try source.end()
        } catch {
            // What is left of it is removed by the next one; the error is what counts.
            try? source.end()
            unlink(passing)
            throw error
        }
        Failpoint.backupWritten.pass()
        let size = manifest.members.reduce(0) { $0 + $1.size }
        if !isStream {
            do { try readBack(passing, manifest, size) } catch {
                unlink(passing)
                throw error
            }
            try OctetFile.rename(passing, to: path)
        }
        let name = isStream ? "standard output" : FilePath.name(of: path)
        try await database.write { transaction in
            try transaction.noteBackup(at: time, size: size)
            try transaction.audit(
                AuditEvent(
                    .deskBackedUp, of: name, by: AuditEvent.operatorName, detail: "\(manifest.cases) cases", at: time))
        }
        ProgressLine.clear()
        return (manifest, size)
    }

    private func write(_ source: BackupSource, to path: String, at time: Date) throws -> BackupManifest {
        let output = try OctetFile(writing: path)
        var writer = BackupArchive.Writer(output, modified: Int(time.timeIntervalSince1970))
        try writer.add(source.database, as: BackupManifest.database)
        let missing = Set(source.missing)
        let files = source.contents.files.map(\.name).filter { !missing.contains($0) }
        for (index, name) in files.enumerated() {
            ProgressLine.say("\(index) of \(files.count) files …")
            try writer.add(source.location(of: name), as: BackupManifest.blobs + name)
        }
        let contents = source.contents
        let manifest = BackupManifest(
            version: Version.current, schema: contents.schema, site: settings.site.name, desk: contents.deskName,
            created: time, cases: contents.cases, messages: contents.messages, waitingMails: contents.waitingMails,
            auditHead: contents.auditHead.map { BackupManifest.Head(number: $0.number, hash: $0.hash) },
            missing: source.missing, members: writer.members)
        try writer.end(with: manifest)
        if path != "-" { try output.makeDurable() }
        return manifest
    }

    private func readBack(_ path: String, _ manifest: BackupManifest, _ size: Int) throws {
        let read = try BackupArchive.read(
            path, progress: { ProgressLine.say("\($0 * 100 / max(size, 1)) % read back …") })
        guard read.members == manifest.members else {
            throw CommandFailure(
                .ioError,
                "\(path): what was read back is not what was written; check the disk (dmesg), and run it again")
        }
    }
}

extension Settings {
    /// The files that a backup has not in it and a desk needs: the settings, and all secrets.
    func filesBesides(_ configFile: String) -> [String] {
        var files = [configFile, site.secretFile]
        for case .file(let path) in secrets { files.append(path) }
        files += oauthLogins.compactMap(\.settings.refreshTokenFile)
        files += smtp.dkim.map(\.keyFile)
        files += [site.templates].compactMap { $0 }
        var seen = Set<String>()
        return files.map { URL(filePath: $0).standardizedFileURL.path }.filter { seen.insert($0).inserted }
    }

    /// The variables of the environment that passwords are in.
    var variablesBesides: [String] {
        secrets.compactMap { if case .environment(let name) = $0 { name } else { nil } }
    }

    /// Passwords, and what clients of OAuth 2.0 prove themselves with.
    private var secrets: [PasswordSource] {
        var logins: [Login] = []
        for case .imap(_, let login?, _) in mailboxes.map(\.source) { logins.append(login) }
        if case .server(_, let login?) = smtp.destination { logins.append(login) }
        return logins.compactMap { login in
            switch login.proof {
            case .password(let source): source
            case .tokens(let settings): settings.clientSecret
            }
        }
    }
}

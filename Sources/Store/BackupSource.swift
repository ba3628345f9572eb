internal import Core

#if canImport(Glibc)
    internal import Glibc
#endif

/// A desk as it was at one moment, held fast so that it can be copied while the desk works on.
///
/// One at a time for a desk. The second names of the files go with it.
public final class BackupSource: Sendable {
    /// The copy of the database.
    public let database: String
    /// What is in it.
    public let contents: SnapshotContents
    /// The names of files that rows name and that are not there.
    public let missing: [String]

    private let folder: String
    private let blobs: BlobFolder
    private let lock: GatewayLock

    /// Holds the desk fast; its database is copied to `path`, which must not be there.
    ///
    /// Throws `StoreFailure` of kind `busy` where somebody else makes a backup of it.
    public init(
        of desk: DeskDatabase, copyTo path: String, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws {
        lock = try Self.lock(desk)
        blobs = desk.blobs
        folder = try blobs.makeLinkFolder()
        database = path
        do {
            // Before the copy, so that nothing is missed that is deleted after it; those that came meanwhile, after it.
            for name in try blobs.names() { _ = try blobs.link(name, into: folder) }
            contents = try await desk.snapshot(to: path, progress: progress)
            missing = try contents.files.map(\.name).filter { [blobs, folder] in try !blobs.link($0, into: folder) }
        } catch {
            try blobs.removeLinkFolders()
            throw error
        }
    }

    /// The right to hold a desk fast.
    static func lock(_ desk: DeskDatabase) throws -> GatewayLock {
        try GatewayLock(
            file: desk.path + ".backup-lock", "makes a backup of \(desk.path)", advice: "Let it come to its end.")
    }

    /// Where a file is for as long as this lives.
    public func location(of name: String) -> String { "\(folder)/\(name)" }

    /// Lets go of the files, and removes the copy of the database.
    public func end() throws {
        unlink(database)
        try blobs.removeLinkFolders()
    }
}

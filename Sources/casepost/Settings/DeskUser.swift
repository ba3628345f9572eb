#if canImport(Glibc)
    internal import Glibc
#endif

/// The user whose desk it is: root works as that user, since one file of root's among the data would stop the gateway.
enum DeskUser {
    /// The numbers of a user, and of the group of what belongs to them.
    struct Owner: Equatable {
        var user: uid_t
        var group: gid_t
    }

    /// Whom root becomes; `nil` where all is root's own.
    ///
    /// Settings that somebody else can write must not direct root's hand: their owner comes first.
    static func choose(settings: Owner, data: Owner) -> Owner? {
        [settings, data].first { $0.user != 0 }
    }

    /// Gives up root's rights for those of the user whose desk it is; nothing happens for anybody but root.
    static func become(settingsFile: String, database: String) throws {
        guard geteuid() == 0, let settings = owner(of: settingsFile),
            let data = nearestOwner(of: FilePath.folder(of: database)),
            let user = choose(settings: settings, data: data)
        else { return }
        // A user that the machine has no name for, as in a container, has the group of their files.
        let entry = getpwuid(user.user)
        let group = entry?.pointee.pw_gid ?? user.group
        let joined = entry.map { initgroups($0.pointee.pw_name, group) } ?? setgroups(1, [group])
        guard joined == 0, setgid(group) == 0, setuid(user.user) == 0 else {
            throw CommandFailure(
                .noPermission,
                "can't work as the owner of \(database) (\(String(cString: strerror(errno)))); run the same as that user"
            )
        }
    }

    /// The owner of a folder, or of the nearest one above it that is there already.
    private static func nearestOwner(of folder: String) -> Owner? {
        var folder = folder
        while true {
            if let owner = owner(of: folder) { return owner }
            let above = FilePath.folder(of: folder)
            guard errno == ENOENT, above != folder else { return nil }
            folder = above
        }
    }

    private static func owner(of path: String) -> Owner? {
        var status = stat()
        return stat(path, &status) == 0 ? Owner(user: status.st_uid, group: status.st_gid) : nil
    }
}

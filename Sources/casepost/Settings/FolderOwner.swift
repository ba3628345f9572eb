#if canImport(Glibc)
    internal import Glibc
#endif

/// Whom a file belongs to that root makes: whom its folder belongs to, so that the desk's own user can use it.
enum FolderOwner {
    /// Gives a new file or folder to the owner and group of the folder that it lies in; `false` with `errno` set.
    ///
    /// Where root keeps the folder and a group may look into it, as in `/etc/casepost`, the group may read the file too.
    /// Nothing happens for anybody but root.
    static func give(_ descriptor: Int32, in folder: String) -> Bool {
        guard geteuid() == 0 else { return true }
        var (owner, status) = (stat(), stat())
        guard stat(folder, &owner) == 0, fstat(descriptor, &status) == 0 else { return false }
        guard owner.st_uid != 0 || owner.st_gid != 0 else { return true }
        guard fchown(descriptor, owner.st_uid, owner.st_gid) == 0 else { return false }
        guard owner.st_uid == 0, owner.st_mode & 0o040 != 0 else { return true }
        return fchmod(descriptor, status.st_mode & 0o777 | 0o040) == 0
    }
}

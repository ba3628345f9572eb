internal import Core
internal import Templates

#if canImport(Glibc)
    internal import Glibc
#endif

/// The copy of the page of notices: a file that needs no other one, for any web server to show when the desk is away.
struct NoticesFile: Sendable {
    let path: String
    let pages: Replaceable<PageSet>
    let siteName: String
    let clock: NoticeClock
    /// Where the desk's own pages are, if it has any.
    let publicURL: PublicURL?

    /// Puts a new copy in the place of the old one: a reader sees one or the other, also after a power cut.
    func write(_ list: NoticeList) throws(FileProblem) { try replace(with: html(list)) }

    /// The whole page.
    func html(_ list: NoticeList) -> String {
        let banner = PageBanner(.over(list.open, at: list.asOf), clock: clock, link: "", at: list.asOf)
        let page = NoticesPage(
            frame: FixedPage(siteName: siteName, stylesheet: "", banners: FixedBanner(banner)), list: list,
            clock: clock, path: publicURL.map { "\($0)/notices" } ?? "", isCopy: true)
        return pages.current.renderAlone(.notices(page)).html
    }

    private func replace(with text: String) throws(FileProblem) {
        let temporary = path + ".new"
        let descriptor = try lockedFile(temporary)
        defer { close(descriptor) }
        do throws(FileProblem) {
            guard ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o644) == 0 else { throw problem() }
            try fill(descriptor, text)
            guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw problem() }
        } catch {
            unlink(temporary)
            throw error
        }
        let folder = open(FilePath.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw problem() }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw problem() }
    }

    /// A file of that name that only this process writes to, until it has another name.
    ///
    /// What another process had open here before may be the copy by now: then it is not under this name any more.
    private func lockedFile(_ name: String) throws(FileProblem) -> Int32 {
        while true {
            let descriptor = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
            guard descriptor >= 0 else { throw problem() }
            var (own, named) = (stat(), stat())
            guard flock(descriptor, LOCK_EX) == 0, fstat(descriptor, &own) == 0 else {
                let problem = problem()
                close(descriptor)
                throw problem
            }
            if stat(name, &named) == 0, (own.st_dev, own.st_ino) == (named.st_dev, named.st_ino) { return descriptor }
            close(descriptor)
        }
    }

    private func fill(_ descriptor: Int32, _ text: String) throws(FileProblem) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw problem() }
            rest = rest.dropFirst(written)
        }
    }

    private func problem() -> FileProblem {
        let advice =
            switch errno {
            case ENOENT, ENOTDIR: "make the folder that it lies in, or name another file under [notices]"
            case EACCES, EPERM, EROFS: "let the user that runs casepost write to the folder that it lies in"
            case ENOSPC, EDQUOT: "make room on the disk"
            default: "see whether notices.file is right, and the disk is well"
            }
        return FileProblem(
            file: path, subject: "", text: "can't be written: \(String(cString: strerror(errno))); \(advice)")
    }
}

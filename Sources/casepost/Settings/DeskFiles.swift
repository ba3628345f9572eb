#if canImport(Glibc)
    internal import Glibc
#endif

/// The files of a new desk, which runs as it is.
enum DeskFiles {
    /// Where the desk keeps what it writes itself, as seen from the folder of its settings.
    struct Places {
        var secretFile = "secret.key"
        var data = "var"
        var mail = "mail"

        /// All of it beside the settings.
        init() {}

        /// All of it below a folder elsewhere.
        init(data: String) {
            secretFile = FilePath.resolve("secret.key", in: data)
            self.data = data
            mail = FilePath.resolve("mail", in: data)
        }
    }

    /// Writes them into a folder, which is made if need be; nothing is written where one of them is there already.
    ///
    /// Gives the paths of what was written, in their order.
    static func write(
        to folder: String, places: Places = Places(), using generator: inout some RandomNumberGenerator
    ) throws(FileProblems) -> [String] {
        let files = [
            ("casepost.toml", settings(places), 0o644), ("contacts.csv", contacts, 0o640),
            ("advisors.csv", advisors, 0o640),
            (places.secretFile, SecretKeyFile.generate(using: &generator), 0o600 as mode_t),
        ]
        let paths = files.map { FilePath.resolve($0.0, in: folder) }
        let present = paths.filter { access($0, F_OK) == 0 }
        guard present.isEmpty else {
            throw FileProblems(
                present.map {
                    FileProblem(
                        file: $0, subject: "", text: "is there already; choose another folder, or remove it first")
                })
        }
        do throws(FileProblem) {
            try makeFolders(in: folder, places)
            for (path, (_, text, mode)) in zip(paths, files) { try PrivateFile.create(path, text, mode: mode) }
        } catch { throw FileProblems([error]) }
        return paths
    }

    private static func makeFolders(in folder: String, _ places: Places) throws(FileProblem) {
        try make(folder, mode: 0o755)
        for name in [places.data, places.mail] { try make(FilePath.resolve(name, in: folder), mode: 0o700) }
        for name in ["inbox", "outbox"].map({ FilePath.resolve($0, in: places.mail) }) {
            for part in [name, "\(name)/cur", "\(name)/new", "\(name)/tmp"] {
                try make(FilePath.resolve(part, in: folder), mode: 0o700)
            }
        }
    }

    private static func make(_ path: String, mode: mode_t) throws(FileProblem) {
        if mkdir(path, mode) == 0 {
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            defer { close(descriptor) }
            if descriptor >= 0, FolderOwner.give(descriptor, in: FilePath.folder(of: path)) { return }
        } else if errno == EEXIST {
            return
        }
        throw FileProblem(
            file: path, subject: "",
            text: "can't be made: \(String(cString: strerror(errno))); make its parent folder, or choose another")
    }
}

internal import Core

/// The files of the registry, by their paths.
enum RegistryFile {
    /// The rows of a contacts file.
    static func contacts(_ path: String) throws(FileProblems) -> RegistryRows<ContactRow> {
        try ContactsFile.rows(TextFile.read(path, advice: "see whether the path is right"), file: path)
    }

    /// The rows of an advisors file.
    static func advisors(_ path: String) throws(FileProblems) -> RegistryRows<AdvisorRow> {
        try AdvisorsFile.rows(TextFile.read(path, advice: "see whether the path is right"), file: path)
    }
}

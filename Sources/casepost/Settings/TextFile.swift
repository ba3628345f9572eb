internal import FoundationEssentials

/// Reads files that people write.
enum TextFile {
    /// The text of a file; `advice` says what to do when there is none.
    static func read(_ path: String, advice: String) throws(FileProblems) -> String {
        let data: Data
        do { data = try Data(contentsOf: URL(filePath: path)) } catch let error as CocoaError
            where error.code == .fileReadNoSuchFile
        {
            throw FileProblems([FileProblem(file: path, subject: "", text: "there is no such file; \(advice)")])
        } catch {
            let text = "can't be read; see whether it is a file that you may read"
            throw FileProblems([FileProblem(file: path, subject: "", text: text)])
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw FileProblems([FileProblem(file: path, subject: "", text: "is not UTF-8; save it as UTF-8")])
        }
        return text
    }
}

internal import FoundationEssentials
internal import Parser

/// A message that is to be parsed: a file, or a part of an mbox.
struct MessageSource: Sendable {
    /// The file's path; a message of an mbox has its number behind it: `inbox#3`.
    var name: String
    private let file: FileOctets
    /// Where it stands in an mbox.
    private let place: Range<Int>?

    init(name: String, file: FileOctets, place: Range<Int>? = nil) {
        self.name = name
        self.file = file
        self.place = place
    }

    /// The file, where the message is one of several in it; it is not to be opened again for each.
    var isPart: Bool { place != nil }

    /// Lends its octets; those of an mbox without the marks that it was given there.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try file.withBytes { octets in
            guard let place else { return try body(octets) }
            let message = UnsafeRawBufferPointer(rebasing: octets[place])
            guard let unquoted = MboxReader.unquoted(message) else { return try body(message) }
            return try unquoted.withUnsafeBytes(body)
        }
    }
}

/// Every message that is meant by a list of paths: files, mbox files, Maildirs, folders with all that is in them.
///
/// Goes on from one to the next only when asked, so that a folder of any size costs no memory. Files of a folder come in
/// the order of their names. Hidden files, and a Maildir's `tmp`, are passed over.
struct MessageSources: Sequence, IteratorProtocol {
    /// A message, or the reason why there is none where one was meant.
    typealias Element = Result<MessageSource, FileOctetsFailure>

    /// What is still to be looked at, the next one last.
    private var pending: [String]
    /// The mbox that is being read.
    private var mbox: (path: String, file: FileOctets, places: EnumeratedSequence<[Range<Int>]>.Iterator)?

    init(_ paths: [String]) { pending = paths.reversed() }

    mutating func next() -> Element? {
        if let message = nextOfMbox() { return .success(message) }
        while let path = pending.popLast() {
            if let names = path == "-" ? nil : Self.names(in: path) {
                pending.append(contentsOf: names.reversed())
                continue
            }
            do throws(FileOctetsFailure) { return .success(try open(path)) } catch { return .failure(error) }
        }
        return nil
    }

    private mutating func open(_ path: String) throws(FileOctetsFailure) -> MessageSource {
        let file = try FileOctets(path)
        // A file that calls itself one message is one, even if it quotes the lines of an mbox.
        let isMessage = path.hasSuffix(".eml")
        let places = isMessage ? [] : file.withBytes { octets in MboxReader(octets).map(Array.init) ?? [] }
        guard places.count > 1 else { return MessageSource(name: path, file: file, place: places.first) }
        mbox = (path, file, places.enumerated().makeIterator())
        return nextOfMbox() ?? MessageSource(name: path, file: file)
    }

    private mutating func nextOfMbox() -> MessageSource? {
        guard let (index, place) = mbox?.places.next(), let mbox else {
            mbox = nil
            return nil
        }
        return MessageSource(name: "\(mbox.path)#\(index + 1)", file: mbox.file, place: place)
    }

    /// The paths in a folder; `nil` where the path is none.
    private static func names(in path: String) -> [String]? {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else { return nil }
        // A folder that may not be listed is opened as a file, which says why it can't be read.
        guard let all = try? FileManager.default.contentsOfDirectory(atPath: path) else { return nil }
        let isMaildir = Set(all).isSuperset(of: ["cur", "new", "tmp"])
        let shown = isMaildir ? all.filter { isMaildirFolder($0, in: path) } : all.filter { !$0.hasPrefix(".") }
        return shown.sorted().map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
    }

    /// `cur` and `new`, and the folders below that Maildir++ names with a dot.
    private static func isMaildirFolder(_ name: String, in path: String) -> Bool {
        name == "cur" || name == "new"
            || name.hasPrefix(".") && FileManager.default.fileExists(atPath: "\(path)/\(name)/cur")
    }
}

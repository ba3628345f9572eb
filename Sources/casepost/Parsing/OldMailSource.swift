internal import Core
internal import FoundationEssentials
internal import MailIngest
internal import MailTransport
internal import Parser

#if canImport(Glibc)
    internal import Glibc
#endif

/// Old messages, the oldest first, a group at a time so that any number costs little memory.
protocol OldMailSource {
    /// How many there are in all.
    var total: Int { get }
    /// How many could not be read so far.
    var unreadable: Int { get }

    /// The next ones, so many and so large at most but at least one; `nil` behind the last.
    mutating func next(count: Int, size: Int) async throws -> [OldMessage]?
}

/// The messages of files and folders.
struct MessageFiles: OldMailSource {
    /// A message that was found, and where.
    private struct Place {
        var date: Date
        var name: String
        var arrived: Date?
        var size: Int
        /// The file, where it has several messages in it.
        var part: MessageSource?
    }

    private var rest: ArraySlice<Place>
    let total: Int
    private(set) var unreadable = 0

    /// Looks at the header section of every message, to know their order.
    init(_ paths: [String]) async throws {
        let now = Date()
        var places: [Place] = []
        for source in MessageSources(paths) {
            switch source {
            case .failure(let failure):
                unreadable += 1
                StandardError.write("casepost: \(failure.description.onOneLine)\n")
            case .success(let source):
                let arrived = source.isPart ? nil : Self.modified(source.name)
                let (message, size) = source.withBytes { (Self.head($0), $0.count) }
                let date = OldMailDate.of(message, arrived: arrived, latest: now)
                places.append(
                    Place(
                        date: date, name: source.name, arrived: arrived, size: size, part: source.isPart ? source : nil)
                )
                ProgressLine.show(places.count, "messages found")
            }
        }
        guard !places.isEmpty else {
            throw CommandFailure(.noInput, "there is no message in what was given")
        }
        // Those of one second stay in the order in which they were found.
        rest =
            places.enumerated().sorted { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }
            .map(\.element)[...]
        total = places.count
    }

    mutating func next(count: Int, size: Int) async throws -> [OldMessage]? {
        var (messages, octets) = ([OldMessage](), 0)
        while let place = rest.first, messages.count < count, messages.isEmpty || octets + place.size <= size {
            rest.removeFirst()
            do throws(FileOctetsFailure) {
                messages.append(try Self.message(at: place))
                octets += place.size
            } catch {
                unreadable += 1
                StandardError.write("casepost: \(error.description.onOneLine)\n")
            }
        }
        return messages.isEmpty ? nil : messages
    }

    private static func message(at place: Place) throws(FileOctetsFailure) -> OldMessage {
        let source: MessageSource
        if let part = place.part {
            source = part
        } else {
            source = MessageSource(name: place.name, file: try FileOctets(place.name))
        }
        return OldMessage(name: place.name, octets: source.withBytes { [UInt8]($0) }, arrived: place.arrived)
    }

    /// What the header section alone says.
    private static func head(_ octets: UnsafeRawBufferPointer) -> InboundMessage {
        var (end, place) = (octets.count, 0)
        while let next = octets[place...].firstIndex(of: 10) {
            let after = octets[(next + 1)...]
            if after.first == 10 || after.starts(with: [13, 10]) {
                end = next + 1
                break
            }
            place = next + 1
        }
        return (try? MessageParser().parse(UnsafeRawBufferPointer(rebasing: octets[..<end]))) ?? InboundMessage()
    }

    private static func modified(_ path: String) -> Date? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Date(timeIntervalSince1970: TimeInterval(status.st_mtim.tv_sec))
    }
}

/// The messages of a folder on a server.
struct ServerFolder: OldMailSource {
    private static let limit = 220 << 20

    private let session: IMAPSession
    private let folder: String
    private let spoolFolder: String
    private var rest: ArraySlice<MessageSummary>
    let total: Int
    private(set) var unreadable = 0

    /// Logs in and looks what there is.
    init(_ mailbox: Settings.Mailbox, _ folder: String, _ logins: Logins, spoolFolder: String) async throws {
        guard let (session, _) = try await logins.session(of: mailbox) else {
            throw CommandFailure(
                .configuration,
                "mailbox \"\(mailbox.configuration.name)\" is on no server; name its files instead of --folder")
        }
        self.session = session
        self.folder = folder
        self.spoolFolder = spoolFolder
        _ = try await session.select(folder)
        let listed = try await session.list(fromUID: 1)
        let now = Date()
        rest = listed.sorted { ($0.internalDate ?? now, $0.uid) < ($1.internalDate ?? now, $1.uid) }[...]
        total = listed.count
    }

    mutating func next(count: Int, size: Int) async throws -> [OldMessage]? {
        while !rest.isEmpty {
            var (group, octets) = ([MessageSummary](), 0)
            while let message = rest.first, group.count < count, group.isEmpty || octets + message.size <= size {
                group.append(rest.removeFirst())
                octets += message.size
            }
            let messages = try await fetch(group)
            if !messages.isEmpty { return messages }
        }
        await session.logout()
        return nil
    }

    private mutating func fetch(_ group: [MessageSummary]) async throws -> [OldMessage] {
        let arrived = Dictionary(group.map { ($0.uid, $0.internalDate) }, uniquingKeysWith: { first, _ in first })
        var (found, missed) = ([UInt32: OldMessage](), 0)
        try await session.fetch(
            group.map { ($0.uid, $0.size) }, spoolThreshold: RawContent.memoryLimit, spoolDirectory: spoolFolder,
            limit: Self.limit
        ) { message in
            let octets: [UInt8]
            switch message.content {
            case .memory(let bytes): octets = bytes
            case .file(let path, _):
                octets = try FileOctets(path).withBytes { [UInt8]($0) }
                unlink(path)
            case .oversized:
                missed += 1
                return
            }
            found[message.uid] = OldMessage(
                name: "\(folder) \(message.uid)", octets: octets, arrived: arrived[message.uid] ?? nil)
        }
        unreadable += missed
        return group.compactMap { found[$0.uid] }
    }
}

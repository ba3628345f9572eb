internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// Rings a bell when something changes in a folder, by the kernel's word (inotify(7)): nobody has to look again and again.
///
/// The kernel knows nothing of what other machines do to a folder on a network file system, so those are not watched.
final class FolderWatch: Sendable {
    /// What counts as a change.
    enum Subject: Equatable {
        /// A file has come to be in the folder; one that was not moved there may still be written to.
        case arrivals
        /// The file of that name may have another content or other rights, or be gone.
        case file(String)
        /// Something was written to the file of that name, which who writes to it keeps open.
        case writes(String)
    }

    /// An event's head, behind which is the name of its file.
    private static let head = MemoryLayout<inotify_event>.size
    /// Of several events, those that the kernel could not keep among them.
    private static let room = 64 * (head + Int(NAME_MAX) + 1)

    private let source: Mutex<any DispatchSourceRead>

    /// Watches until it is released; `nil` where the kernel gives no word.
    init?(_ folder: String, for subject: Subject, bell: Doorbell) {
        guard !StoragePlace(at: folder).isUnsafe else { return nil }
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        guard inotify_add_watch(descriptor, folder, subject.mask) >= 0 else {
            close(descriptor)
            return nil
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
        source.setEventHandler { if Self.reads(descriptor, of: subject) { bell.ring() } }
        source.setCancelHandler { close(descriptor) }
        source.activate()
        self.source = Mutex(source)
    }

    deinit { source.withLock { $0.cancel() } }

    /// Takes the events that are there; whether one of them counts.
    private static func reads(_ descriptor: Int32, of subject: Subject) -> Bool {
        var counts = false
        withUnsafeTemporaryAllocation(byteCount: room, alignment: MemoryLayout<inotify_event>.alignment) { buffer in
            while true {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                var position = 0
                while position + head <= count {
                    let event = buffer.loadUnaligned(fromByteOffset: position, as: inotify_event.self)
                    let end = min(position + head + Int(event.len), count)
                    let name = buffer[(position + head)..<end].prefix { $0 != 0 }
                    counts = counts || subject.means(String(decoding: name, as: UTF8.self))
                    position = end
                }
            }
        }
        return counts
    }
}

extension FolderWatch.Subject {
    /// The kinds of events that inotify(7) is asked for.
    fileprivate var mask: UInt32 {
        switch self {
        case .arrivals: UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE)
        case .file: UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE | IN_MOVED_FROM)
        case .writes: UInt32(IN_MODIFY)
        }
    }

    /// Whether an event of the file of that name counts; without a name it is about the folder, or about lost events.
    fileprivate func means(_ name: String) -> Bool {
        switch self {
        case .arrivals: true
        case .file(let wanted), .writes(let wanted): name.isEmpty || name == wanted
        }
    }
}

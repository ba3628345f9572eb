internal import Core
internal import FoundationEssentials
internal import Store

/// What is thought of the places where the desk keeps things, and of what it keeps.
extension Diagnosis {
    private static let scarce: Int64 = 100 << 20
    private static let little: Int64 = 1 << 30

    /// A folder that the desk writes to, named in the settings by `setting`.
    static func storage(_ check: String, _ place: StoragePlace, setting: String) -> Diagnosis {
        let kind = place.fileSystem.map { ", on \($0)" } ?? ""
        let free = place.free.map { ", \(size($0)) free" } ?? ""
        let found =
            "\(place.path)\(place.exists ? "" : " is not there yet, and is made at the first start")\(kind)\(free)"
        if !place.isWritable {
            return .failed(
                check,
                place.exists ? "\(place.path) can't be written to" : "\(place.path) is not there, and can't be made",
                place.exists
                    ? "let the user that runs casepost write to it (chown), or correct \(setting)"
                    : "make the folder that it lies in (mkdir -p) for the user that runs casepost, or correct \(setting)"
            )
        }
        if place.isUnsafe {
            return .failed(
                check, found, "set \(setting) to a place on a local disk: what is written here may not be durable")
        }
        if let bytes = place.free, bytes < scarce {
            return .failed(
                check, found, "make room on the disk of \(setting): below 100 MB mail soon stays where it is")
        }
        if place.isFleeting {
            return .warning(
                check, found, "set \(setting) to a place on a disk: this one is empty after the machine starts anew")
        }
        if let bytes = place.free, bytes < little {
            return .warning(check, found, "make room on the disk of \(setting) before it is full")
        }
        return .ok(check, found)
    }

    /// A database file that is there.
    static func database(_ examination: DatabaseExamination, _ path: String) -> Diagnosis {
        if let problem = examination.problems.first {
            return .failed(
                "database", "\(path) is damaged: \(problem)",
                "stop casepost serve, keep a copy of the file, and restore the database from a backup")
        }
        return switch examination.tables {
        case .current(let step): .ok("database", "\(path) is sound and can be written to, tables \"\(step)\"")
        case .earlier(let missing):
            .warning(
                "database", "\(path) is of an earlier version (\(missing.count) steps behind)",
                "start casepost serve of this version, which brings it up to date, and run casepost doctor again")
        case .later(let unknown):
            .failed(
                "database", "\(path) is of a later version, which made \"\(unknown.joined(separator: "\", \""))\"",
                "install that version of casepost again, or restore the backup from before")
        }
    }

    /// Whether there is anybody to write and to answer.
    static func registry(contacts: Int, advisors: Int) -> Diagnosis {
        let found = "\(contacts) contacts, \(advisors) advisors"
        return switch (contacts, advisors) {
        case (0, _):
            .warning(
                "registry", found,
                "say who may write: casepost contact import contacts.csv; until then all mail is held")
        case (_, 0): .warning("registry", found, "say who answers: casepost advisor import advisors.csv")
        default: .ok("registry", found)
        }
    }

    /// What waits to be sent.
    static func outbox(oldest: Date?, _ pause: TransportPause?, at now: Date) -> Diagnosis {
        if let pause {
            return .failed(
                "outbox", "nothing is sent since \(pause.since.formatted(.iso8601)): \(pause.reason)",
                "mend what the server refuses (the login, smtp.from), then run casepost outbox retry")
        }
        guard let oldest else { return .ok("outbox", "nothing waits") }
        let age = now.timeIntervalSince(oldest)
        guard age > 3600 else { return .ok("outbox", "the oldest mail waits for \(Int(age / 60)) minutes") }
        return .warning(
            "outbox", "a mail waits since \(oldest.formatted(.iso8601))",
            "see casepost outbox list for why, and whether casepost serve runs")
    }

    /// What waits for a person.
    static func held(count: Int, oldest: Date?, at now: Date) -> Diagnosis {
        guard count > 0, let oldest else { return .ok("held", "no message waits for a person") }
        let found = "\(count) wait for a person, the oldest since \(oldest.formatted(.iso8601))"
        guard now.timeIntervalSince(oldest) > 86_400 else { return .ok("held", found) }
        return .warning("held", found, "decide about them: casepost held list, then held release or held reject")
    }

    /// Whether time is what it should be.
    static func clock(latest: Date?, hasTimeZone: Bool, timeZone: String, at now: Date) -> Diagnosis {
        guard hasTimeZone else {
            return .failed("clock", "the machine does not know the time zone \(timeZone)", "run apt-get install tzdata")
        }
        if let latest, latest.timeIntervalSince(now) > 300 {
            return .failed(
                "clock", "it is \(now.formatted(.iso8601)), and something was stored at \(latest.formatted(.iso8601))",
                "set the clock (timedatectl set-ntp true): one of the two is wrong")
        }
        return .ok("clock", "\(now.formatted(.iso8601)), time zone \(timeZone)")
    }

    /// Whether the gateway runs.
    static func gateway(_ process: Int32?) -> Diagnosis {
        guard let process else {
            return .warning(
                "gateway", "no casepost serve runs on this database",
                "start it (systemctl start casepost, or casepost serve): until then nothing comes in or goes out by itself"
            )
        }
        return .ok("gateway", process > 0 ? "process \(process) receives and sends" : "a process receives and sends")
    }

    private static func size(_ bytes: Int64) -> String {
        bytes >= 10 << 30 ? "\(bytes >> 30) GB" : "\(bytes >> 20) MB"
    }
}

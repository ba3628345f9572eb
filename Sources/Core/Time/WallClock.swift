internal import FoundationEssentials

/// Turns what the clocks on the walls of a time zone show into instants, and back.
struct WallClock: Sendable {
    private let zone: TimeZone

    /// The clocks of a zone; `nil` if there is none of that IANA name.
    init?(timeZone name: String) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        self.zone = zone
    }

    /// The day that it is there at that instant.
    func date(at instant: Date) -> CivilDate {
        let local = instant.timeIntervalSince1970 + offset(at: instant)
        return CivilDate(number: Int((local / 86_400).rounded(.down)))
    }

    /// The instant at which the clocks show so many minutes after midnight.
    ///
    /// What they show twice, when they are set back, counts the first time; what they leave out, when they are set
    /// forward, is the instant at which they are set.
    func instant(_ minutes: Int, of date: CivilDate) -> Date {
        let local = Double(date.number) * 86_400 + Double(minutes) * 60
        let before = Date(timeIntervalSince1970: local - offset(at: Date(timeIntervalSince1970: local - 86_400)))
        let after = Date(timeIntervalSince1970: local - offset(at: Date(timeIntervalSince1970: local + 86_400)))
        for candidate in [before, after] where candidate.timeIntervalSince1970 + offset(at: candidate) == local {
            return candidate
        }
        return change(between: after, and: before)
    }

    /// The last instant, at or before that one, at which the clocks showed a full hour.
    func lastFullHour(at instant: Date) -> Date {
        let offset = offset(at: instant)
        let hour = fullHour(before: instant, offset)
        guard self.offset(at: hour) != offset else { return hour }
        // The clocks were set meanwhile, perhaps not by a full hour: what counts is what they showed until then.
        let change = change(between: hour, and: instant)
        return fullHour(before: change.addingTimeInterval(-1), self.offset(at: hour))
    }

    private func fullHour(before instant: Date, _ offset: TimeInterval) -> Date {
        let local = instant.timeIntervalSince1970 + offset
        return Date(timeIntervalSince1970: (local / 3_600).rounded(.down) * 3_600 - offset)
    }

    /// How many minutes after midnight the clocks show at that instant.
    func minutes(at instant: Date) -> Int {
        let local = instant.timeIntervalSince1970 + offset(at: instant)
        return Int((local - (local / 86_400).rounded(.down) * 86_400) / 60)
    }

    private func offset(at instant: Date) -> TimeInterval { TimeInterval(zone.secondsFromGMT(for: instant)) }

    /// The instant of the one change of offset in `(start, end]`, to the second.
    private func change(between start: Date, and end: Date) -> Date {
        var (low, high) = (start.timeIntervalSince1970.rounded(), end.timeIntervalSince1970.rounded())
        let before = offset(at: start)
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded()
            if offset(at: Date(timeIntervalSince1970: middle)) == before { low = middle } else { high = middle }
        }
        return Date(timeIntervalSince1970: high)
    }
}

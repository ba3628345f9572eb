extension Preset {
    /// How long something may take.
    public struct ResponseTarget: Sendable, Equatable {
        /// What the time is counted in.
        public enum Unit: String, Sendable, CaseIterable {
            /// Time in which the desk is staffed.
            case businessHours = "business hours"
            /// Full days of business hours.
            case businessDays = "business days"
            /// Around the clock.
            case hours
        }

        /// How many of them.
        public var count: Int
        /// What the time is counted in.
        public var unit: Unit

        /// So many of a unit.
        public init(_ count: Int, _ unit: Unit) {
            self.count = count
            self.unit = unit
        }
    }

    /// A day of the week.
    public enum Weekday: String, Sendable, CaseIterable {
        case monday = "Monday"
        case tuesday = "Tuesday"
        case wednesday = "Wednesday"
        case thursday = "Thursday"
        case friday = "Friday"
        case saturday = "Saturday"
        case sunday = "Sunday"
    }

    /// A day of the year on which the desk is closed, for any year.
    public struct Holiday: Sendable, Equatable {
        /// How the day is found.
        public enum Rule: Sendable, Equatable {
            /// The same date every year.
            case date(month: Int, day: Int)
            /// The nth such weekday of a month, counted from 1; -1 is the last. So many days after it.
            case weekday(Weekday, nth: Int, month: Int, daysAfter: Int)
        }

        /// As users see it.
        public var name: String
        /// How the day is found.
        public var rule: Rule

        /// A holiday from its parts.
        public init(name: String, rule: Rule) {
            self.name = name
            self.rule = rule
        }
    }

    /// When the desk is staffed.
    public struct BusinessCalendar: Sendable, Equatable {
        /// What becomes of a holiday on a day that is no business day.
        public enum Observance: String, Sendable, CaseIterable {
            /// Nothing more is closed.
            case none
            /// The nearest weekday is closed: Friday for Saturday, Monday for Sunday.
            case nearestWeekday = "nearest weekday"
            /// The next business day that is no holiday is closed.
            case nextBusinessDay = "next business day"
        }

        /// IANA name of the time zone.
        public var timeZone: String
        /// The days of the week on which the desk is open.
        public var days: [Weekday]
        /// When it opens: minutes after midnight.
        public var opens: Int
        /// When it closes: minutes after midnight, later than ``opens``.
        public var closes: Int
        /// The days on which it is closed.
        public var holidays: [Holiday]
        /// What becomes of a holiday on a day that is no business day.
        public var observance: Observance

        /// A calendar from its parts.
        public init(
            timeZone: String, days: [Weekday], opens: Int, closes: Int, holidays: [Holiday], observance: Observance
        ) {
            self.timeZone = timeZone
            self.days = days
            self.opens = opens
            self.closes = closes
            self.holidays = holidays
            self.observance = observance
        }
    }

    /// How a case that waits for its contact is chased.
    public struct FollowUp: Sendable, Equatable {
        /// The business days, counted from the beginning of the wait, on which the contact is reminded.
        public var reminderDays: [Int]
        /// The business day at whose end the case is closed.
        public var closingDay: Int

        /// Reminders and the closing, in business days.
        public init(reminderDays: [Int], closingDay: Int) {
            self.reminderDays = reminderDays
            self.closingDay = closingDay
        }
    }
}

extension Preset.ResponseTarget: CustomStringConvertible {
    /// As in `4 business hours`.
    public var description: String {
        "\(count) \(count == 1 ? String(unit.rawValue.dropLast()) : unit.rawValue)"
    }
}

/// The rules and lists in which one support desk differs from another; data, read from a file.
public struct Preset: Sendable, Equatable {
    /// A type of case.
    public struct CaseType: Sendable, Equatable {
        /// As users see it.
        public var name: String
        /// Other names under which it is known.
        public var aliases: [String]
        /// The queue its cases go to.
        public var team: String
        /// Fields beyond those of every case, in the order of the form.
        public var fields: [String]
        /// Which of them must be filled in.
        public var requiredFields: [String]
        /// Whether an authorized contact must have permitted it in writing before work starts.
        public var needsPermission: Bool
        /// Whether its fields are a change of the account's contacts, as ``ContactRequest`` reads them.
        public var changesContacts: Bool

        /// A type from its parts.
        public init(
            name: String, aliases: [String] = [], team: String, fields: [String] = [], requiredFields: [String] = [],
            needsPermission: Bool = false, changesContacts: Bool = false
        ) {
            self.needsPermission = needsPermission
            self.changesContacts = changesContacts
            self.name = name
            self.aliases = aliases
            self.team = team
            self.fields = fields
            self.requiredFields = requiredFields
        }
    }

    /// How urgent a case is, and what that promises.
    public struct Priority: Sendable, Equatable {
        /// As users see it.
        public var name: String
        /// The only types of case that may have it; all, if empty.
        ///
        /// On any other type it becomes the next one of the list.
        public var caseTypes: [String]
        /// The time within which an advisor answers first.
        public var firstResponse: ResponseTarget?
        /// Whether a new case alerts the on-call address.
        public var alertsOnCall: Bool

        /// A priority from its parts.
        public init(
            name: String, caseTypes: [String] = [], firstResponse: ResponseTarget? = nil, alertsOnCall: Bool = false
        ) {
            self.name = name
            self.caseTypes = caseTypes
            self.firstResponse = firstResponse
            self.alertsOnCall = alertsOnCall
        }
    }

    /// Its name in the settings.
    public var name: String
    /// The queues that cases go to.
    public var teams: [String]
    /// All types, in the order of the lists users see.
    public var caseTypes: [CaseType]
    /// The type of a case that says none.
    public var defaultType: String
    /// All priorities, most urgent first.
    public var priorities: [Priority]
    /// The priority of a case that says none.
    public var defaultPriority: String
    /// The values of the field Module.
    public var modules: [String]
    /// For how many days after closing a post reopens the case.
    public var reopenDays: Int
    /// Whether a plain "thank you" leaves a closed case closed.
    public var ignoresThanks = true
    /// When the desk is staffed.
    public var calendar: BusinessCalendar
    /// How a case that waits for its contact is chased.
    public var followUp: FollowUp
    /// The part of a response time, from 0 to 1, after which the desk is warned that it runs out.
    public var warningShare: Double
    /// What becomes of contacts of whom nothing is heard.
    public var inactivity: Inactivity.Limits
    /// So many days ahead a maintenance is announced, as a rule.
    public var announceDays = 14
    /// How often contacts are asked how it went.
    public var surveys = SurveyRules()

    /// A preset from its parts.
    public init(
        name: String, teams: [String], caseTypes: [CaseType], defaultType: String, priorities: [Priority],
        defaultPriority: String, modules: [String] = [], reopenDays: Int = 60, calendar: BusinessCalendar,
        followUp: FollowUp, warningShare: Double = 0.75, inactivity: Inactivity.Limits = Inactivity.Limits()
    ) {
        self.warningShare = warningShare
        self.name = name
        self.teams = teams
        self.caseTypes = caseTypes
        self.defaultType = defaultType
        self.priorities = priorities
        self.defaultPriority = defaultPriority
        self.modules = modules
        self.reopenDays = reopenDays
        self.calendar = calendar
        self.followUp = followUp
        self.inactivity = inactivity
    }

    /// The type of that name or alias, without regard to case.
    public func caseType(named name: String) -> CaseType? {
        let wanted = name.lowercased()
        return caseTypes.first { $0.name.lowercased() == wanted || $0.aliases.contains { $0.lowercased() == wanted } }
    }
}

/// Why the desk does not do what it was asked.
public enum DeskRefusal: Error, Sendable, Equatable {
    case noSuchCase(CaseNumber)
    /// The workflow has no such move; the ones it has.
    case notAllowed(CaseStatus, wanted: CaseStatus?, allowed: [CaseStatus])
    /// A contact wrote to a case whose time to reopen has run out.
    case closedTooLong(CaseNumber)
    /// A status needs something that is not given: a date, an issue, a release, a resolution.
    case incomplete(CaseStatus)
    case dateIsPast(CivilDate)
    /// Only advisors may do that.
    case advisorsOnly
    /// The person has no right to write for the account of the case.
    case mayNotWrite(EmailAddress)
    /// The person can't be told about a case of that account.
    case noRecipient(EmailAddress)
    /// A read-only contact can change nobody's place on the list but their own.
    case onlyOneself
    /// The contact of a case is always told.
    case contactStays(EmailAddress)
    /// The person is no active advisor.
    case noAdvisor(EmailAddress)
    /// There is no such team, type, priority or module; those there are.
    case unknown(String, String, [String])
    /// The case has become a part of another one.
    case merged(CaseNumber, into: CaseNumber)
    /// Only two cases of one account can become one.
    case notMergeable(CaseNumber, CaseNumber)
    /// A guest's case must be given to an authorized contact first.
    case exceptionNotHandedOver(CaseNumber)
    /// The case is no exception, so nothing is to be handed over.
    case noException(CaseNumber)
    /// The person is no authorized contact of the case's account.
    case notAuthorized(EmailAddress)
    /// Only an authorized contact of the account can permit something.
    case mayNotPermit(String)
    /// Nothing is asked that could be permitted.
    case nothingAsked
    /// A permission needs words that say what for.
    case noWording
    /// Cases of that type must be permitted in writing before anybody works on them.
    case notPermitted(String)
    /// Cases of that type ask for no change of the account's contacts.
    case noContactRequest(String)
    /// What a case says about a change of contacts is not enough, or not possible; a sentence without its full stop.
    case unclearContactRequest(String)
    /// There is no held message of that number that could be let in.
    case notHeld(Int64)
    /// There is no account of that name.
    case noAccount(String)

    /// What is in the way and what to do, for whoever asked; nothing that they may not know.
    public var explanation: String {
        switch self {
        case .noSuchCase(let number): "there is no case \(number)"
        case .notAllowed(let status, let wanted, let allowed):
            "a case that is \(status.rawValue) can't become \(wanted?.rawValue ?? "that"); "
                + (allowed.isEmpty
                    ? "it can't become anything else" : "it can become \(Self.list(allowed.map(\.rawValue)))")
        case .closedTooLong(let number):
            "case \(number) was closed too long ago to be opened again; a new case can follow it"
        case .incomplete(.scheduled): "Scheduled needs a date: schedule YYYY-MM-DD"
        case .incomplete(.assignedToDevelopment): "Assigned to Development needs the number of the development issue"
        case .incomplete(.availableInRelease): "Available in Release needs the name of the release"
        case .incomplete(let status): "\(status.rawValue) needs a text that says what the resolution is"
        case .dateIsPast(let date): "\(date) is not in the future; name a later day"
        case .advisorsOnly: "only the support staff can do that"
        case .mayNotWrite(let address): "\(address) may not write for the account of the case"
        case .noRecipient(let address):
            "\(address) can't be told about this case: only contacts of its account can who may write for it"
        case .onlyOneself: "a read-only contact can add and remove only themselves"
        case .contactStays(let address): "\(address) is the contact of the case, who is always told"
        case .noAdvisor(let address): "\(address) is no active advisor of this desk"
        case .unknown(let kind, let name, let known):
            "there is no \(kind) \"\(name)\"; there is \(Self.list(known))"
                + NearestName.hint(for: name, among: known)
        case .merged(let number, let target): "case \(number) is a part of case \(target) now; write there"
        case .notMergeable(let one, let other):
            "cases \(one) and \(other) can't become one: they must be two, of the same account"
        case .exceptionNotHandedOver(let number):
            "case \(number) was opened by a guest; give it to an authorized contact of the account first"
        case .noException(let number): "case \(number) is no exception, so it belongs to its contact already"
        case .mayNotPermit(let name): "\(name) can't permit that: only an authorized contact of the account can"
        case .nothingAsked: "no permission is asked for on this case"
        case .noWording: "write what is to be permitted"
        case .notPermitted(let type):
            "a case of the type \(type) needs the written permission of an authorized contact before work on it starts; "
                + "ask for it first"
        case .noContactRequest(let type): "a case of the type \(type) asks for no change of contacts"
        case .unclearContactRequest(let why): why
        case .notHeld(let id): "no message \(id) is held"
        case .noAccount(let name): "there is no account \"\(name)\""
        case .notAuthorized(let address): "\(address) is no active authorized contact of the account of the case"
        }
    }

    private static func list(_ words: [String]) -> String { words.joined(separator: ", ") }
}

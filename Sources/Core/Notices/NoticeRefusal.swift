/// Why nothing is done to a notice.
public enum NoticeRefusal: Error, Sendable, Equatable {
    case noSuchNotice(ID<Notice>)
    case noTitle, longTitle(Int)
    /// A maintenance needs a beginning and an end.
    case noPeriod
    case endsTooEarly
    /// The whole of a maintenance that is to be announced is past.
    case isOver
    /// An incident has begun: what is to come is a maintenance.
    case incidentAhead
    /// There is an open notice of that kind and title.
    case isOpen(ID<Notice>)
    /// It is closed, and stays so.
    case isClosed(ID<Notice>)
    /// An update says nothing and changes nothing.
    case nothingSaid

    /// What is in the way and what to do.
    public var explanation: String {
        switch self {
        case .noSuchNotice(let id):
            "there is no notice \(id.rawValue); casepost notice list --all shows those there are"
        case .noTitle: "a notice needs a title of one line: --title \"…\""
        case .longTitle(let count):
            "a title has at most \(NoticeDraft.longestTitle) characters, this one has \(count); say the rest with --text"
        case .noPeriod: "a maintenance needs its beginning and its end: --from and --until"
        case .endsTooEarly: "a notice ends after it begins; correct --from or --until"
        case .isOver: "that maintenance is over already; correct --from and --until"
        case .incidentAhead:
            "an incident has begun already; correct --from, or announce what is to come with --kind maintenance"
        case .isOpen(let id):
            "notice \(id.rawValue) of that title is open; add to it with casepost notice update \(id.rawValue), "
                + "or choose another title"
        case .isClosed(let id): "notice \(id.rawValue) is closed; open a new one with casepost notice open"
        case .nothingSaid:
            "nothing to say: write --text \"…\", give the text on standard input, or change --from or --until"
        }
    }
}

/// The names of fields that people may fill in at the top of a mail, as `Name: value`.
public struct MailFieldNames: Sendable, Equatable {
    /// The longest name that is looked up, in octets.
    public static let longest = 80

    /// The fields that every case has.
    static let ofEveryCase = ["Account", "Contact", "Priority", "Subject", "Description", "Type"]

    /// The fields of every case, and those of the types of case that the vendor's desk has.
    public static let standard = MailFieldNames(
        ofEveryCase + [
            "Module", "Steps to Reproduce",
            "Environment Changes", "Expected Results", "Who is impacted", "Error Message", "Issue Began",
            "Location within Product", "Request Type", "Preferred Training Date (1st)", "Preferred Training Date (2nd)",
            "Preferred Training Date (3rd)", "Approximate Date of Loss", "Reason for Restore",
            "Desired Completion Date",
            "Contact First Name", "Contact Last Name", "Contact E-mail", "Contact Title", "Contact Primary Phone",
            "Contact Secondary Phone", "Contact Type", "Area of Responsibility", "Contact Replacement Name",
            "Preferred Consult Date (1st)", "Preferred Consult Date (2nd)", "Preferred Consult Date (3rd)",
        ])

    /// How each name is spelled, by its folded form.
    private let spellings: [String: String]

    /// The names of a desk; of two that differ only in case or spaces, the first counts.
    public init(_ names: some Sequence<String>) {
        spellings = Dictionary(names.map { (Self.folded($0), $0) }) { first, _ in first }
    }

    /// How the table spells a name, whatever its case and spaces; `nil` if it is none of them.
    public func spelling(of name: String) -> String? { spellings[Self.folded(name)] }

    private static func folded(_ name: String) -> String {
        name.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }
}

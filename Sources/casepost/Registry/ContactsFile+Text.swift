internal import Core

extension ContactsFile {
    /// The text of a file that, imported, gives these rows; safe to open in a spreadsheet program.
    ///
    /// It has the columns that a file may leave out only where they say anything.
    static func text(_ rows: [ContactRow]) -> String {
        let hasDigests = rows.contains { $0.digest != nil }
        let header = columns + (hasDigests ? optionalColumns : [])
        let lines = rows.map { row in
            [
                row.account, row.address.description, row.aliases.map(\.description).joined(separator: ";"),
                row.firstName, row.lastName, row.role.rawValue, row.title, row.primaryPhone, row.secondaryPhone,
                row.areas.joined(separator: ";"), row.isDefaultAccount ? "true" : "",
            ] + (hasDigests ? [row.digest?.description ?? ""] : [])
        }
        return ([header] + lines).map(CSVLine.text).joined()
    }
}

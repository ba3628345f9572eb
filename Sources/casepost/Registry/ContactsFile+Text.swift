internal import Core

extension ContactsFile {
    /// The text of a file that, imported, gives these rows; safe to open in a spreadsheet program.
    static func text(_ rows: [ContactRow]) -> String {
        let lines = rows.map { row in
            [
                row.account, row.address.description, row.aliases.map(\.description).joined(separator: ";"),
                row.firstName, row.lastName, row.role.rawValue, row.title, row.primaryPhone, row.secondaryPhone,
                row.areas.joined(separator: ";"), row.isDefaultAccount ? "true" : "",
            ]
        }
        return ([columns] + lines).map(CSVLine.text).joined()
    }
}

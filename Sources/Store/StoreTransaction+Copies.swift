public import Core
public import FoundationEssentials
internal import GRDB

extension StoreTransaction {
    /// Notes an address that a mail about a case was copied to in vain; whether that is new.
    public func noteRefusedCopy(
        _ address: EmailAddress, on number: CaseNumber, because reason: String, at now: Date
    ) throws -> Bool {
        try execute(
            """
            INSERT INTO refused_copy (case_number, address_key, address, reason, at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (case_number, address_key) DO NOTHING
            """, [number.rawValue, address.key, address.description, reason, now.milliseconds])
        return db.changesCount > 0
    }

    /// The first of the addresses that were noted at that time; one more than are named to anybody.
    func refusedCopies(on number: CaseNumber, at time: Date) throws -> [(address: EmailAddress, reason: String)] {
        try rows(
            "SELECT address, reason FROM refused_copy WHERE case_number = ? AND at = ? ORDER BY address_key LIMIT ?",
            [number.rawValue, time.milliseconds, CopiedAddress.mostNamed + 1]
        ).map { (try $0.address(0), $0[1]) }
    }
}

public import FoundationEssentials

extension Desk {
    /// Does all that is due about a case by itself, and gives what was done, in its order.
    ///
    /// It is taken up again, the desk is warned, its contact reminded, it is closed. Nothing is done twice: each act moves the time at which something is due next.
    public func doDue(
        about number: CaseNumber, in transaction: some CaseTransaction & AuditTransaction, at now: Date
    ) throws -> [CaseAct] {
        var done: [CaseAct] = []
        while let supportCase = try transaction.supportCase(number),
            let act = rules.dueAct(of: supportCase, at: now)
        {
            try perform([act], on: number, by: .system, via: .system, in: transaction, at: now)
            done.append(act)
        }
        if done.isEmpty, var supportCase = try transaction.supportCase(number) {
            // What made it due is gone, so that it must not come up again and again.
            rules.setNextStep(of: &supportCase, at: now)
            try transaction.update(supportCase)
        }
        return done
    }
}

internal import Core

extension SettingsFile {
    /// How long what is kept; `0` is for good.
    func retention(_ table: inout TableReader, _ preset: Preset?) -> Retention.Periods {
        var periods = Retention.Periods()
        let keys: [(String, WritableKeyPath<Retention.Periods, Int?>)] = [
            ("raw_days", \.rawDays), ("held_days", \.heldDays), ("sent_days", \.sentDays), ("audit_days", \.auditDays),
        ]
        for (key, path) in keys {
            if let days = table.value(key, .count) { periods[keyPath: path] = days == 0 ? nil : days }
        }
        if let days = caseDays("case_days", &table, preset), days > 0 { periods.caseDays = days }
        return periods
    }

    /// For how many days closed cases are kept; longer than a post opens them again.
    func caseDays(_ key: String, _ table: inout TableReader, _ preset: Preset?) -> Int? {
        guard let days = table.value(key, .count) else { return nil }
        if let preset, days > 0, days <= preset.reopenDays {
            table.report(
                key,
                "is \(days), and a post opens a case again for \(preset.reopenDays) days after it was closed; write more, or 0 for good"
            )
        }
        return days
    }
}

internal import Core

/// Reads the rules of a desk.
enum PresetFile {
    /// Why there is no preset.
    enum Failure: Error, Equatable {
        /// There is none of that name; a sentence that says which there are.
        case unknown(String)
        case bad(FileProblems)
    }

    /// The shipped preset of that name, or the one in a file: whatever has a slash or ends in `.toml`.
    static func read(_ reference: String, from folder: String) throws(Failure) -> Preset {
        do throws(FileProblems) {
            if reference.contains("/") || reference.hasSuffix(".toml") {
                let path = FilePath.resolve(reference, in: folder)
                let text = try TextFile.read(path, advice: "correct site.preset in casepost.toml")
                return try preset(text, file: path, name: FilePath.name(of: reference).droppingSuffix(".toml"))
            }
            if let text = ShippedPresets.texts[reference] {
                return try preset(text, file: "shipped \(reference).toml", name: reference)
            }
        } catch { throw .bad(error) }
        let names = ShippedPresets.texts.keys.sorted()
        throw .unknown(
            "there is no preset \"\(reference)\"; use \(names.joined(separator: ", ")), or the path of a .toml file"
                + NearestName.hint(for: reference, among: names))
    }

    /// Reads a preset from a text; throws every problem in it at once.
    static func preset(_ text: String, file: String, name: String) throws(FileProblems) -> Preset {
        var root = TableReader(try TOMLDocument.read(text, file: file), file: file)
        let teams = root.required("teams", .list(of: .text), "list the queues that cases go to") ?? []
        let modules = root.value("modules", .list(of: .text)) ?? []
        var caseTypes: [Preset.CaseType] = []
        root.tables("case_type") { if let type = Self.caseType(&$0, teams) { caseTypes.append(type) } }
        let typeNames = caseTypes.map(\.name)
        var priorities: [Preset.Priority] = []
        root.tables("priority") { if let priority = Self.priority(&$0, typeNames) { priorities.append(priority) } }
        let calendar = root.table("calendar") { Self.calendar(&$0) }
        let followUp = root.table("follow_up") { Self.followUp(&$0) }
        let (type, level, reopenDays, reopensByThanks) = root.table("cases") { table in
            (
                table.required("default_type", .name(among: typeNames), "name one of the case types"),
                table.required("default_priority", .name(among: priorities.map(\.name)), "name one of the priorities"),
                table.value("reopen_days", .integer(in: 0...3650)) ?? 60,
                table.value("thanks_reopens", .boolean) ?? false
            )
        }
        let warnAt = root.table("response") { $0.value("warn_at_percent", .integer(in: 1...99)) ?? 75 }
        let inactivity = root.table("contacts") { Self.inactivity(&$0) }
        let announceDays = root.table("notices") { $0.value("announce_days", .integer(in: 0...365)) ?? 14 }
        let surveys = root.table("survey") { Self.surveys(&$0) }
        checkUnique(typeNames + caseTypes.flatMap(\.aliases), "case_type", &root)
        checkUnique(priorities.map(\.name), "priority", &root)
        root.finish()
        guard let type, let level, let calendar, root.problems.isEmpty else { throw FileProblems(root.problems) }
        var preset = Preset(
            name: name, teams: teams, caseTypes: caseTypes, defaultType: type, priorities: priorities,
            defaultPriority: level, modules: modules, reopenDays: reopenDays, calendar: calendar, followUp: followUp,
            inactivity: inactivity)
        preset.ignoresThanks = !reopensByThanks
        preset.announceDays = announceDays
        preset.surveys = surveys
        preset.warningShare = Double(warnAt) / 100
        return preset
    }

    private static func caseType(_ table: inout TableReader, _ teams: [String]) -> Preset.CaseType? {
        let name = table.required("name", .text, "write the name that users see")
        let aliases = table.value("aliases", .list(of: .text)) ?? []
        let team = table.required("team", .name(among: teams), "name one of the teams")
        let fields = table.value("fields", .list(of: .text)) ?? []
        let required = table.value("required", .list(of: .name(among: fields))) ?? []
        let needsPermission = table.value("needs_permission", .boolean) ?? false
        let changesContacts = table.value("changes_contacts", .boolean) ?? false
        let lacking = changesContacts ? ContactRequest.neededFields.filter { !fields.contains($0) } : []
        if !lacking.isEmpty {
            table.report("changes_contacts", "needs the fields \(lacking.joined(separator: ", ")); add them to fields")
        }
        guard let name, let team else { return nil }
        return Preset.CaseType(
            name: name, aliases: aliases, team: team, fields: fields, requiredFields: required,
            needsPermission: needsPermission, changesContacts: changesContacts)
    }

    private static func priority(_ table: inout TableReader, _ types: [String]) -> Preset.Priority? {
        let name = table.required("name", .text, "write the name that users see")
        let target = table.value("first_response", .responseTarget)
        let caseTypes = table.value("only_for", .list(of: .name(among: types))) ?? []
        let alertsOnCall = table.value("alert_on_call", .boolean) ?? false
        return name.map {
            Preset.Priority(name: $0, caseTypes: caseTypes, firstResponse: target, alertsOnCall: alertsOnCall)
        }
    }

    private static func calendar(_ table: inout TableReader) -> Preset.BusinessCalendar? {
        let zone = table.required("time_zone", .timeZone, "write an IANA name such as America/Chicago")
        let days: [Preset.Weekday]? = table.required(
            "days", .list(of: .oneOf), "list the days on which the desk is open")
        let opens = table.required("opens", .timeOfDay, "write the time at which the desk opens")
        let closes = table.required("closes", .timeOfDay, "write the time at which the desk closes")
        let observance: Preset.BusinessCalendar.Observance = table.value("observance", .oneOf) ?? .none
        var holidays: [Preset.Holiday] = []
        table.tables("holidays") { if let holiday = Self.holiday(&$0) { holidays.append(holiday) } }
        guard let zone, let days, let opens, let closes else { return nil }
        if days.isEmpty { table.report("days", "is empty; list at least one day") }
        if opens >= closes { table.report("closes", "is not later than opens; write a later time") }
        let calendar = Preset.BusinessCalendar(
            timeZone: zone, days: days, opens: opens, closes: closes, holidays: holidays, observance: observance)
        if !days.isEmpty, opens < closes, BusinessClock(calendar)?.everOpens == false {
            table.report("days", "are all holidays, so that the desk never opens; leave it some days of work")
        }
        return calendar
    }

    private static func holiday(_ table: inout TableReader) -> Preset.Holiday? {
        let name = table.required("name", .text, "write the name that users see")
        let rule = table.required("on", .holidayRule, "write the day as 12-25 or \"last Monday of May\"")
        guard let name, let rule else { return nil }
        return Preset.Holiday(name: name, rule: rule)
    }

    private static func followUp(_ table: inout TableReader) -> Preset.FollowUp {
        let reminders = table.value("reminder_days", .list(of: .integer(in: 1...365))) ?? [3, 6, 9]
        let closing = table.value("closing_day", .integer(in: 1...365)) ?? 10
        if reminders.contains(where: { $0 > closing }) {
            table.report("reminder_days", "goes beyond closing_day, \(closing); remind before the case is closed")
        }
        return Preset.FollowUp(reminderDays: reminders.sorted(), closingDay: closing)
    }

    private static func inactivity(_ table: inout TableReader) -> Inactivity.Limits {
        Inactivity.Limits(
            inactiveDays: table.value("inactive_days", .integer(in: 1...3650)) ?? 180,
            deactivateAfterDays: table.value("deactivate_after_days", .integer(in: 1...3650)))
    }

    private static func surveys(_ table: inout TableReader) -> SurveyRules {
        SurveyRules(
            isOn: table.value("ask", .boolean) ?? true, customer: table.value("customer", .oneOf) ?? .contact,
            days: table.value("days", .integer(in: 1...3650)) ?? 30,
            answerDays: table.value("answer_days", .integer(in: 1...365)) ?? 30,
            goal: table.value("goal_percent", .integer(in: 1...100)) ?? 95)
    }

    private static func checkUnique(_ names: [String], _ table: String, _ root: inout TableReader) {
        if names.isEmpty, !root.has(table) { root.report(table, "is missing; write at least one [[\(table)]]") }
        for (index, name) in names.enumerated()
        where names[..<index].contains(where: { $0.lowercased() == name.lowercased() }) {
            root.report(table, "two are named \"\(name)\"; give each a name of its own")
        }
    }
}

extension String {
    fileprivate func droppingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}

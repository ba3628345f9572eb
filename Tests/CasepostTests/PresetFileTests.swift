import Core
import TestSupport
import Testing

@testable import casepost

@Suite("Presets", .ownThread)
struct PresetFileTests {
    private func shipped(_ name: String) throws -> Preset { try PresetFile.read(name, from: "/desk") }

    @Test("each type of case goes to its team")
    func teams() throws {
        let preset = try shipped("infinite-campus")
        let teams = Dictionary(uniqueKeysWithValues: preset.caseTypes.map { ($0.name, $0.team) })
        #expect(
            teams == [
                "Ask a Question": "Campus Support", "Application Issue": "Campus Support",
                "Report an Outage": "Hosting",
                "Request Training": "Training", "Data Restore": "Hosting", "Server Issue": "Hosting",
                "Server Access": "Technical Services", "Modify Support Contacts": "Campus Support",
                "Request Consulting": "Consulting", "Request Technical Services": "Technical Services",
            ])
        #expect(preset.caseType(named: "server/hardware")?.name == "Server Issue")
        #expect(preset.teams.count == 9)
    }

    @Test("defaults and priorities of the shipped presets")
    func priorities() throws {
        let campus = try shipped("infinite-campus")
        #expect(campus.defaultType == "Ask a Question")
        #expect(campus.defaultPriority == "Medium")
        #expect(campus.reopenDays == 60)
        #expect(
            campus.priorities == [
                Preset.Priority(
                    name: "Critical", caseTypes: ["Report an Outage"], firstResponse: .init(1, .businessHours)),
                Preset.Priority(name: "High", firstResponse: .init(4, .businessHours)),
                Preset.Priority(name: "Medium", firstResponse: .init(1, .businessDays)),
                Preset.Priority(name: "Low", firstResponse: .init(2, .businessDays)),
            ])
        let mobile = try shipped("campusm")
        #expect(mobile.defaultPriority == "Level III")
        #expect(
            mobile.priorities == [
                Preset.Priority(name: "Level I", firstResponse: .init(1, .hours), alertsOnCall: true),
                Preset.Priority(name: "Level II", firstResponse: .init(2, .hours), alertsOnCall: true),
                Preset.Priority(name: "Level III", firstResponse: .init(1, .businessDays)),
                Preset.Priority(name: "Level IV", firstResponse: .init(2, .businessDays)),
            ])
    }

    @Test("hours, holidays and follow-ups", arguments: ["infinite-campus", "campusm"])
    func calendar(_ name: String) throws {
        let preset = try shipped(name)
        #expect(preset.name == name)
        #expect(preset.calendar.timeZone == "America/Chicago")
        #expect(preset.calendar.days == [.monday, .tuesday, .wednesday, .thursday, .friday])
        #expect(preset.calendar.opens == 360)
        #expect(preset.calendar.closes == 1080)
        #expect(
            preset.calendar.holidays.map(\.rule) == [
                .date(month: 1, day: 1), .weekday(.monday, nth: -1, month: 5, daysAfter: 0), .date(month: 6, day: 19),
                .date(month: 7, day: 4), .weekday(.monday, nth: 1, month: 9, daysAfter: 0),
                .weekday(.thursday, nth: 4, month: 11, daysAfter: 0),
                .weekday(.thursday, nth: 4, month: 11, daysAfter: 1),
                .date(month: 12, day: 24), .date(month: 12, day: 25),
            ])
        #expect(preset.followUp == Preset.FollowUp(reminderDays: [3, 6, 9], closingDay: 10))
    }

    private static let small = """
        teams = ["Desk"]
        [cases]
        default_type = "Question"
        default_priority = "Normal"
        [[priority]]
        name = "Normal"
        first_response = "1 business day"
        [[case_type]]
        name = "Question"
        team = "Desk"
        [calendar]
        time_zone = "Europe/Berlin"
        days = ["Monday"]
        opens = "08:00"
        closes = "16:30"
        holidays = [{name = "New Year", on = "01-01"}]
        """

    /// A holiday for each day of the year.
    private static let everyDay = (1...31).flatMap { day in
        (1...12).filter { day <= 29 || ($0 != 2 && (day <= 30 || ![4, 6, 9, 11].contains($0))) }.map { month in
            let date = String(100 + month).dropFirst() + "-" + String(100 + day).dropFirst()
            return "{name = \"Off\", on = \"\(date)\"}"
        }
    }.joined(separator: ",\n")

    @Test("a preset of one's own")
    func own() throws {
        let preset = try PresetFile.preset(Self.small, file: "mine.toml", name: "mine")
        #expect(preset.calendar.closes == 990)
        #expect(preset.followUp == Preset.FollowUp(reminderDays: [3, 6, 9], closingDay: 10))
    }

    @Test(
        "mistakes in a preset",
        arguments: [
            (
                "teams = [\"Desk\"]", "team = [\"Desk\"]",
                "1: key team: is not known; correct or remove it (did you mean \"teams\"?)"
            ),
            (
                "default_type = \"Question\"", "default_type = \"Qestion\"",
                "3: key cases.default_type: \"Qestion\" is not one of Question; use one of them (did you mean \"Question\"?)"
            ),
            (
                "1 business day", "soon",
                "7: key priority.first_response: \"soon\" is no response time; write it as 4 business hours, 2 business days or 1 hour"
            ),
            (
                "team = \"Desk\"", "team = \"Dsk\"",
                "10: key case_type.team: \"Dsk\" is not one of Desk; use one of them (did you mean \"Desk\"?)"
            ),
            (
                "team = \"Desk\"", "team = \"Desk\"\nfields = [\"Module\"]\nrequired = [\"Modul\"]",
                "12: key case_type.required: entry 1 \"Modul\" is not one of Module; use one of them (did you mean \"Module\"?)"
            ),
            (
                "team = \"Desk\"", "team = \"Desk\"\naliases = [\"question\"]",
                "8: table [[case_type]]: two are named \"question\"; give each a name of its own"
            ),
            (
                "Europe/Berlin", "Europe/Berln",
                "12: key calendar.time_zone: \"Europe/Berln\" is no time zone; write an IANA name such as America/Chicago (did you mean \"Europe/Berlin\"?)"
            ),
            (
                "Europe/Berlin", "CET",
                "12: key calendar.time_zone: \"CET\" is no time zone; write an IANA name such as America/Chicago"
            ),
            (
                "[\"Monday\"]", "[\"Munday\"]",
                "13: key calendar.days: entry 1 \"Munday\" is not one of Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday; use one of them (did you mean \"Monday\"?)"
            ),
            ("[\"Monday\"]", "[]", "13: key calendar.days: is empty; list at least one day"),
            ("08:00", "8:00", "14: key calendar.opens: \"8:00\" is no time of day; write it as 06:00"),
            ("16:30", "07:59", "15: key calendar.closes: is not later than opens; write a later time"),
            (
                "01-01", "02-30",
                "16: key calendar.holidays.on: \"02-30\" is no day of the year; write it as 12-25, last Monday of May, or day after fourth Thursday of November"
            ),
            (
                "01-01", "fifth Monday of May",
                "16: key calendar.holidays.on: \"fifth Monday of May\" is no day of the year; write it as 12-25, last Monday of May, or day after fourth Thursday of November"
            ),
            (
                "[calendar]", "[follow_up]\nreminder_days = [3, 11]\n[calendar]",
                "12: key follow_up.reminder_days: goes beyond closing_day, 10; remind before the case is closed"
            ),
            (
                "team = \"Desk\"", "team = \"Desk\"\nfields = [\"Request Type\"]\nchanges_contacts = true",
                "12: key case_type.changes_contacts: needs the fields Contact E-mail; add them to fields"
            ),
            (
                "[{name = \"New Year\", on = \"01-01\"}]",
                """
                [
                \(PresetFileTests.everyDay)
                ]
                """,
                "13: key calendar.days: are all holidays, so that the desk never opens; leave it some days of work"
            ),
        ])
    func mistakes(_ old: String, _ new: String, _ expected: String) {
        let problems = #expect(throws: FileProblems.self) {
            try PresetFile.preset(Self.small.replacing(old, with: new), file: "mine.toml", name: "mine")
        }
        #expect(
            problems?.problems.map(\.description).contains("mine.toml:" + expected) == true,
            "\(String(describing: problems))")
    }

    @Test("a preset file that is not there is a mistake of the settings")
    func missing() {
        let problems = FileProblems([
            FileProblem(
                file: "/desk/mine.toml", subject: "",
                text: "there is no such file; correct site.preset in casepost.toml")
        ])
        #expect(throws: PresetFile.Failure.bad(problems)) { try PresetFile.read("mine.toml", from: "/desk") }
    }
}

import Core
import Testing

@Suite("The report on volume")
struct VolumeReportTests {
    @Test("the most opened come first; of as many, the most closed, then by name")
    func order() {
        var report = VolumeReport()
        for (name, opened) in [("d", 1), ("b", 2), ("a", 2), ("c", 5)] { report.add(opened: opened, open: 1, of: name) }
        report.add(closed: 3, of: "b")
        report.add(closed: 9, of: "old")
        #expect(report.rows.map(\.name) == ["c", "b", "a", "d", "old"])
        #expect(report.rows.map(\.share) == [50, 20, 20, 10, 0])
        #expect(report.total == VolumeReport.Row(name: "", opened: 10, closed: 12, open: 4, share: 100))
    }

    @Test("of no cases there is no share")
    func nothing() {
        #expect(VolumeReport().rows.isEmpty)
        #expect(VolumeReport().total == VolumeReport.Row(name: ""))
        var report = VolumeReport()
        report.add(closed: 1, of: "a")
        #expect(report.rows == [VolumeReport.Row(name: "a", closed: 1)])
    }

    @Test("months stand in their order, and none of them is missing")
    func months() throws {
        func month(_ day: String) throws -> CalendarMonth { CalendarMonth(of: try #require(CivilDate(day))) }
        var report = VolumeReport()
        report.add(opened: 3, open: 1, in: try month("2027-01-31"))
        report.add(opened: 1, open: 0, in: try month("2026-10-01"))
        report.add(closed: 2, in: try month("2026-11-30"))
        report.add(closed: 1, in: try month("2027-02-01"))
        #expect(report.rows.map(\.name) == ["2026-10", "2026-11", "2026-12", "2027-01", "2027-02"])
        #expect(report.rows.map(\.opened) == [1, 0, 0, 3, 0])
        #expect(report.rows.map(\.closed) == [0, 2, 0, 0, 1])
        #expect(report.rows.map(\.share) == [25, 0, 0, 75, 0])
    }
}

@Suite("The report on the first level")
struct FirstLevelReportTests {
    @Test("teams stand in the preset's order, others after them; where nothing is closed, no share is known")
    func rows() {
        let report = FirstLevelReport(
            [
                FirstLevelReport.Row(team: "Zoo", closed: 1, firstLevel: 0),
                FirstLevelReport.Row(team: "Desk", closed: 3, firstLevel: 2, open: 4),
                FirstLevelReport.Row(team: "Annex", open: 1), FirstLevelReport.Row(team: "Hosting", closed: 2),
            ], teams: ["Hosting", "Training", "Desk"])
        #expect(report.rows.map(\.team) == ["Hosting", "Desk", "Annex", "Zoo"])
        #expect(report.rows.map(\.share) == [0, 66.7, nil, 0])
        #expect(report.total == FirstLevelReport.Row(team: "", closed: 6, firstLevel: 2, open: 5))
        #expect(report.total.share == 33.3)
    }
}

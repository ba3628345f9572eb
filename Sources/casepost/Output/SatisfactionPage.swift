internal import Core
internal import Templates

/// The report on satisfaction as one file for a browser: for each grouping a chart, and beside it its figures as a table.
///
/// Nothing is loaded from elsewhere and no script runs. Whoever can't see a chart hears what it is and reads the table.
struct SatisfactionPage {
    var siteName: String
    /// Which surveys it is about.
    var period: String
    /// So many of a hundred answers should be those of satisfied people.
    var goal: Int
    var reports: [SatisfactionReport]

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en" dir="ltr">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>Satisfaction – \(siteName.escapedForHTML)</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <header><p>\(siteName.escapedForHTML)</p></header>
        <main>
        <h1>How satisfied our contacts are</h1>
        <p>\(period.escapedForHTML)</p>
        \(summary)
        \(reports.map(section).joined(separator: "\n"))
        <p class="soft">Satisfied: answers that rate the service as a whole with 4 or 5 of 5, by area those that rate the area so. \
        Rate: their share of all answers. Team and advisor are those that the case had when it was closed.</p>
        </main>
        </body>
        </html>

        """
    }

    private var summary: String {
        guard let total = reports.first?.total else { return "" }
        let facts = [
            ("Satisfaction rate", text(total)), ("Goal", "\(goal) %"),
            ("Answers", "\(total.answered) of \(total.sent)"),
            ("Mean rating", total.average.map { "\($0) of 5" } ?? "–"),
        ]
        return "<dl>" + facts.map { "<div><dt>\($0)</dt><dd>\($1)</dd></div>" }.joined() + "</dl>"
    }

    /// The rate, and in words what a colour alone must not say.
    private func text(_ row: SatisfactionReport.Row) -> String {
        guard let rate = row.rate, let isReached = row.reaches(goal) else { return "no answers" }
        return "\(rate) %" + (isReached ? "" : ", below the goal")
    }

    private func section(_ report: SatisfactionReport) -> String {
        let title = "Satisfaction rate by \(report.grouping.rawValue)"
        let id = report.grouping.rawValue
        guard !report.rows.isEmpty else { return "<section><h2>\(title)</h2><p>No surveys were sent.</p></section>" }
        return """
            <section aria-labelledby="\(id)">
            <h2 id="\(id)">\(title)</h2>
            <div class="pair">
            \(chart(report, title, id))
            \(table(report, title))
            </div>
            </section>
            """
    }

    // MARK: Chart

    private static let (width, rowHeight, top) = (360.0, 46.0, 22.0)

    /// A bar for each row, with its name and rate above it, and a line where the goal is.
    private func chart(_ report: SatisfactionReport, _ title: String, _ id: String) -> String {
        let height = Self.top + Double(report.rows.count) * Self.rowHeight
        let goalX = Self.width * Double(goal) / 100
        let bars = report.rows.enumerated().map { bar($1, at: Self.top + Double($0) * Self.rowHeight) }
        let words = report.rows.map { "\($0.name): \(text($0))" }.joined(separator: "; ")
        return """
            <svg role="img" aria-labelledby="\(id)-title \(id)-desc" viewBox="0 0 \(Self.number(Self.width)) \(Self.number(height))">
            <title id="\(id)-title">\(title)</title>
            <desc id="\(id)-desc">A bar for each, from 0 to 100 percent; a line is at the goal of \(goal) percent. \(words.escapedForHTML).</desc>
            \(bars.joined(separator: "\n"))
            <text class="note" x="\(Self.number(goalX))" y="12" text-anchor="\(goal > 50 ? "end" : "start")">goal \(goal) %</text>
            </svg>
            """
    }

    private func bar(_ row: SatisfactionReport.Row, at y: Double) -> String {
        let goalX = Self.number(Self.width * Double(goal) / 100)
        let share = Double(row.satisfied) / Double(max(row.answered, 1))
        let name = row.name.count > 32 ? row.name.prefix(31) + "…" : row.name
        return """
            <text x="0" y="\(Self.number(y + 14))">\(name.escapedForHTML)</text>
            <text x="\(Self.number(Self.width))" y="\(Self.number(y + 14))" text-anchor="end">\(row.rate.map { "\($0) %" } ?? "no answers")</text>
            <rect class="track" x="0" y="\(Self.number(y + 20))" width="\(Self.number(Self.width))" height="14" rx="3"/>
            <rect class="bar" x="0" y="\(Self.number(y + 20))" width="\(Self.number(Self.width * share))" height="14" rx="3"/>
            <line class="goal" x1="\(goalX)" x2="\(goalX)" y1="\(Self.number(y + 17))" y2="\(Self.number(y + 37))"/>
            """
    }

    private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    // MARK: Table

    private func table(_ report: SatisfactionReport, _ title: String) -> String {
        let scores = SurveyAnswer.scale.map(String.init)
        let heads = [report.grouping.title, "Sent", "Answered"] + scores + ["Mean", "Rate", "Goal"]
        let rows = report.rows.map { row($0, $0.name) } + [row(report.total, "Total")]
        return """
            <div class="wide" tabindex="0" role="region" aria-label="\(title), figures">
            <table>
            <caption>\(title): the columns 1 to 5 count the ratings</caption>
            <thead><tr>\(heads.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            </div>
            """
    }

    private func row(_ row: SatisfactionReport.Row, _ name: String) -> String {
        let counts = ([row.sent, row.answered] + row.ratings).map(String.init)
        let goal = row.reaches(goal).map { $0 ? "reached" : "missed" }
        let cells = counts + [row.average.map { "\($0)" } ?? "–", ReportText.share(row.rate), goal ?? "–"]
        return "<tr><th scope=\"row\">\(name.escapedForHTML)</th>\(cells.map { "<td>\($0)</td>" }.joined())</tr>"
    }

    private static let style = """
        :root { color-scheme: light dark; --page: #f1f3f6; --card: #fff; --ink: #1b1f24; --soft: #545d68; --line: #d5dbe2;
          --bar: #0b5cad; --goal: #9a5b00; }
        @media (prefers-color-scheme: dark) { :root { --page: #0f1216; --card: #1a1f25; --ink: #e6e9ec; --soft: #a7b0bb;
          --line: #363e48; --bar: #6cb0ff; --goal: #e3b341; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, Arial, sans-serif;
          overflow-wrap: anywhere; }
        header, main { max-width: 76rem; margin: 0 auto; padding: 1rem 1.25rem; }
        header p { margin: 0; font-weight: 600; }
        main { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
        h1 { margin: 0 0 0.5rem; font-size: 1.5rem; line-height: 1.25; }
        h2 { margin: 0 0 0.75rem; font-size: 1.125rem; }
        section { margin: 1.5rem 0; padding-top: 1.25rem; border-top: 1px solid var(--line); }
        dl { display: flex; flex-wrap: wrap; gap: 0.75rem 2.5rem; margin: 1rem 0; }
        dt { color: var(--soft); } dd { margin: 0; font-size: 1.375rem; font-weight: 600; }
        .pair { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; }
        @media (min-width: 72rem) { .pair { grid-template-columns: minmax(0, 22rem) minmax(0, 1fr); } }
        svg { display: block; width: 100%; max-width: 30rem; height: auto; font-size: 13px; }
        svg text { fill: var(--ink); } svg .note { fill: var(--soft); font-size: 12px; }
        .track { fill: var(--line); } .bar { fill: var(--bar); }
        .goal { stroke: var(--goal); stroke-width: 2; }
        .wide { overflow-x: auto; } .wide:focus-visible { outline: 3px solid var(--bar); }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
        caption { text-align: left; color: var(--soft); padding-bottom: 0.375rem; }
        th, td { padding: 0.375rem 0.4375rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
        th:first-child { text-align: left; font-weight: 400; white-space: normal; } thead th { color: var(--soft); font-weight: 400; }
        tbody tr:last-child > * { font-weight: 600; border-bottom: 0; }
        .soft { color: var(--soft); }
        @media (forced-colors: active) { .bar { fill: CanvasText; } .track { fill: Canvas; stroke: CanvasText; } }
        @media print { body { background: none; } main { border: 0; } section { break-inside: avoid; } }
        """
}

extension SatisfactionReport.Grouping {
    fileprivate var title: String {
        switch self {
        case .month: "Month"
        case .area: "Area"
        case .team: "Team"
        case .advisor: "Advisor"
        }
    }
}

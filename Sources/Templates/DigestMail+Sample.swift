internal import Core

extension DigestMail {
    /// Made-up values that fill every part of the template.
    static let sample = DigestMail(
        siteName: "Campus Support", recipientName: "Daniel", recipientAddress: "daniel.okafor@example.org",
        digest: NewsDigest(
            sections: [
                section(
                    .missed, 2,
                    ("1000014", "Nobody can log in since the update", "High", "First answer was due Fri 20 Nov 09:12"),
                    ("1000003", "Report cards for the first term", "Medium", "Was to be solved by Thu 19 Nov")),
                section(
                    .dueSoon, 1,
                    ("1000017", "Export of attendance stops at page 40", "Medium", "First answer due Fri 20 Nov 14:30")),
                section(
                    .waiting, 23,
                    (
                        "1000001", "Grade book doesn't save the second term", "High",
                        "Priya Nair wrote, Fri 20 Nov 07:41"
                    ),
                    ("1000009", "How do we archive a school year?", "Low", "Waits since Tue 17 Nov 16:05")),
                section(
                    .queue, 1,
                    ("1000018", "Bus routes are printed twice", "Medium", "Opened Fri 20 Nov 06:58")),
                section(
                    .news, 1, ("1000006", "Fees for the spring term", "Medium", "Closed by Ann Lee, Thu 19 Nov 17:20")),
                section(
                    .rating, 1,
                    (
                        "1000002", "Schedules of two schools", "Low",
                        "Overall Service 5 of 5; Courtesy 5, Knowledge 5, Timeliness 4, Quality 5"
                    )),
                section(
                    .undelivered, 1,
                    (
                        "1000006", "Fees for the spring term", "Medium",
                        "Mail to ann.lee@lakeside.example could not be delivered: RCPT: 550 5.1.1 no such user"
                    )),
                NewsDigest.Section(
                    .held,
                    items: [
                        NewsDigest.Item(
                            number: "212", subject: "Password of the front desk",
                            why: "From kim@elsewhere.example, Fri 20 Nov 07:02")
                    ], count: 4),
                NewsDigest.Section(
                    .flagged,
                    items: [
                        NewsDigest.Item(
                            subject: "Tom Reed <tom.reed@northwind.example>", account: "Northwind School District",
                            why: "Flagged Fri 20 Nov")
                    ], count: 1),
            ], timeZone: "America/Chicago"))

    /// The same for a contact.
    static let contactSample = DigestMail(
        siteName: "Campus Support", recipientName: "Priya", recipientAddress: "priya.nair@northwind.example",
        digest: NewsDigest(
            sections: [
                NewsDigest.Section(
                    .waiting,
                    items: [
                        contactItem(
                            "1000001", "Grade book doesn't save the second term",
                            "Waits for your answer since Thu 19 Nov 09:41", [])
                    ], count: 1),
                NewsDigest.Section(
                    .news,
                    items: [
                        contactItem(
                            "1000009", "How do we archive a school year?", "Daniel Okafor wrote, Thu 19 Nov 16:05",
                            [
                                NewsDigest.Post(
                                    authorName: "Daniel Okafor", isAdvisor: true, at: "Thu 19 Nov 16:05",
                                    text: """
                                        Hello Tom,

                                        under “School years”, choose “Archive”. It takes some minutes, and nothing is \
                                        deleted.

                                        Daniel
                                        """),
                                NewsDigest.Post(
                                    authorName: "Tom Reed", isAdvisor: false, at: "Thu 19 Nov 11:20",
                                    text: "Before we do that: can it be undone?"),
                            ]),
                        contactItem(
                            "1000006", "Fees for the spring term", "Closed by Ann Lee, Thu 19 Nov 17:20", []),
                    ], count: 12),
            ], timeZone: "America/Chicago", schedule: .daily(at: 480)))

    private static func contactItem(
        _ number: String, _ subject: String, _ why: String, _ posts: [NewsDigest.Post]
    ) -> NewsDigest.Item {
        NewsDigest.Item(
            number: number, subject: subject, account: "Northwind School District", priority: "Medium", why: why,
            replyTo: "support+caaaaaaaaeaaaacwh7dkq@example.org", posts: posts)
    }

    private static func section(
        _ topic: NewsDigest.Topic, _ count: Int,
        _ cases: (number: String, subject: String, priority: String, why: String)...
    ) -> NewsDigest.Section {
        let items = cases.map { item in
            NewsDigest.Item(
                number: item.number, subject: item.subject, account: "Northwind School District",
                priority: item.priority, why: item.why, replyTo: "support+caaaaaaaaeaaaacwh7dkq@example.org")
        }
        return NewsDigest.Section(topic, items: items, count: count)
    }
}

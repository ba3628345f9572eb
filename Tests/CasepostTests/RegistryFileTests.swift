import Core
import TestSupport
import Testing

@testable import casepost

private let header =
    "account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account\n"

private func contacts(_ text: String) throws -> [ContactRow] {
    try ContactsFile.rows(header + text, file: "contacts.csv").values
}

private func problems(_ text: String) -> [String] {
    do throws(FileProblems) {
        _ = try ContactsFile.rows(text, file: "contacts.csv")
        return []
    } catch { return error.problems.map(\.description) }
}

@Suite("contacts.csv and advisors.csv", .ownThread)
struct RegistryFileTests {
    @Test("a row with every cell")
    func everyCell() throws {
        let rows = try contacts(
            "Lakeside,Ann@District.example,a.lee@d.example; ann@d.example,Ann,\"Lee, \"\"A\"\"\",authorizedSupport,Registrar,+1 555 0100,555-0101,SIS;Finance,true"
        )
        #expect(
            rows == [
                ContactRow(
                    account: "Lakeside", address: try #require(EmailAddress("Ann@district.example")),
                    aliases: ["a.lee@d.example", "ann@d.example"].compactMap { EmailAddress($0) }, firstName: "Ann",
                    lastName: "Lee, \"A\"", role: .authorizedSupport, title: "Registrar", primaryPhone: "+1 555 0100",
                    secondaryPhone: "555-0101", areas: ["SIS", "Finance"], isDefaultAccount: true)
            ])
    }

    @Test(
        "the same rows, however a program saved them",
        arguments: [
            header + "L,a@x.example,,,,readOnly,,,,,",
            header.replacing("\n", with: "\r\n") + "L,a@x.example,,,,readOnly,,,,,\r\n",
            "\u{FEFF}" + header + "\n,,,,,,,,,,\nL , a@x.example ,,,,\"readOnly\",,,,,no\n\n",
            "Email,ACCOUNT,role,aliases,first_name,last_name,title,primary_phone,secondary_phone,areas,default_account\r\"a@x.example\",\"L\",readOnly,,,,,,,,\r",
        ])
    func formats(_ text: String) throws {
        let rows = try ContactsFile.rows(text, file: "contacts.csv").values
        #expect(rows == [ContactRow(account: "L", address: try #require(EmailAddress("a@x.example")), role: .readOnly)])
    }

    @Test("a contact of two accounts is told once who they are")
    func twoAccounts() throws {
        let rows = try contacts(
            """
            North,a@x.example,,,,readOnly,,,,,
            South,A@X.example,b@x.example,Ann,Lee,implementation,,1,,,yes
            """)
        #expect(rows.map(\.firstName) == ["Ann", "Ann"])
        #expect(rows.map(\.primaryPhone) == ["1", "1"])
        #expect(rows.map { $0.aliases.map(\.description) } == [["b@x.example"], ["b@x.example"]])
        #expect(rows.map(\.role) == [.readOnly, .implementation])
        #expect(rows.map(\.isDefaultAccount) == [false, true])
    }

    @Test(
        "mistakes in rows",
        arguments: [
            (",a@x.example,,,,readOnly,,,,,", ["2: account: is empty; write the name of the organisation"]),
            ("L,,,,,readOnly,,,,,", ["2: email: is empty; write an address"]),
            ("L,a@@x,,,,readOnly,,,,,", ["2: email: \"a@@x\" is not an address; write it as name@example.org"]),
            ("L,a@x.example,b,,,readOnly,,,,,", ["2: aliases: \"b\" is not an address; write it as name@example.org"]),
            (
                "L,a@x.example,A@x.example,,,readOnly,,,,,",
                ["2: aliases: A@x.example is the contact's own address; remove it here"]
            ),
            (
                "L,a@x.example,,,,authorisedSupport,,,,,",
                [
                    "2: role: \"authorisedSupport\" is not one of authorizedSupport, authorizedTechnical, implementation, readOnly; use one of them (did you mean \"authorizedSupport\"?)"
                ]
            ),
            (
                "L,a@x.example,,,,readOnly,,,,,maybe",
                ["2: default_account: is \"maybe\"; write true or false, or leave it empty"]
            ),
            (
                "L,a@x.example,,,,readOnly,,,,",
                ["2: has 10 cells, the header has 11; see whether a comma is missing or too many"]
            ),
            (
                "L,a@x.example,,,,readOnly,,,,,,",
                ["2: has 12 cells, the header has 11; see whether a comma is missing or too many"]
            ),
            (
                "L,a@x.example,,\"A\nB\",,readOnly,,,,,\nL,b,,,,readOnly,,,,,",
                [
                    "2: first_name: has a line end or control character in it; write it on one line",
                    "4: email: \"b\" is not an address; write it as name@example.org",
                ]
            ),
            (
                "L,a@x.example,,A\"B,,readOnly,,,,,\nM,b@x.example,,,,boss,,,,,",
                [
                    "2: a quote stands within a cell; put the whole cell in quotes, and double the quote within it",
                    "3: role: \"boss\" is not one of authorizedSupport, authorizedTechnical, implementation, readOnly; use one of them",
                ]
            ),
            (
                "L,a@x.example,,,,readOnly,,,,,\nL,b@x.example,,\"B,,readOnly,,,,,\nL,c@x.example,,,,readOnly,,,,,",
                ["3: a quote is opened and never closed; close it, or remove it"]
            ),
            (
                "L,a@x.example,,,,readOnly,,,,,\nL,A@x.example,,,,implementation,,,,,",
                ["3: email: A@x.example stands in this account on line 2 already; remove one row"]
            ),
            (
                "L,a@x.example,,,,authorizedTechnical,,,,,\nM,a@x.example,,,,authorizedTechnical,,,,,\nL,b@x.example,,,,authorizedTechnical,,,,,",
                ["4: role: L has its authorizedTechnical contact on line 2; an account may have one, use another role"]
            ),
            (
                "L,a@x.example,c@x.example,,,readOnly,,,,,\nL,b@x.example,C@x.example,,,readOnly,,,,,",
                ["3: aliases: C@x.example is a@x.example's already, on line 2; an address belongs to one contact"]
            ),
            (
                "L,a@x.example,b@x.example,,,readOnly,,,,,\nL,b@x.example,,,,readOnly,,,,,",
                ["2: aliases: b@x.example is b@x.example's already, on line 3; an address belongs to one contact"]
            ),
            (
                "L,a@x.example,,Ann,,readOnly,,,,,\nM,a@x.example,,Anne,,readOnly,,,,,",
                ["3: first_name: \"Anne\" here and \"Ann\" on line 2 for a@x.example; write the same in both"]
            ),
            (
                "L,a@x.example,,,,readOnly,,,,,true\nM,a@x.example,,,,readOnly,,,,,true",
                ["3: default_account: a@x.example has a default account on line 2; leave it empty here"]
            ),
            (
                "Lakeside,a@x.example,,,,readOnly,,,,,\nlakeside,b@x.example,,,,readOnly,,,,,",
                ["3: account: \"lakeside\" is spelled \"Lakeside\" on line 2; spell it in one way"]
            ),
        ])
    func rowMistakes(_ text: String, _ expected: [String]) {
        #expect(problems(header + text) == expected.map { "contacts.csv:" + $0 })
    }

    @Test(
        "mistakes in the header",
        arguments: [
            ("", ["contacts.csv: has no header; write this as its first line: " + header.dropLast()]),
            (
                header.replacing("role", with: "roles"),
                [
                    "contacts.csv:1: roles: is no column; remove it (did you mean \"role\"?)",
                    "contacts.csv:1: role: is missing; add the column, its cells may be empty where nothing is known",
                ]
            ),
            (
                header.replacing("title,", with: ""),
                ["contacts.csv:1: title: is missing; add the column, its cells may be empty where nothing is known"]
            ),
            (
                header.replacing("title,", with: "title,title,"),
                ["contacts.csv:1: title: stands twice; remove one of the columns"]
            ),
            (
                header.replacing(",", with: ";"),
                ["contacts.csv:1: the columns are separated by semicolons; save the file with commas"]
            ),
            (
                header.replacing(",", with: "\t"),
                ["contacts.csv:1: the columns are separated by tabs; save the file with commas"]
            ),
        ])
    func headerMistakes(_ text: String, _ expected: [String]) {
        #expect(problems(text) == expected)
    }

    @Test("lines are those of the file, whatever stands within quotes")
    func lines() throws {
        let text = header + "\n\"L\",a@x.example,,,,readOnly,,,,,\r\n\r\nL,,,,,,,,,,\n"
        #expect(problems(text).map { $0.prefix(15) } == ["contacts.csv:5:", "contacts.csv:5:"])
        let rows = try ContactsFile.rows(
            header + "\nL,a@x.example,,,,readOnly,,,,,\n\nL,b@x.example,,,,readOnly,,,,,", file: "contacts.csv")
        #expect(rows.lines == [3, 5])
    }

    @Test("what is written is safe in a spreadsheet and reads the same again")
    func export() throws {
        let rows = try contacts(
            #"""
            "=cmd()|x",a@x.example,b@x.example;c@x.example,"Ann ""A""",-Lee,readOnly,@x,+1 555,＝1,SIS;HR,true
            'tis,d@x.example,,D'Arcy,,implementation,,,,,
            """#)
        let text = ContactsFile.text(rows)
        #expect(text.hasPrefix("\"account\",\"email\","))
        #expect(text.contains("\"'=cmd()|x\""))
        #expect(text.contains("\"'-Lee\",\"readOnly\",\"'@x\",\"'+1 555\",\"'＝1\""))
        #expect(text.contains("\"Ann \"\"A\"\"\""))
        #expect(text.contains("\"'tis\""))
        #expect(text.hasSuffix("\r\n"))
        #expect(try ContactsFile.rows(text, file: "contacts.csv").values == rows)
    }

    @Test(
        "a contact's digest, in a column that a file may leave out and a cell that may be empty",
        arguments: [
            ("daily 08:00", DigestSchedule.daily(at: 480), nil), ("hourly", .hourly, nil),
            ("immediate", .immediate, nil),
            ("", nil, nil),
            (
                "off", nil,
                "\"off\" is no schedule for a contact; write immediate, hourly or daily HH:MM, or leave it empty"
            ),
            (
                "hurly", nil,
                "\"hurly\" is no schedule for a contact; write immediate, hourly or daily HH:MM, or leave it empty (did you mean \"hourly\"?)"
            ),
        ] as [(String, DigestSchedule?, String?)])
    func contactDigest(_ cell: String, _ expected: DigestSchedule?, _ problem: String?) {
        let header = ContactsFile.columns.joined(separator: ",") + ",digest\n"
        do throws(FileProblems) {
            let rows = try ContactsFile.rows(header + "A,a@x.example,,,,readOnly,,,,,,\(cell)\n", file: "c.csv").values
            #expect(rows.map(\.digest) == [expected] && problem == nil)
            #expect(ContactsFile.text(rows).contains("digest") == (expected != nil), "where nobody chose, no column")
            #expect(try ContactsFile.rows(ContactsFile.text(rows), file: "c.csv").values == rows)
        } catch { #expect(error.description == "c.csv:2: digest: " + (problem ?? "")) }
    }

    @Test("an advisor with every cell")
    func advisor() throws {
        let text =
            "email,first_name,last_name,teams,digest,time_zone\nsam@example.org,Sam,Okafor,Hosting; Training,daily 08:00,America/Chicago\n"
        #expect(
            try AdvisorsFile.rows(text, file: "advisors.csv").values == [
                AdvisorRow(
                    address: try #require(EmailAddress("sam@example.org")), firstName: "Sam", lastName: "Okafor",
                    teams: ["Hosting", "Training"], digest: "daily 08:00", timeZone: "America/Chicago")
            ])
    }

    @Test(
        "an advisor's digest and time zone",
        arguments: [
            ("immediate", "UTC", nil), ("hourly", "Europe/London", nil), ("off", "Asia/Kolkata", nil),
            ("daily 23:59", "America/Argentina/Ushuaia", nil),
            (
                "daily 24:00", "UTC",
                "digest: \"daily 24:00\" is no schedule; write immediate, hourly, daily HH:MM or off"
            ),
            ("daily 8:00", "UTC", "digest: \"daily 8:00\" is no schedule; write immediate, hourly, daily HH:MM or off"),
            ("", "UTC", "digest: \"\" is no schedule; write immediate, hourly, daily HH:MM or off"),
            (
                "imediate", "UTC",
                "digest: \"imediate\" is no schedule; write immediate, hourly, daily HH:MM or off (did you mean \"immediate\"?)"
            ),
            (
                "off", "America/Chicgo",
                "time_zone: \"America/Chicgo\" is no time zone; write an IANA name such as America/Chicago (did you mean \"America/Chicago\"?)"
            ),
            ("off", "CST", "time_zone: \"CST\" is no time zone; write an IANA name such as America/Chicago"),
            ("off", "", "time_zone: \"\" is no time zone; write an IANA name such as America/Chicago"),
        ])
    func advisorCells(_ digest: String, _ zone: String, _ expected: String?) {
        let text = "email,first_name,last_name,teams,digest,time_zone\nsam@example.org,,,,\(digest),\(zone)\n"
        do throws(FileProblems) {
            #expect(try AdvisorsFile.rows(text, file: "advisors.csv").values.map(\.timeZone) == [zone])
            #expect(expected == nil)
        } catch { #expect(error.description == "advisors.csv:2: " + (expected ?? "")) }
    }

    @Test("an advisor stands in the file once")
    func repeatedAdvisor() {
        let row = "sam@example.org,,,,off,UTC\n"
        let problems = #expect(throws: FileProblems.self) {
            try AdvisorsFile.rows(
                "email,first_name,last_name,teams,digest,time_zone\n" + row + row, file: "advisors.csv")
        }
        #expect(
            problems?.description == "advisors.csv:3: email: sam@example.org stands on line 2 already; remove one row")
    }
}

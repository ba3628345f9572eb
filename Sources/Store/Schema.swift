internal import Core
internal import GRDB

/// The tables, as steps that are only ever added to.
///
/// Names are in snake_case and statements keep to what PostgreSQL also runs; what the two spell differently
/// stands in the constants below. Times are milliseconds since 1970 in UTC.
enum Schema {
    static let identity = "INTEGER PRIMARY KEY"
    private static let bytes = "BLOB"

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        func add(_ name: String, _ sql: String) {
            migrator.registerMigration(name) { db in
                try db.execute(sql: sql)
                Failpoint.schemaStepped.pass()
            }
        }
        add("1 registry", registry)
        add("2 cases", cases)
        add("3 inbound", inbound)
        add("4 outbox", outbox)
        add("5 audit", audit)
        add("6 identity", identities)
        add("7 mail without a case", generalOutbox)
        add("8 workflow", workflow)
        add("9 search", search)
        add("10 lists", lists)
        add("11 outbox", outgoing)
        add("12 recent mail", recentMail)
        add("13 vocabulary", vocabulary)
        add("14 bursts", bursts)
        add("15 digests", digests)
        add("16 contacts' digests", contactDigests)
        add("17 notices", notices)
        add("18 surveys", surveys)
        add("19 figures", figures)
        add("20 privacy", privacy)
        add("21 operator", operators)
        add("22 backup", backup)
        add("23 fewer indexes", fewerIndexes)
        return migrator
    }

    /// Refuses tables that a later version made or changed: nobody knows here what they mean.
    static func requireNoneNewer(_ db: Database, path: String) throws {
        guard try migrator.hasBeenSuperseded(db) else { return }
        let known = Set(migrator.migrations)
        let newer = try migrator.appliedIdentifiers(db).subtracting(known).sorted().joined(separator: ", ")
        throw StoreFailure(
            .newer, detail: "\(path) was made by a later version of casepost (\(newer))",
            advice: "Run that version, or restore a backup that was made before it; nothing was changed.")
    }

    private static let registry = """
        CREATE TABLE account (
            id \(identity),
            name TEXT NOT NULL UNIQUE
        );
        CREATE TABLE person (
            id \(identity),
            kind TEXT NOT NULL,
            address TEXT NOT NULL,
            first_name TEXT NOT NULL,
            last_name TEXT NOT NULL,
            title TEXT NOT NULL DEFAULT '',
            primary_phone TEXT NOT NULL DEFAULT '',
            secondary_phone TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL DEFAULT 'active',
            digest TEXT NOT NULL DEFAULT '',
            time_zone TEXT NOT NULL DEFAULT '',
            survey_opt_out INTEGER NOT NULL DEFAULT 0,
            last_activity_at BIGINT
        );
        CREATE TABLE person_address (
            address_key TEXT NOT NULL PRIMARY KEY,
            address TEXT NOT NULL,
            person_id BIGINT NOT NULL REFERENCES person (id),
            is_primary INTEGER NOT NULL
        );
        CREATE INDEX person_address_person ON person_address (person_id);
        CREATE TABLE membership (
            person_id BIGINT NOT NULL REFERENCES person (id),
            account_id BIGINT NOT NULL REFERENCES account (id),
            role TEXT NOT NULL,
            areas TEXT NOT NULL DEFAULT '',
            is_default INTEGER NOT NULL,
            PRIMARY KEY (person_id, account_id)
        );
        CREATE UNIQUE INDEX membership_one_technical ON membership (account_id) WHERE role = 'authorizedTechnical';
        CREATE TABLE team_member (
            person_id BIGINT NOT NULL REFERENCES person (id),
            team TEXT NOT NULL,
            PRIMARY KEY (person_id, team)
        );
        """

    private static let cases = """
        CREATE TABLE number_sequence (
            name TEXT NOT NULL PRIMARY KEY,
            last_value BIGINT NOT NULL
        );
        INSERT INTO number_sequence (name, last_value) VALUES ('case', 1000000);
        CREATE TABLE support_case (
            number BIGINT NOT NULL PRIMARY KEY,
            account_id BIGINT NOT NULL REFERENCES account (id),
            contact_id BIGINT NOT NULL REFERENCES person (id),
            subject TEXT NOT NULL,
            type TEXT NOT NULL,
            priority TEXT NOT NULL,
            status TEXT NOT NULL,
            team TEXT NOT NULL,
            assignee_id BIGINT REFERENCES person (id),
            channel TEXT NOT NULL,
            mailbox TEXT NOT NULL,
            linked_case BIGINT REFERENCES support_case (number),
            created_at BIGINT NOT NULL,
            modified_at BIGINT NOT NULL,
            closed_at BIGINT
        );
        CREATE INDEX support_case_modified ON support_case (modified_at);
        CREATE INDEX support_case_account ON support_case (account_id, modified_at);
        CREATE TABLE blob (
            id \(identity),
            size BIGINT NOT NULL,
            bytes \(bytes),
            file TEXT UNIQUE
        );
        CREATE TABLE feed_entry (
            id \(identity),
            case_number BIGINT NOT NULL REFERENCES support_case (number),
            kind TEXT NOT NULL,
            at BIGINT NOT NULL,
            author_id BIGINT REFERENCES person (id),
            channel TEXT NOT NULL,
            visibility TEXT NOT NULL,
            text TEXT NOT NULL,
            html TEXT,
            old_value TEXT,
            new_value TEXT,
            message_id TEXT
        );
        CREATE INDEX feed_entry_case ON feed_entry (case_number, id);
        CREATE TABLE attachment (
            id \(identity),
            feed_entry_id BIGINT NOT NULL REFERENCES feed_entry (id),
            filename TEXT NOT NULL,
            content_type TEXT NOT NULL,
            content_id TEXT,
            size BIGINT NOT NULL,
            sha256 TEXT,
            blob_id BIGINT REFERENCES blob (id),
            omitted TEXT
        );
        CREATE INDEX attachment_feed_entry ON attachment (feed_entry_id);
        CREATE TABLE recipient (
            case_number BIGINT NOT NULL REFERENCES support_case (number),
            person_id BIGINT NOT NULL REFERENCES person (id),
            reason TEXT NOT NULL,
            added_at BIGINT NOT NULL,
            PRIMARY KEY (case_number, person_id)
        );
        """

    private static let inbound = """
        CREATE TABLE inbound (
            id \(identity),
            mailbox TEXT NOT NULL,
            source_key TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            blob_id BIGINT NOT NULL REFERENCES blob (id),
            received_at BIGINT NOT NULL,
            finished_at BIGINT,
            acknowledged INTEGER NOT NULL DEFAULT 0,
            content_key TEXT,
            outcome TEXT,
            reason TEXT,
            reasons TEXT,
            case_number BIGINT REFERENCES support_case (number),
            from_address TEXT,
            subject TEXT,
            UNIQUE (mailbox, source_key)
        );
        CREATE INDEX inbound_unfinished ON inbound (mailbox, id) WHERE state = 'received';
        CREATE INDEX inbound_unacknowledged ON inbound (mailbox, id) WHERE acknowledged = 0;
        CREATE INDEX inbound_content ON inbound (content_key) WHERE content_key IS NOT NULL;
        CREATE TABLE mailbox_cursor (
            mailbox TEXT NOT NULL PRIMARY KEY,
            uid_validity BIGINT NOT NULL,
            last_uid BIGINT NOT NULL
        );
        """

    private static let outbox = """
        CREATE TABLE outbox (
            id \(identity),
            template TEXT NOT NULL,
            case_number BIGINT NOT NULL REFERENCES support_case (number),
            feed_entry_id BIGINT NOT NULL REFERENCES feed_entry (id),
            recipient_id BIGINT NOT NULL REFERENCES person (id),
            to_address TEXT NOT NULL,
            mailbox TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            date_at BIGINT NOT NULL,
            reply_to TEXT NOT NULL,
            in_reply_to TEXT,
            message_references TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            queued_at BIGINT NOT NULL,
            next_attempt_at BIGINT NOT NULL,
            lease_until BIGINT,
            sent_at BIGINT,
            last_error TEXT,
            reply TEXT
        );
        CREATE INDEX outbox_due ON outbox (next_attempt_at, id) WHERE state IN ('queued', 'sending');
        CREATE INDEX outbox_order ON outbox (case_number, recipient_id, id) WHERE state IN ('queued', 'sending');
        """
}

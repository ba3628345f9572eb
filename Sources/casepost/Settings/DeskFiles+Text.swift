extension DeskFiles {
    /// Works as it is, on mail folders below `places`.
    static func settings(_ places: Places) -> String {
        """
        # Settings of this desk. Relative paths start from the folder of this file.
        # Passwords never stand here: a key names the file or the environment variable that has them.

        [site]
        name        = "Campus Support"              # in mails
        public_url  = "http://127.0.0.1:8080"       # base of every link that is mailed; in earnest https://support.example.org
        preset      = "infinite-campus"             # the rules of the desk: this, "campusm", or the path of a .toml file
        secret_file = "\(places.secretFile)"                  # signs reply addresses: keep it, and keep it to yourself
        # templates = "templates"                   # a folder whose files replace the shipped mail templates one by one

        [store]
        url   = "sqlite:\(places.data)/casepost.sqlite"
        blobs = "file:\(places.data)/blobs"                    # raw messages and attachments

        # One [[mailbox]] for each address that people write to.
        [[mailbox]]
        name         = "support"                    # in commands and in the log
        address      = "support@example.org"        # replies come back to support+TOKEN@example.org
        url          = "maildir:\(places.mail)/inbox"         # or imaps://HOST/FOLDER, imap://HOST/FOLDER, pipe:
        authserv_ids = ["mx.example.org"]           # whose Authentication-Results are believed
        # ar            = "microsoft"               # for Microsoft 365, whose results name no server
        # on_unverified = "confirm"                 # who is known and proves nothing is asked by mail; or hold, reject, trust
        # username      = "support@example.org"     # for imaps:// and imap://
        # password_file = "imap.password"           # chmod 600; or password_env = "VARIABLE"
        # starttls      = "required"                # for imap://; "never" only on this machine
        # ca_file       = "ca.pem"                  # trust these authorities, not the system's
        # case_type     = "Ask a Question"          # of mail to this address
        # start         = "all"                     # mail that is there at first contact: "all", "now" or a date
        # poll_seconds  = 60                        # between two looks; by itself every 5 s, or where the server tells of mail
        # after         = "move"                    # what becomes of a message once it is stored: move, seen, delete
        # processed_folder  = "Casepost/Processed"
        # quarantine_folder = "Casepost/Quarantine"

        [smtp]
        url  = "maildir:\(places.mail)/outbox"                # or smtp://HOST:587, smtps://HOST
        from = "Campus Support <support@example.org>"
        # username      = "support@example.org"     # these as for a mailbox
        # password_file = "smtp.password"
        # starttls      = "required"
        # ca_file       = "ca.pem"
        # connections   = 4
        # bounce_address = "bounces@example.org"    # where undeliverable mail returns: it must reach a mailbox above
        # dkim = {domain = "example.org", selector = "s1", key_file = "dkim-s1.pem"}  # see: casepost help dkim

        [notify]
        quiet_seconds = 60                          # events on a case within this time become one mail to each person; 0: none wait
        # content = "full"                          # how much mails say of a case: full, excerpt or link-only
        # on_call = "oncall@example.org"            # alerted around the clock to the preset's most urgent priorities

        # Who is told how the desk itself is doing: alerts, and a digest each working day. Without an address the log tells.
        [operator]
        # address = "ops@example.org"               # or several: ["ops@example.org", "night@example.org"]
        # digest  = "daily 07:00"                   # or "off"
        # alerts_per_hour = 6                       # mails; what comes beyond them is gathered
        # failing_minutes = 15                      # so long a mailbox or the way out may fail
        # outbox_minutes  = 60                      # so long a mail may wait
        # held_hours      = 24                      # so long a message may be held
        # free_mb         = 1024                    # so much should be free where the database is

        # How the contact of a closed case is asked how it went; how often, the preset says.
        [survey]
        delay_minutes = 0                           # from closing to the mail

        # What differs for one account, by its name in the registry.
        # [[account]]
        # name    = "Lakeside School District"
        # content = "link-only"
        # retention_days = 730                      # closed cases of this account, longer or shorter than [retention] says

        # For how many days what is kept; 0: for good.
        [retention]
        raw_days  = 90                              # messages as they came, once they are a case or a post
        held_days = 30                              # messages that are held, ignored or only recorded
        # sent_days  = 90                           # texts of answers and digests that were sent
        # case_days  = 1095                         # closed cases: only if you say so
        # audit_days = 2557                         # who changed what: seven years

        [web]
        listen = "127.0.0.1:8080"                   # the pages that mails link to, while casepost serve runs
        # machine_listen = "127.0.0.1:9180"         # /healthz, /readyz, /metrics for a monitor; "" for none

        [notices]
        # file = "\(places.data)/notices.html"                 # a copy of the page of notices, for another web server to show when these pages are away

        [log]
        level  = "info"                             # trace, debug, info, notice, warning, error, critical
        format = "text"                             # or "json"

        """
    }

    /// Two organisations and four people, to try the desk with.
    static let contacts = """
        account,email,aliases,first_name,last_name,role,title,primary_phone,secondary_phone,areas,default_account
        Lakeside School District,ann.lee@district.example,,Ann,Lee,authorizedSupport,Registrar,,,SIS,true
        Lakeside School District,raj.patel@district.example,,Raj,Patel,authorizedTechnical,Network Administrator,,,SIS,true
        Lakeside School District,tom.reed@district.example,,Tom,Reed,readOnly,Principal,,,SIS,true
        Northfield University,maria.garcia@university.example,,Maria,Garcia,authorizedSupport,App Coordinator,,,,true

        """

    /// Two people who answer.
    static let advisors = """
        email,first_name,last_name,teams,digest,time_zone
        sam.okafor@example.org,Sam,Okafor,Campus Support,daily 08:00,America/Chicago
        lena.fischer@example.org,Lena,Fischer,Hosting,immediate,America/Chicago

        """
}

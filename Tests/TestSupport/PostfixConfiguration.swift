/// The configuration of one private Postfix (3.7).
struct PostfixConfiguration {
    /// Who owns delivered mail: nobody that exists.
    static let owner: UInt32 = 5_000

    var base: String
    var submissionPort: UInt16
    var submissionsPort: UInt16
    var authenticationSocket: String
    var certificate: String
    var key: String
    var additions: String

    /// The settings; all mail goes to one Maildir, as Postfix takes no part of an address into a file name.
    var main: String {
        """
        compatibility_level = 3.6
        queue_directory = \(base)/queue
        data_directory = \(base)/data
        maillog_file = \(base)/log
        maillog_file_prefixes = \(base)
        myhostname = mx.example.org
        mydestination =
        alias_maps =
        alias_database =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        smtpd_tls_security_level = encrypt
        smtpd_tls_chain_files = \(key), \(certificate)
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = \(authenticationSocket)
        smtpd_relay_restrictions = permit_sasl_authenticated, reject
        smtpd_recipient_restrictions = check_recipient_access inline:{
            {gone@ = 550 5.1.1 No such user},
            {busy@ = 450 4.2.1 Mailbox busy, try later},
            {full@ = 452 4.2.2 Mailbox full} }
        smtpd_client_connection_count_limit = 0
        smtpd_client_connection_rate_limit = 0
        smtpd_error_sleep_time = 0
        virtual_mailbox_domains = static:any
        virtual_mailbox_maps = static:all/
        virtual_mailbox_base = \(base)/mail
        virtual_minimum_uid = 100
        virtual_uid_maps = static:\(Self.owner)
        virtual_gid_maps = static:\(Self.owner)
        message_size_limit = 50000000
        mailbox_size_limit = 0
        virtual_mailbox_limit = 0
        \(additions)

        """
    }

    /// The services; none of them changes its root directory, as the queue has no copy of the system's files.
    var master: String {
        """
        127.0.0.1:\(submissionPort)  inet n - n - - smtpd
        127.0.0.1:\(submissionsPort) inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
        pickup   unix n - n 60 1 pickup
        cleanup  unix n - n - 0 cleanup
        qmgr     unix n - n 300 1 qmgr
        tlsmgr   unix - - n 1000? 1 tlsmgr
        rewrite  unix - - n - - trivial-rewrite
        bounce   unix - - n - 0 bounce
        defer    unix - - n - 0 bounce
        trace    unix - - n - 0 bounce
        verify   unix - - n - 1 verify
        flush    unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        showq    unix n - n - - showq
        error    unix - - n - - error
        retry    unix - - n - - error
        discard  unix - - n - - discard
        virtual  unix - n n - - virtual
        anvil    unix - - n - 1 anvil
        postlog  unix-dgram n - n - 1 postlogd

        """
    }
}

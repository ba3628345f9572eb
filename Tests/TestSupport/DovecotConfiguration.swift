import Foundation

/// The configuration of one private Dovecot (2.3).
struct DovecotConfiguration {
    var base: String
    var imapPort: UInt16
    var imapsPort: UInt16
    var authenticationSocket: String
    var certificate: String
    var key: String
    var options: DovecotServer.Options

    /// The passwd-file: who may log in, and whose mail is where.
    func passwords(mail: String, owner: uid_t) -> String {
        let lines = options.users.map { user in
            "\(user):{PLAIN}\(DovecotServer.password):\(owner):\(owner)::\(mail)/\(user)::\n"
        }
        return lines.joined()
    }

    /// The settings.
    ///
    /// Without the listener for penalties a wrong password does not delay the next login by seconds.
    var text: String {
        """
        base_dir = \(base)/run
        state_dir = \(base)/state
        log_path = \(base)/log
        instance_name = \(imapPort)
        protocols = imap
        listen = 127.0.0.1
        ssl = yes
        ssl_cert = <\(certificate)
        ssl_key = <\(key)
        disable_plaintext_auth = no
        auth_mechanisms = plain login
        auth_verbose = yes
        auth_failure_delay = 0
        auth_cache_size = 0
        mail_location = maildir:~/Maildir
        mail_max_userip_connections = 100
        first_valid_uid = 1
        \(options.capabilities.map { "imap_capability = \($0)" } ?? "")
        namespace inbox {
          inbox = yes
          separator = /
        }
        passdb {
          driver = passwd-file
          args = scheme=PLAIN username_format=%u \(base)/users
        }
        userdb {
          driver = passwd-file
          args = username_format=%u \(base)/users
        }
        service imap-login {
          inet_listener imap {
            port = \(imapPort)
          }
          inet_listener imaps {
            port = \(imapsPort)
            ssl = yes
          }
        }
        service anvil {
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        service auth {
          unix_listener \(authenticationSocket) {
            mode = 0666
          }
        }
        \(geteuid() == 0 ? "" : withoutRoot)
        \(options.configuration)

        """
    }

    /// An ordinary user can neither become another user nor change the root directory.
    private var withoutRoot: String {
        let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? String(geteuid())
        let group = getgrgid(getegid()).map { String(cString: $0.pointee.gr_name) } ?? String(getegid())
        return """
            default_internal_user = \(user)
            default_internal_group = \(group)
            default_login_user = \(user)
            service anvil {
              chroot =
            }
            service imap-login {
              chroot =
            }
            service stats {
              chroot =
            }
            """
    }
}

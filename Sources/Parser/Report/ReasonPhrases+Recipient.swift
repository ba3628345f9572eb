import Core

extension ReasonPhrases {
    /// About whom it was for, and the hosts on the way.
    static let aboutRecipients: [PhraseList] = [
        PhraseList(
            .hasMoved,
            """
            has moved | user has moved | no longer on server | mailbox has moved | new address is | has been moved |
            user moved | new email address | has been replaced by | please use the new | changed address |
            neue adresse | account has been moved | address has changed | moved permanently
            """),
        PhraseList(
            .suspended,
            """
            suspend | account is locked | account * disabled | disabled or discontinued |
            email account * is inactive | is inactive | mailbox disabled | mailbox is disabled |
            user account is disabled | account inactive | deactivated | account is disabled |
            account has been disabled | account disabled | has been disabled | mailbox is inactive |
            inactive on this domain | inactive user | inactive account | account is not active |
            account is currently | is a deactivated mailbox | temporarily disabled | user is inactive |
            recipient is inactive | account deactivated | account not active | mailbox inactive | account closed |
            account is closed | inactive recipient | mailbox not available / konto niedostepne |
            konto jest zablokowane | konto zablokowane | konto niedost | account expired | account has expired |
            compte désactivé | compte suspendu | gesperrt | cuenta desactivada | account has been closed |
            closed account | dd this user | invalid/inactive user | mailbox frozen | mailbox locked | locked account
            | user locked | disableduser | inactiveuser | vdelivermail: account is locked | box is inactive |
            currently suspended | user suspended | recipient suspended | bounced because the user |
            mail account * inactive
            """),
        PhraseList(
            .notAccepted,
            """
            does not accept mail | null mx | nullmx | rfc7505 | couldn't find a mail exchanger |
            cannot find a mail exchanger | not accepting network messages | do not accept any mail |
            smtp protocol returned a permanent error | no mail exchanger | does not accept email |
            doesn't accept mail | not accept any mail | domain * accepts no mail | recipient domain * not accept |
            host does not accept | no longer accepting mail | mail server * not accepting | name server: * no mx |
            all hosts * ignored | no mx record | no mx or a | doesn't have mx | has no mx | does not receive mail |
            mail server does not accept | not configured to receive | domain has no mail
            """),
        PhraseList(
            .rejected,
            """
            sender address rejected | sender rejected | sender was rejected | sender verify failed |
            domain of sender | cannot resolve sender | invalid sender | sender not allowed | bad sender address |
            badmailfrom | empty envelope sender | null sender | sender unknown | sender domain |
            sender is not allowed | sender denied | sender blocked | [mail_from] | domain of return path |
            sender address * does not exist | sender id | sender refused | rejected sender | callout verification |
            backscatter | not a registered gateway user | groups.google.com | google groups | mail from domain |
            envelope sender | sender address | is not a registered gateway user | recipient addresses rejected |
            access denied
            """),
        PhraseList(
            .mailerError,
            """
            mailer error | command output | command died | command failed | procmail | returned non-zero |
            bad interpreter | local configuration error | local delivery failed | x-unix | can't create | sieve |
            user defined signal | deliver failed | maildrop | local mailer | to mailer | procmail: |
            died with status | vacation: | deliver: | x-unix;
            """),
        PhraseList(
            .filtered,
            """
            refused due to recipient preferences | recipient preferences | user refuses | user reject |
            rejected by the user | rejected by recipient | does not accept mail from |
            not accepting mail with attachments | because they are not accepting | sender not pre-approved |
            recipient has blocked | refused by recipient | blocked by recipient | mail filtered |
            is not accepting mail | not accepting messages from | recipient refused | only accepts |
            restricted recipient | recipnotauth | not allowed to send to this | permission to send to |
            recipientrestriction | allowed senders | recipient not accepting | recipient does not accept |
            this user doesn't have a | doesn't have a * account | no permission to | not on the accepted |
            sender is not in the | user's blocked | you have been blocked by the recipient |
            sender denied by recipient | account has been temporarily protected | transactions failed * user refused
            | recipient rejected mail | sender not whitelisted | you are not allowed to send to this |
            user refused to receive | not allowed to deliver to this | only accepts mail from |
            requires confirmation | delivery restriction | not authorized to send to the recipient |
            not authorized to send to the distribution | recipient does not want | _: user unknown | allowed-senders
            | rejected by your organization | recipient has chosen not | only accepts messages from |
            not on the list of
            """),
        PhraseList(
            .userUnknown,
            """
            user unknown | unknown user | no such user | unknown recipient | user not found | recipient not found |
            recipientnotfound | no mailbox here | mailbox not found | not listed in domino directory |
            not listed in public name | not found in directory | invalid recipient | unknown local | no such mailbox
            | no such recipient | no such address | unknown address | invalid mailbox | invalid address |
            recipient name is not recognized | not a valid user | not a valid mailbox | not a valid address |
            is not a known user | not known here | no mailbox found | no mail box available |
            bad destination mailbox | recipient unknown | no account by that name | account not found |
            no such account | unknown account | invalid user | user invalid | isn't a valid | not a registered |
            not our customer | not an active address | bad_recipient | no valid recipients | unknown mailbox |
            unknown or illegal alias | unknown alias | unrouteable address | unrouteable mail | no local mailbox |
            not in our | invalid final delivery userid | mailbox does not | user (@) unknown |
            recipient address unknown | no longer active | no longer in use | no longer exists | no longer works |
            no longer employed | left the company | not a user | user @ unknown | user @ does not | address does not
            | invalid email | email address is invalid | wrong address | nobody by that | bad address |
            bad recipient | bad user | mailbox removed | undeliverable address | addressee unknown |
            address no longer | alias not found | badrcptto | user mail-box not found | resolver.adr |
            recipient is invalid | adresse destinataire invalide | destinataire inconnu | utilisateur inconnu |
            adresse inconnue | compte inexistant | adresse d au moins un destinataire invalide | unbekannte |
            empfänger unbekannt | existiert nicht | nicht bekannt | usuario desconocido | direccion * incorrecta |
            destinatario sconosciuto | utente sconosciuto | utente inesistente | usuário desconhecido | odbiorca |
            nie istnieje | несуществующ | не существует | пользователь не найден | メールアドレスが見つかりません | 宛先が見つかりません |
            該当するユーザ | 用户不存在 | 收件人不存在 | gebruiker onbekend | account has been deleted | has been deleted |
            user deleted | email address not | check the recipient | email address you entered |
            couldn't be delivered because * address | rcp-p1 | rcpt * does not exist | that's not a valid | lpn007 |
            ofr_416 | lpn_416 | dd requested mail action not taken | no such person | unknown person |
            not in * table | not in list of valid | not have an account | didn't find | invalid local |
            user does not exist | recipient does not exist | address does not exist | account does not exist |
            mailbox does not exist | @ does not exist | user * does not exist | address couldn't be found |
            address wasn't found | email account that you tried to reach does not exist | doesn't exist at |
            mailbox unavailable * 5.1.1 | not in the directory | not a domino directory | is not listed in domino |
            invalid user address | this user is unknown | inactive email address | no such user here |
            unknown to address | unknown to us | no valid mailbox | non-existent mailbox | non-existent user |
            nonexistent user | unknown e-mail | recipient cannot be found | i have no | to a nonexist |
            user name is unknown | a user of that name | not our user | destinatário | could not be found at |
            the e-mail address you entered | the email address you entered | bad-address | user not known |
            recipient not known | recipient @ not found | mailbox @ not found | <@> not found | account @ not |
            user doesn't exist | address doesn't exist | account doesn't exist | @ doesn't exist |
            recipient doesn't exist | not taken: mailbox unavailable | action not taken: mailbox |
            unknown or invalid | recipient was not found | resolver.adr. | recipnotfound | this address does not
            """),
        PhraseList(
            .networkError,
            """
            hop count | too many hops | mail loop | routing loop | mail forwarding loop | loops back | loop detected
            | too many received | no route to host | network is unreachable | network unreachable | lost connection
            | connection lost | connection reset | connection dropped | broken pipe | establish an smtp connection |
            dns error | host is unreachable | malformed name server | malformed or unexpected |
            connection was dropped | read error from | possible mail loop | closed connection |
            name server * timeout | try again later dns | delivery temporarily suspended | unable to route |
            no relevant answers | temporary dns | domain name server | couldn't connect | connection problem |
            failed to connect | name server timeout | hop limit | too many 'received' | mail is looping |
            host name lookup failure | dns timeout | host or domain name not found. name service error * try again |
            nameserver | lookup timed out | no route | lost input channel | host not found, try again |
            host not found * try again | mxloopback | points to local host | lowest numbered mx
            """),
        PhraseList(
            .hostUnknown,
            """
            host unknown | unknown host | host not found | host or domain name not found | domain not found |
            domain is not reachable | domain does not exist | domain doesn't exist | no such domain | unknown domain
            | invalid domain | nxdomain | couldn't find any host | name or service not known |
            dns lookup failure: host | not a valid domain | no such host | bad destination system |
            unrouteable domain | illegal host/domain | domain not exist | hostname invalid |
            recipient address rejected: domain | bad domain | no route to domain | domain lookup |
            no address associated | domain was not found | domain couldn't be found | domain wasn't found |
            domaine inexistant | host name lookup | unresolvable domain | non-existent domain | nonexistent domain |
            domain name not found | domain name does not | mail domain mentioned in email address is unknown |
            no mail server | domain of recipient | name service error | domain isn't | host not known |
            domain @ not found | no dns | no address records | dns domain * does not exist | no a or mx |
            recipient domain | unknown mail domain | nonexistentdomain | smtpsend.dns | dns domain |
            all relevant mx records point to non-existent
            """),
        PhraseList(
            .notCompliantRFC,
            """
            rfc 5322 | rfc5322 | rfc 2822 | rfc2822 | not compliant | rfc 822 | rfc822 | rfc 6532 | non-rfc |
            rfc compliant | missing header | missing from | missing date | duplicate header | multiple from |
            from header | header missing | message-id header | invalid header | malformed header | header syntax |
            header fields | multiple addresses in
            """),
        PhraseList(
            .contentError,
            """
            media error | improper use of 8-bit | invalid mime | mime error | unsupported media | charset not |
            bare lf | bare newline | stray newline | header too long | line too long | lines too long |
            message content | content error | too many nested | contains invalid | contains non- | invalid content |
            message format | encoding is invalid | body type not | illegal charac | mime- | too many mime | no body
            """),
        PhraseList(
            .systemFull,
            """
            insufficient system storage | disk full | no space left | insufficient disk space | system storage |
            mail system full | not enough space | insufficient storage | system disk
            """),
        PhraseList(
            .systemError,
            """
            system error | internal error | internal server error | internal software error | server configuration |
            configuration error | server error | local error | service currently unavailable | can't open |
            cannot open | system config error | ldap | temporary lookup failure | aliasing | i/o error |
            local problem | unable to deliver message after multiple retries | processing error |
            error in processing | local transport | config error | server busy | queue file write |
            could not be completed | out of memory | unexpected failure | storedrv | delivery agent | tempfail |
            cannot create | lookup failure | could not load | error writing message | unexpected error | fatal error
            | local error in processing
            """),
        PhraseList(
            .expired,
            """
            retry timeout | message expired | operation timed | connection timed | not responding |
            delivery time expired | retry time | not reachable | could not be delivered for | been delayed |
            will continue | still being retried | did not accept our requests | delivery failed * attempts |
            all hosts have been failing | delivery attempts | could not send message for past |
            not yet been delivered | delivery expired | has not been delivered | cannot send message within |
            unable to contact | host unreachable | message delayed | was not delivered within |
            delivery not completed | not been able to deliver | max retry | timed out while | delivery temporarily |
            host not reachable | is not responding | socket error | queue for too long |
            resources temporarily unavailable | timed out] | queue.expired | retry timeout exceeded |
            has not been collected
            """),
        PhraseList(
            .securityError,
            """
            starttls | tls required | tls is required | authentication required | authentication failed |
            must be authenticated | unauthorized | requires authentication | login required | auth required |
            delivery not authorized | insufficient security | not authorized | must authenticate | tls negotiation |
            authentication is required | tls failed | cannot start tls | resolver.rst.notauthorized |
            resolver.rst.authrequired | resolver.rst.recipnotauth | sender not authenticated |
            client was not authenticated | send as this sender
            """),
        PhraseList(
            .syntaxError,
            """
            sequence of commands | syntax error | command unrecognized | unrecognized command |
            command not implemented | command not recognized | bad sequence | unknown command | syntactically |
            invalid command
            """),
        PhraseList(
            .onHold,
            """
            on hold | greylist | graylist | grey-list | temporary reject | message held | been quarantined |
            greylisted | greylisting
            """),
    ]
}

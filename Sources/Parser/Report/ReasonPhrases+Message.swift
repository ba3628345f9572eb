import Core

extension ReasonPhrases {
    /// About what was sent, and who sent it.
    static let aboutMessages: [PhraseList] = [
        PhraseList(
            .userUnknown,
            """
            recipient address rejected: access denied
            """),
        PhraseList(
            .virusDetected,
            """
            virus detected | infected with | contains a virus | contained a virus | contains virus | virus found |
            mcspamsignature | malware | contained the virus | virus infect | infected message | infected mail |
            is infected | carries a virus | carrying a virus | clamav | message rejected * virus | virus was |
            dangerous content | potentially executable | executable content | illegal attachment |
            attachment * not allowed | attachment type | banned attachment | banned file | prohibited attachment |
            banned content | blocked attachment | because it contains a security issue | virus/spam |
            file type that is not allowed | potential security issue | blocked for security reasons |
            your message was infected | the message was rejected because it contains prohibited virus
            """),
        PhraseList(
            .authFailure,
            """
            does not pass dmarc | failed dmarc | dmarc policy | dmarc verification | dmarc check | fails dmarc |
            dmarc fail | dmarc evaluation | dmarc unaligned | dmarc reject | dmarc validation | fail dmarc |
            spf hard fail | spf fail | failed spf | spf check | spf record with a hard fail | spf_fail | spf: fail |
            spf validation | spf * fail | fails to pass spf | sender policy framework | spf (sender policy |
            dkim fail | dkim check | dkim verif | dkim validation | dkim signature | dkim = did not pass |
            spf = did not pass | did not pass authentication | unauthenticated email | authentication checks |
            authentication requirements | is not authenticated | failed authentication check | openspf. |
            email is blocked because the sender is unauthenticated | sender is unauthenticated | missing dkim |
            not authorized to send from this domain | not authorized to send on behalf | domain owner discourages |
            administrative prohibition * spf | dmarc's policy | authentication-results * fail | arc validation |
            mail from * policy (-all) | is not allowed to send mail from | not permitted to send mail from |
            is not allowed to send from @ | not designated as a permitted sender | 5322.from |
            please visit http://www.openspf | blocked by spf | sender verify failed * spf
            """),
        PhraseList(
            .requirePTR,
            """
            reverse dns | ptr record | cannot find your hostname | cannot find your reverse | no ptr | rdns |
            missing ptr | valid ptr | reverse-dns | reverse lookup | cannot resolve your address | ptr lookup |
            does not have a valid ptr | unresolvable hostname | client host rejected: cannot find | dns ptr |
            ip name lookup failed | fix reverse | no reverse | hostname for ip | [ptr | does not match the hostname
            | domain name of your mail server does not match | invalid ptr | unresolvable relay host |
            ip name possibly forged | dns lookup failure: # try again later | the sending ip * does not have |
            forward-confirmed | fcrdns | generic hostname | dynamic hostname | ptr records
            """),
        PhraseList(
            .mailboxFull,
            """
            mailbox full | mailbox is full | over quota | overquota | quota exceeded | exceeded * quota |
            mailbox size limit | mailbox has exceeded | exceeds allowed size | inbox is full | is full (quota |
            disk quota | out of storage | storage quota | exceeded storage | account is full | quota violation |
            has exceeded its | quota full | over the allowed quota | mailfolder is full | mail folder is full |
            user's mailbox is full | account is over | exceed mailbox quota | over the quota | over its quota |
            over the storage | over the maximum allowed | not enough storage space | not enough disk |
            no space left * quota | number of messages in recipient's mailbox | recipient's mailbox is full |
            too many messages on the server | too many messages in | exceeded its disk space | exceeded the disk |
            mailbox quota | quota limit | exceeds the quota | mailbox would exceed | mailbox exceeds | maildir over
            | maildir delivery failed: over | storage limit | insufficient quota | full mailbox |
            space left in mailbox | boite du destinataire pleine | boite pleine | boîte pleine |
            boite aux lettres pleine | bal pleine | mailbox * exceeded | buzon lleno | buzón lleno | postfach voll |
            postfach ist voll | casella piena | casilla llena | caixa postal cheia | mailbox cheia |
            skrzynka * pelna | skrzynka przepełniona | ящик переполнен | メールボックスが一杯 | 容量を超え | 容量オーバー | 邮箱已满 | 空间不足 |
            benutzer hat zuviele mails | speicherplatz | quotaexceeded | mailbox_full | account has exceeded |
            exceeded email quota | recipient over | overquotatemp | overquotaperm | using up the disk space |
            mail box full | mailbox space | uses more than * storage | message storage | mailboxfull |
            delivery failed: over quota | user is over quota | no room in mailbox | full quota |
            recipient storage full | exceeded their | their mailbox is full | quota error | dd_over_quota |
            resolver.rst.recipientmailboxfull | storedrv.deliver * quota | mailbox store is full | sobre cuota |
            superado * cuota | mailbox temporarily full | max message size exceeded | disc quota | quota is full |
            quota reached | not enough disk space | no storage space | user quota | storage is full | storage full |
            mailbox storage | exceeded the limit of | mailbox is over | is over its | has reached its |
            account exceeded | box full | mailfolder | over limit | exceeded disk
            """),
        PhraseList(
            .quotaExceeded,
            """
            message length exceeds administrative limit | exceeds administrative limit |
            exceeds allowed limit for recipient | message too large for this recipient | for mailbox size
            """),
        PhraseList(
            .messageTooLarge,
            """
            message too large | message too big | exceeds size limit | message size exceeds | message file too big |
            exceeds maximum message size | maximum message size | message is too large | message exceeds maximum |
            exceeded maximum * size | too big for system | size limit for mail | exceeds fixed maximum |
            because it's too large | larger than the current system limit | message exceeds the size |
            too large to send | size of the message | message length exceeds limit | exceeded the maximum size |
            size=message too big | class=size | exceeds max message size | message exceeds local size limit |
            message size limit | message larger than | sendsizelimit | recipsizelimit | length limit exceeded |
            exceeds configured maximum | data size exceeds | mail is too big | nachricht * zu groß | zu gross |
            trop volumineux | demasiado grande | troppo grande | 大きすぎ | message size ( | exceeds site's maximum |
            exceeds maximum size | too much mail data | size restriction | message size for this recipient |
            exceeds our limit | exceeded google's message size | message size exceeds limit | maximum size of |
            exceeds maximum allowed | mail size limit
            """),
        PhraseList(
            .noRelaying,
            """
            relaying denied | relay access denied | relay not permitted | relaying not allowed | unable to relay |
            relay denied | not a relay | as a relay | rcpthosts | relaying is prohibited | no relaying |
            relay is not | relaying mail to | not allowed to relay | relaying blocked | we do not relay |
            we don't relay | relay operation rejected | mail server requires authentication when | relay not allowed
            | that domain isn't in my | this system is not configured to relay | not relaying |
            relaying not permitted | relay prohibited | insecure mail relay | relay rejected |
            relaying temporarily denied | you must pop before | relay disallowed | unrouteable mail domain * relay |
            mail for * not accepted here | no relay | unauthorized relay | open relay |
            send to this domain from outside | local recipients only
            """),
        PhraseList(
            .rateLimited,
            """
            too many connections | too many recipients this hour | too many concurrent | rate limit |
            connection rate | too many messages | too many recipients | excessive rate |
            connection refused: too many | too many sessions | sending too fast | exceeded the rate |
            exceeded * rate | slow down | concurrency limit | trop de connexions | too many simultaneous |
            unusual rate | rate of mail | mail sent too fast | try again later * too many | too much mail |
            too many emails | too many mails | max number of messages | maximum number of messages |
            maximum connections | connection limit | connection count | simultaneous connections |
            limit on the number of | daily sending | sending limit | hourly limit | too many invalid recipients |
            too many errors | too many bad | too many unknown | too many failed | message submission rate |
            suspicious rate | aup#in-1310 | aup#out- | receiving mail at a rate | #please slow down |
            exceeded your messaging limits | too many transactions | submission quota | deferred due to too many |
            messages per connection | envelope blocked – rate | limitexceeded | frequency limited | daily limit |
            exceeded its sending | recipient limit | submission limit | too many invalid | sent too many |
            tenant has exceeded | tenant exceeded
            """),
        PhraseList(
            .badReputation,
            """
            poor reputation | ip reputation | bad reputation | low reputation | reputation of | sender reputation |
            domain reputation | reputation is | reputation score | very low reputation | senderbase | senderscore |
            unexpected volume or user complaints | tss04 | too much spam from | poor domain reputation |
            suspicious due to the very low | nonexistent or poor | negative reputation | ip * bad reputation |
            reputation filter | reputation block | due to reputation | reputation service
            """),
        PhraseList(
            .policyViolation,
            """
            policy violation | policy reasons | policy reason | security policies | local policy | due to policy |
            policy rejection | due to content policy | policy restriction | administrative policy | mail policy |
            host network not allowed | blocked because its content | site policy | organization policy |
            because of policy | our policy | email * rejected per | denied by policy | administrative prohibition |
            company policy | for unacceptable | protocol violation | rejected due to security |
            content presents a potential | because its content | header error | presents a potential |
            security policy | policy that prohibited | does not meet ipv6 | content examination policy
            """),
        PhraseList(
            .spamDetected,
            """
            spam detected | considered spam | identified as spam | rejected as spam | looks like spam | likely spam
            | detected as spam | spam message | is spam | spam content | high spam | spam score | spam points |
            spam filter | spam firewall | spamassassin | spambouncer | spamming not | unsolicited | _ube, | as spam
            | to be spam | spam-like | possible spam | probable spam | spam signature | appears to be spam |
            spam rejected | spam refused | spam blocked | spam mail | spam email | spam e-mail | spam check |
            antispam | anti-spam | spam-related | sounds like spam | spamhits | suspected spam | bulk email filter |
            bulk mail filter | blacklisted url | uribl | surbl | url in message | spam or virus | classified as spam
            | spam source | spamtrap | spam trap | junk mail | junkmail | not allowed spam | no spam | spamcheck |
            phishing | cloudmark | message contains spam | spam policy | dspam | spf/dkim/spam | blocked by spam |
            message scored | rule imposed mailbox | spam is not | spam not | spam has been | rejected due to spam |
            spam-erkennung | spamverdacht | als spam | contenu indésirable | considerado spam | スパム | 迷惑メール | 垃圾邮件 |
            спам | message content rejected | mail content denied | gtube | bayesian | rejected for spam |
            spamdetected | message contained spam | spam? | too spammy | spammy | unwelcome content |
            unwanted content | content rejected | objectionable content | because the message is likely suspicious |
            suspicious content | commtouch | filtered as spam | spam-id | spam list | spam block | (spam) |
            mass mailer | your email is probably spam | spam,_ | spam; | mail is likely | unwanted mail | bulk mail
            | message looks like | hits spam | because it appears | high probability of spam | exceeded spam |
            esets_smtp | symantec * spam | x-spam | mail appears to be unsolicited | content filtering |
            spam abuse detected | detected as unsolicited | likely unsolicited | bulk or unsolicited |
            message rejected as | consider spam
            """),
        PhraseList(
            .blocked,
            """
            blocked using | blocked by | blacklist | black list | black-list | blocklist | block list | block-list |
            spamhaus | spamcop | sorbs | barracudacentral | dnsbl | rbl_ | _rbl | rbl: | is listed |
            client host rejected | client host * blocked | banned sending ip | banned ip | access denied * banned |
            ip address * blocked | ip * blocked | host blocked | sending ip | network blocked | server's ip address
            | ip address has been | your network is | denylist | connections not accepted from | connection rejected
            | dialup | dial-up | dynamic ip | residential ip | dynamic/residential | from a dynamic |
            temporarily blocked | messages from # weren't sent | messages from * weren't sent | is on our block |
            no longer accepting messages from | invalid ip for sending | mail from # refused |
            we do not accept mail from | do not accept mail from host | hosts with dynamic |
            not accepted from this ip | bad sender ip | ip # is | host # is not allowed | # is not allowed |
            [# is not | your access to submit | refused. your ip | local policy * ip | helo command rejected |
            ehlo command rejected | invalid helo | helo name | invalid domain name | my name was rejected |
            unknown client | access from ip | block list 1 | block list 2 | connecting ip |
            connection dropped due to | s3150 | s3140 | oxsus | oxrbl | backscatterer | mailspike | psbl |
            temporarily deferred due to * complaints | deferred as sender ip | host not allowed |
            icloud.com * local policy | message refused by | blocked ip | host rejected | server is blocked |
            sender ip | source ip | hostname is blocked | ip in block | ip is blocked | rejected due to local |
            abuse from | connection denied | currently listed | ip is listed | # is listed | host is listed |
            connection refused by | not accepting connections | connection refused from | mail from your ip |
            your ip address | your ip # | listed in * rbl | listed in * dnsbl | rbls | access from your |
            helo rejected | on our blacklist | reject by local | connections will not be accepted | is on a black |
            ipcheck.proofpoint | bad helo | traffic not accepted from | suspected bounce attack | cxbl | ipbl |
            permanently deferred | will be permanently deferred | banned sender | access denied, traffic
            """),
    ]
}

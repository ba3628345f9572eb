import Core

extension ReasonPhrases {
    /// Words that may mean something else; they count where codes say nothing better.
    static let vagueLists: [PhraseList] = [
        PhraseList(
            .virusDetected,
            """
            antivirus | anti-virus | virus
            """),
        PhraseList(
            .spamDetected,
            """
            spam | content filter | url
            """),
        PhraseList(
            .authFailure,
            """
            spoof | dkim | spf | dmarc
            """),
        PhraseList(
            .noRelaying,
            """
            relay
            """),
        PhraseList(
            .badReputation,
            """
            reputation
            """),
        PhraseList(
            .mailboxFull,
            """
            quota | переполнен
            """),
        PhraseList(
            .messageTooLarge,
            """
            file size | size exceeds | mail size | is larger than | too large | the message exceeds |
            exceeds the maximum
            """),
        PhraseList(
            .rateLimited,
            """
            throttl | too fast | exceeded the limit | limit exceeded for | maximum recipients | rate
            """),
        PhraseList(
            .policyViolation,
            """
            policy | prohibited | administratively | not acceptable | by policy | transport rule |
            restrictions set by
            """),
        PhraseList(
            .hasMoved,
            """
            now at | has a new | forwarding address | no longer * new address
            """),
        PhraseList(
            .suspended,
            """
            terminated | frozen | dormant | is disabled | locked | inactive
            """),
        PhraseList(
            .filtered,
            """
            was rejected by a remote mail server | rejected by a remote mail server | not accepted here
            """),
        PhraseList(
            .userUnknown,
            """
            address rejected | recipient rejected | is unknown | cannot find | unable to find | not local | no user
            | no longer available | nonexist | not exist | no recipient | has left | not found at |
            mailbox unavailable | mailbox is unavailable | mailbox not available | bad destination | not recognized
            | not recognised | nicht gefunden | no existe | não existe | inexistente | non esiste |
            could not be found | не найден | onbekend | 不存在 | 存在しません | wasn't found | couldn't be found |
            doesn't exist | does not exist | address unknown | dd sorry | delivery error: dd | account unavailable |
            no longer valid | 見つかりません | 見つかりませんでした | not listed in | non-existent | nonexistent | no one here |
            is invalid | illegal user | inactive email address | bad address syntax
            """),
        PhraseList(
            .blocked,
            """
            your ip | is blocked | was blocked | have been blocked | has been blocked | denied | refused by |
            your host is | connections from | client rejected | your mail server | helo
            """),
        PhraseList(
            .securityError,
            """
            security | not authorized | authorization | authenticate | certificate | credentials | ssl | encryption
            """),
        PhraseList(
            .rejected,
            """
            return path | from address | bounced address | mail from: | your address | your domain |
            your e-mail address | unverified address | sender email | sending address | from field |
            cannot accept mail from | refused mail from | domain must | valid sender | not allowed to send |
            denied access | rejected: access | we don't accept mail from | don't accept | user is not allowed |
            fix your | domain name required | mail refused | may not have permission |
            you may not have permission to post | group * permission | rejected | refused | not permitted |
            not accepted | bad sender | sender is not
            """),
        PhraseList(
            .systemError,
            """
            temporarily deferred | database | requested action aborted | temporary problem | transaction failed |
            temporary error | try again later | could not load | unable to verify | service unavailable
            """),
        PhraseList(
            .expired,
            """
            giving up | in the queue | has been in the queue | too long | retried | timeout | expired | delayed |
            unable to connect | connection refused | timed out | conversation with | will be retried |
            temporarily unavailable | service not available | no answer
            """),
        PhraseList(
            .networkError,
            """
            loop | name server | unreachable | cannot connect | dns | connection closed | connection
            """),
        PhraseList(
            .mailerError,
            """
            permission denied | exit_ | pipe | mailer
            """),
        PhraseList(
            .contentError,
            """
            content-type | malformed | 8bit | conversion
            """),
        PhraseList(
            .notCompliantRFC,
            """
            rfc
            """),
        PhraseList(
            .syntaxError,
            """
            not implemented | invalid argument | need mail | bad syntax
            """),
        PhraseList(
            .onHold,
            """
            held | deferred | quarantine
            """),
    ]
}

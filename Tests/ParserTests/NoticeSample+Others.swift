extension NoticeSample {
    /// Notices of providers and gateways, and of programs unknown.
    static let others: [NoticeSample] = [
        NoticeSample(
            "Gmail of old", subject: "Delivery Status Notification (Delay)",
            ["ann@example.org delayed 4.2.2 450 mailboxFull"],
            """
            This is an automatically generated Delivery Status Notification

            THIS IS A WARNING MESSAGE ONLY.

            YOU DO NOT NEED TO RESEND YOUR MESSAGE.

            Delivery to the following recipient has been delayed:

                 ann@example.org

            Message will be retried for 2 more day(s)

            Technical details of temporary failure:
            The error that the other server returned was: 450 450 4.2.2 <ann@example.org>... Mailbox Full (state 14).

            ----- Original message -----

            \(returned)
            """),
        NoticeSample(
            "Yahoo", subject: "Failure Notice", ["ann@example.org failed 5.7.1 554 blocked"],
            """
            Sorry, we were unable to deliver your message to the following address.

            <ann@example.org>:
            Remote host said:
            554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org
             [RCPT_TO]

            --- Below this line is a copy of the message.

            \(returned)
            """),
        NoticeSample(
            "AOL", subject: "Mail Delivery Problem", ["annlee@mx.example.net failed 5.0.0 - filtered"], original: nil,
            """
            Sorry desk@example.com. Your mail to the following recipients could not be delivered because \
            they are not accepting mail with attachments or embedded images:
            \tannlee
            """),
        NoticeSample(
            "Mercury", subject: "Delivery failure notification", ["ann@example.org failed 5.0.0 - userUnknown"],
            original: nil,
            """
            With reference to your message with the subject:
               "Grades"

            The local mail transport system has reported the following problems
            it encountered while trying to deliver your message:

            -------------------------------------------------------------------
            *** ann@example.org
            User not known at this site.
            -------------------------------------------------------------------

            Your mail message is being returned to you in the next part of this
            message.
            """),
        NoticeSample(
            "MailEnable", subject: "Message Delivery Failure", ["ann@example.org failed 5.0.0 550 userUnknown"],
            original: nil,
            """
            MailEnable: Message delivery has failed

            Message contents follow:

            The following recipient(s) could not be reached:

               Recipient: [SMTP:ann@example.org]
               Reason:    Remote SMTP Server Returned: 550 No such mailbox: ann@example.org
            """),
        NoticeSample(
            "m-FILTER", subject: "failure notice", ["ann@example.org failed 5.0.0 550 filtered"],
            """
            このメールは「m-FILTER」が自動的に生成して送信しています。
            以下のメールアドレスへの送信に失敗しました。

            ann@example.org

            -------server message
            550 unknown user <ann@example.org>

            -------SMTP command
            DATA

            -------original message
            \(returned)
            """),
        NoticeSample(
            "InterScan", subject: "Mail could not be delivered", ["ann@example.org failed 5.1.1 550 userUnknown"],
            original: nil,
            """
            Unable to deliver message to <ann@example.org>

            ************* Error Details *************
            Sent <<< RCPT TO:<ann@example.org>
            Received >>> 550 5.1.1 <ann@example.org>... user unknown
            """),
        NoticeSample(
            "fields in the text", subject: "Delivery Status Notification (Failure)",
            ["ann@example.org failed 5.3.5 550 systemError"],
            """
            An error occurred while trying to deliver the mail to the following recipients:
            ann@example.org

            Technical report:

            Reporting-MTA: dsn; mx.example.net

            Action: failed
            Final-Recipient: rfc822; ann@example.org
            Diagnostic-Code: smtp; 550 5.3.5 <ann@example.org>... Internal System Error
            Status: 5.3.5

            \(returned)
            """),
        NoticeSample(
            "several in a row", subject: "Delivery Status Notification (Failure)",
            ["ann@example.org failed 5.0.0 550 userUnknown", "ben@example.org failed 5.0.0 550 userUnknown"],
            original: nil,
            """
            Delivery to the following recipients failed.

                   ann@example.org
                   ben@example.org

            The other host said: 550 no such user
            """),
        NoticeSample(
            "nobody named but in the returned message", subject: "Undeliverable Message",
            ["ann@example.org failed 5.0.0 - userUnknown"],
            """
            Message could not be delivered to mobile.
            Error: No valid recipients for this MM

            \(returned)
            """),
        NoticeSample(
            "SES through SNS", subject: "AWS Notification Message", ["ann@example.org failed 5.1.1 550 userUnknown"],
            original: "0100-ab",
            """
            {"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"ann@exa
             mple.org","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},
            "mail":{"source":"desk@example.com","messageId":"0100-ab"}}
            """),
        NoticeSample(
            "German", subject: "Unzustellbar: Noten", ["ann@example.org failed 5.1.1 550 userUnknown"], original: nil,
            """
            Ihre Nachricht an ann@example.org konnte nicht zugestellt werden.

            Remote Server returned '550 5.1.1 Empfänger unbekannt'
            """),
    ]
}

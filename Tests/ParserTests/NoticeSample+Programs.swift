extension NoticeSample {
    /// Notices of programs that people run on their own machines.
    static let programs: [NoticeSample] = [
        NoticeSample(
            "Exim", subject: "Mail delivery failed: returning message to sender",
            ["ann@example.org failed 5.1.1 550 userUnknown", "ben@example.org failed 5.0.0 - mailboxFull"],
            """
            This message was created automatically by mail delivery software.

            A message that you sent could not be delivered to one or more of its
            recipients. This is a permanent error. The following address(es) failed:

              ann@example.org
                SMTP error from remote mail server after RCPT TO:<ann@example.org>:
                host mx.example.org [192.0.2.25]: 550 5.1.1 <ann@example.org>... User unknown
              ben@example.org
                mailbox is full: retry timeout exceeded

            ------ This is a copy of the message, including all the headers. ------

            \(returned)
            """),
        NoticeSample(
            "Exim, delay", subject: "Warning: message 1abcde-0001aB-2C delayed 24 hours",
            ["ann@example.org delayed 4.0.0 - expired"], original: nil,
            """
            This message was created automatically by mail delivery software.
            A message that you sent has not yet been delivered to one or more of its
            recipients after more than 24 hours on the queue on mx.example.net.

            The message identifier is:     1abcde-0001aB-2C
            The subject of the message is: Grades

            The address to which the message has not yet been delivered is:

              ann@example.org

            No action is required on your part. Delivery attempts will continue for
            some time, and this warning may be repeated at intervals.
            """),
        NoticeSample(
            "Courier", subject: "NOTICE: mail delivery status.", ["ann@example.org failed 5.1.1 550 userUnknown"],
            """
            This is a delivery status notification from mx.example.net,
            running the Courier mail server, version 0.65.

            The original message was received on Thu, 19 Nov 2026 23:34:45 +0900
            from desk.example.com (desk.example.com [192.0.2.7])

            ---------------------------------------------------------------------------

                                       UNDELIVERABLE MAIL

            Your message to the following recipients cannot be delivered:

            <ann@example.org>:
                mx.example.org [192.0.2.25]:
            >>> RCPT TO:<ann@example.org>
            <<< 550 5.1.1 <ann@example.org>... User Unknown

            ---------------------------------------------------------------------------

            If your message was also sent to additional recipients, their delivery
            status is not included in this report.

            \(returned)
            """),
        NoticeSample(
            "qmail", subject: "failure notice",
            ["ann@example.org failed 5.1.1 - userUnknown", "ben@example.org failed 5.2.2 552 mailboxFull"],
            """
            Hi. This is the qmail-send program at mx.example.net.
            I'm afraid I wasn't able to deliver your message to the following addresses.
            This is a permanent error; I've given up. Sorry it didn't work out.

            <ann@example.org>:
            Sorry, no mailbox here by that name. (#5.1.1)

            <ben@example.org>:
            192.0.2.25 does not like recipient.
            Remote host said: 552 5.2.2 over quota
            Giving up on 192.0.2.25.

            --- Below this line is a copy of the message.

            \(returned)
            """),
        NoticeSample(
            "Exchange 2007", subject: "Undeliverable: Grades", ["ann@example.org failed 5.1.1 550 userUnknown"],
            """
            Delivery has failed to these recipients or groups:

            ann@example.org<mailto:ann@example.org>
            The e-mail address you entered couldn't be found.

            Diagnostic information for administrators:

            Generating server: ex.example.org

            ann@example.org
            #550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##

            Original message headers:

            \(returned)
            """),
        NoticeSample(
            "Exchange 5.5", subject: "Undeliverable: Grades", ["ann@example.org failed 5.0.0 - userUnknown"],
            original: nil,
            """
            Your message

              To:      desk@example.com
              Subject: Grades
              Sent:    Thu, 19 Nov 2026 08:00:00 -0000

            did not reach the following recipient(s):

            ann@example.org on Thu, 19 Nov 2026 08:00:01 -0000
                The recipient name is not recognized
                    The MTS-ID of the original message is: c=us;a= ;p=example;l=EX0000000000
                MSEXCH:IMS:EXAMPLE:SITE:EX 0 (000C05A6) Unknown Recipient
            """),
        NoticeSample(
            "OpenSMTPD", subject: "Delivery status notification", ["ann@example.org failed 5.2.2 550 mailboxFull"],
            """
                Hi!

                This is the MAILER-DAEMON, please DO NOT REPLY to this email.

                An error has occurred while attempting to deliver a message for
                the following list of recipients:

            ann@example.org: 550 5.2.2 <ann@example.org>... Mailbox Full

                Below is a copy of the original message:

            \(returned)
            """),
        NoticeSample(
            "James", subject: "[BOUNCE]", ["ann@example.org failed 5.1.1 550 userUnknown"], original: nil,
            """
            Hi. This is the James mail server at mx.example.net.
            I'm afraid I wasn't able to deliver your message to the following addresses.
            This is a permanent error; I've given up. Sorry it didn't work out. Below
            I include the list of recipients and the reason why I was unable to deliver
            your message.

            Failed recipient(s):
            ann@example.org

            Error message:
            550 5.1.1 <ann@example.org>... User Unknown

            Message details:
              Subject: Grades
              MAIL FROM: desk@example.com
              RCPT TO: ann@example.org
            """),
        NoticeSample(
            "Sendmail 5", subject: "Returned mail: User unknown", ["ann@example.org failed 5.0.0 550 userUnknown"],
            """
               ----- Transcript of session follows -----
            While talking to mx.example.org:
            >>> RCPT To:<ann@example.org>
            <<< 550 <ann@example.org>... User unknown
            550 <ann@example.org>... User unknown

               ----- Unsent message follows -----
            \(returned)
            """),
        NoticeSample(
            "Sendmail 8 without its report", subject: "Returned mail: see transcript for details",
            ["ann@example.org failed 5.2.2 552 mailboxFull"],
            """
            The original message was received at Thu, 19 Nov 2026 00:39:02 +0100 (BST)
            from desk.example.com [192.0.2.7]

               ----- The following addresses had permanent fatal errors -----
            <ann@example.org>
                (reason: 552 5.2.2 Over quota)

               ----- Transcript of session follows -----
            ... while talking to mx.example.org:
            >>> DATA
            <<< 552 5.2.2 Over quota
            554 5.0.0 Service unavailable

            \(returned)
            """),
        NoticeSample(
            "Sun Messaging Server", subject: "Delivery Notification: Delivery has failed",
            ["ann@example.org failed 5.1.1 550 userUnknown"], original: "out@example.com",
            """
            This report relates to a message you sent with the following header fields:

              Message-id: <out@example.com>
              Date: Thu, 19 Nov 2026 23:34:45 +0900
              From: desk@example.com
              To: list@example.org
              Subject: Grades

            Your message cannot be delivered to the following recipients:

              Recipient address: ann@example.org
              Reason: Remote SMTP server has rejected address
              Diagnostic code: smtp;550 5.1.1 <ann@example.org>... User Unknown
              Remote system: dns;mx.example.org (TCP|192.0.2.7|50917|192.0.2.25|25)
            """),
        NoticeSample(
            "MailFoundry", subject: "Message delivery has failed", ["ann@example.org failed 5.0.0 550 userUnknown"],
            """
            Unable to deliver message to: <ann@example.org>
            Delivery failed for the following reason:
            Server mx.example.org[192.0.2.25] failed with: 550 <ann@example.org> No such user here

            This has been a permanent failure.  No further delivery attempts will be made.

            \(returned)
            """),
        NoticeSample(
            "IMail", subject: "Undeliverable Mail", ["ann@example.org failed 5.0.0 - mailboxFull"],
            """
            User mailbox exceeds allowed size: ann@example.org

            Original message follows.

            \(returned)
            """),
        NoticeSample(
            "GroupWise", subject: "Message status - undeliverable", ["ann@example.org failed 5.0.0 - userUnknown"],
            original: nil,
            """
            The message that you sent was undeliverable to the following:
            \tann@example.org (user not found)

            Possibly truncated original message follows:
            """),
        NoticeSample(
            "Domino", subject: "DELIVERY FAILURE: User ann (ann@example.org) not listed in Domino Directory",
            ["ann@example.org failed 5.0.0 - userUnknown"], original: nil,
            """
            Your message

              Subject: Grades

            was not delivered to:

              ann@example.org

            because:

              User ann (ann@example.org) not listed in Domino Directory
            """),
    ]
}

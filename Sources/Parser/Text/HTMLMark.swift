import Core

/// What the elements say by which mail programs set off quotes and signatures, by class, id and other attributes.
enum HTMLMark {
    /// What an element says of its text, or `nil` where it says nothing.
    ///
    /// `isInQuote` says that the element stands within one that is known for a quote.
    static func role(of name: String, _ attributes: HTMLAttributes, isInQuote: Bool) -> TextMark.Roles? {
        if let id = attributes["id"], let role = role(ofID: id) { return role }
        if let classes = attributes["class"], let role = role(ofClasses: classes, of: name, isInQuote) { return role }
        if let marker = attributes["data-marker"], let role = zimbra[marker] { return role }
        if let name = attributes["name"], let role = names[name] { return role }
        if name == "div", let style = attributes["style"], isOutlookHeader(style) { return .original }
        return nil
    }

    private static func role(ofID id: String) -> TextMark.Roles? {
        let bare = bare(id)
        if let role = ids[bare] { return role }
        return bare.hasPrefix("yahoo_quoted") ? .quote : bare.hasPrefix("bloop_sign") ? .signature : nil
    }

    private static func role(ofClasses classes: String, of name: String, _ isInQuote: Bool) -> TextMark.Roles? {
        for word in classes.split(separator: " ").prefix(20) {
            let bare = bare(String(word))
            if bare.hasSuffix("gmail_quote") {
                // What the sender sets as a quote by hand has the class too, but no element of it around.
                return name != "blockquote" ? .quote : isInQuote ? nil : .citation
            }
            if let role = self.classes[bare] { return role }
        }
        return nil
    }

    /// A name in small letters, without what mailers put before the names of others' markup: `x_`, `ecx`.
    private static func bare(_ name: String) -> String {
        var rest = name.lowercased()[...]
        while let prefix = ["x_", "ecx", "mcntmcnt"].first(where: { rest.hasPrefix($0) }) {
            rest = rest.dropFirst(prefix.count)
        }
        return String(rest)
    }

    /// QUIRK: Outlook sets the fields of the message that is answered into a block with a line above.
    private static func isOutlookHeader(_ style: String) -> Bool {
        let folded = style.utf8.prefix(400).filter { !$0.isWhiteSpace }.lowercasedASCII
        guard folded.hasText("border:none") else { return false }
        return folded.hasText("border-top:solid#e1e1e11") || folded.hasText("border-top:solid#b5c4df1")
    }

    private static let ids: [String: TextMark.Roles] = [
        "divrplyfwdmsg": .original, "appendonsend": .original, "stopspelling": .original,
        "olk_src_body_section": .original, "mail-editor-reference-message-container": .original,
        "outlookmessageheader": .original, "isforwardcontent": .original, "isreplycontent": .quote,
        "reply-intro": .attribution, "replybody1": .quote, "orig_html": .quote,
        "applemailsignature": .signature, "signature": .signature, "ms-outlook-mobile-signature": .signature,
        "acompli_signature": .signature, "composer_signature": .signature, "edo-signature": .signature,
        "sig_div": .signature, "ymail_android_signature": .signature, "divtagdefaultwrappersignature": .signature,
    ]

    private static let classes: [String: TextMark.Roles] = [
        "gmail_quote_container": .quote, "gmail_attr": .attribution, "gmail_signature": .signature,
        "moz-cite-prefix": .attribution, "moz-email-headers-table": .original, "moz-forward-container": .original,
        "moz-signature": .signature, "outlookmessageheader": .original, "yahoo_quoted": .quote, "yahoo-quoted": .quote,
        "protonmail_quote": .quote, "protonmail_signature_block": .signature, "zmail_extra": .quote,
        "tutanota_quote": .quote, "missive_quote": .quote, "missive_signature": .signature,
        "front-signature": .signature,
        "airmail_on": .attribution, "airmail_ext_on": .attribution, "bloop_sign": .signature,
        "sh-quoted-content": .quote, "sh-signature": .signature, "mailspring-quote": .quote, "nylas-quote": .quote,
        "gmail_signature_prefix": .signature, "signature": .signature, "email-signature": .signature,
        "elided-text": .quote, "hs_reply": .quote,
    ]

    private static let zimbra: [String: TextMark.Roles] = [
        "__QUOTED_TEXT__": .original, "__DIVIDER__": .original, "__HEADERS__": .original,
        "__SIG_PRE__": .signature, "__SIG_POST__": .signature,
    ]

    /// Names of blocks: Spark, and the mailers of web.de and GMX.
    private static let names: [String: TextMark.Roles] = [
        "messageReplySection": .original, "messageSignatureSection": .signature, "quote": .quote,
    ]
}

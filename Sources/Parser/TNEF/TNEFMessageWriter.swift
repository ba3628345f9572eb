import Core

/// Writes a message found within TNEF in the form that every mail program reads (RFC 5322), all of it in ASCII.
enum TNEFMessageWriter {
    /// The message; `depth` keeps the boundaries of messages within messages apart.
    static func write(_ message: TNEFMessage, depth: Int) -> [UInt8] {
        let object = message.object
        var output = ""
        if let from = author(object) { output += "From: \(from)\r\n" }
        if let subject = message.subject { output += "Subject: \(encodedWords(subject))\r\n" }
        if let date = date(object) { output += "Date: \(date)\r\n" }
        output += "MIME-Version: 1.0\r\n"
        guard !message.attachments.isEmpty else { return Array((output + textPart(message.body)).utf8) }
        // No line of base64 starts like this.
        let boundary = "=_part-\(depth)"
        output += "Content-Type: multipart/mixed; boundary=\"\(boundary)\"\r\n\r\n--\(boundary)\r\n"
        output += textPart(message.body)
        for attachment in message.attachments { output += "--\(boundary)\r\n" + filePart(attachment) }
        return Array((output + "--\(boundary)--\r\n").utf8)
    }

    private static func author(_ object: TNEFObject) -> String? {
        let addresses = [object.text(.senderSMTPAddress), object.text(.senderEmailAddress)].compactMap(\.self)
        let address = addresses.first { $0.utf8.contains(UInt8(ascii: "@")) && $0.utf8.allSatisfy(isAddressOctet) }
        guard let name = object.text(.senderName) else { return address }
        return "\(encodedWords(name)) <\(address ?? "")>"
    }

    private static func isAddressOctet(_ octet: UInt8) -> Bool {
        octet > 0x20 && octet < 0x7F && !"<>()[]\\,;:\"".utf8.contains(octet)
    }

    /// Words in UTF-8 and base64 on lines of their own (RFC 2047).
    private static func encodedWords(_ text: String) -> String {
        var words: [String] = []
        var word: [UInt8] = []
        for scalar in text.unicodeScalars {
            let octets = Array(String(scalar).utf8)
            if word.count + octets.count > 45 {
                words.append("=?utf-8?B?\(Base64.encode(word))?=")
                word = []
            }
            word += octets
        }
        return (words + ["=?utf-8?B?\(Base64.encode(word))?="]).joined(separator: "\r\n ")
    }

    private static func textPart(_ body: BodyPiece) -> String {
        let type = body.html == nil ? "text/plain" : "text/html"
        let lines = Base64.lines(Array((body.html ?? body.plain ?? "").utf8))
        return "Content-Type: \(type); charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n\(lines)"
    }

    private static func filePart(_ attachment: Attachment) -> String {
        guard case .bytes(let octets) = attachment.content else { return "\r\n" }
        // RFC 2231 section 4.
        let name = (attachment.filename ?? "attachment").percentEncoded()
        var part = "Content-Type: \(attachment.contentType)\r\n"
        part += "Content-Disposition: \(attachment.isInline ? "inline" : "attachment"); filename*=utf-8''\(name)\r\n"
        if let id = attachment.contentID, id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            part += "Content-ID: <\(id)>\r\n"
        }
        // Only our own messages come with this type: they are ASCII, and must not be encoded (RFC 2046 section 5.2.1).
        if attachment.contentType == "message/rfc822", octets.allSatisfy({ $0 < 0x80 }) {
            return part + "\r\n\(String(decoding: octets, as: UTF8.self))\r\n"
        }
        return part + "Content-Transfer-Encoding: base64\r\n\r\n\(Base64.lines(octets))"
    }

    /// When it was sent or came, as a date of RFC 5322 in UTC.
    private static func date(_ object: TNEFObject) -> String? {
        let value = object.properties[.clientSubmitTime] ?? object.properties[.messageDeliveryTime]
        guard let range = value?.range, range.count == 8 else { return nil }
        var reader = LittleEndianReader(object.octets, range: range)
        // Tenths of microseconds since 1601, of which the days up to the year 9999 are taken.
        guard let ticks = reader.number(UInt64.self), ticks < 2_650_467_744_000_000_000 else { return nil }
        let seconds = Int(ticks / 10_000_000)
        let date = CivilDate(year: 1_601, month: 1, day: 1).adding(seconds / 86_400)
        let (year, _, day) = date.components
        let time = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map { ($0 < 10 ? "0" : "") + String($0) }
        return "\(day) \(date.monthName) \(year) \(time.joined(separator: ":")) +0000"
    }
}

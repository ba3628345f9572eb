import Core

/// Reads the fields of a message's header section into the message.
struct MessageHeaderReader {
    private(set) var message = InboundMessage()
    private(set) var defects: [Defect] = []
    private let raw: Octets
    private let limits: Limits
    private let hint: String?
    private var seen: Set<String> = []
    /// Where the field stands that is being read.
    private var offset = 0

    /// `hint` is the charset of the message's text.
    init(_ raw: Octets, limits: Limits, hint: String? = nil) {
        self.raw = raw
        self.limits = limits
        self.hint = hint
    }

    /// Reads all fields, topmost first.
    mutating func read(_ fields: [HeaderSectionParser.FieldPlace]) {
        message.header.fields.reserveCapacity(fields.count)
        for place in fields {
            let name = raw.slice(place.name)
            let body = raw.slice(place.body).prefix(limits.fieldOctets)
            message.header.fields.append(
                HeaderSection.Field(name: String(decoding: name, as: UTF8.self), rawBody: Array(body)))
            read(place, named: name)
        }
    }

    private mutating func read(_ place: HeaderSectionParser.FieldPlace, named name: Octets) {
        guard name.count <= Self.longestName, let reader = Self.readers[name.lowercasedASCII] else { return }
        let body = FieldBody(raw, place.body, limits: limits)
        offset = place.name.lowerBound
        note(.truncatedField, if: body.isTruncated)
        let isASCII = body.octets.allSatisfy { $0 < 0x80 }
        note(.nonASCIIHeader, if: !isASCII && String(validating: body.octets, as: UTF8.self) == nil)
        note(.tooManyEncodedWords, if: FieldExcess.hasMoreEncodedWords(body.octets, limits))
        let isFirst = seen.insert(name.lowercasedASCII).inserted
        note(.duplicateField, if: !isFirst)
        reader.read(&self, body.octets, isFirst)
    }

    private mutating func note(_ kind: Defect.Kind, if isThere: Bool) {
        if isThere { defects.append(Defect(kind, at: offset)) }
    }

    private mutating func addresses(_ body: [UInt8]) -> [NamedAddress] {
        var oneMore = limits
        oneMore.addresses += 1
        let found = AddressParser.addresses(in: body, limits: oneMore, hint: hint)
        note(.tooManyAddresses, if: found.count > limits.addresses)
        note(.deepComments, if: FieldExcess.hasDeeperComments(body, limits))
        return Array(found.prefix(limits.addresses))
    }

    private mutating func readDate(_ body: [UInt8]) {
        message.date = DateParser.date(in: body)
        note(.malformedDate, if: message.date == nil)
    }

    /// Who wrote: where an address is none that a person can check, that is said.
    private mutating func readAuthors(_ body: [UInt8]) {
        let authors = addresses(body)
        message.from += authors
        note(.malformedAddress, if: authors.contains { $0.emailAddress == nil })
    }

    /// How a field is read: its octets, and whether it is the first of its name.
    private struct Reader: Sendable {
        var read: @Sendable (inout MessageHeaderReader, [UInt8], Bool) -> Void

        /// Of several fields the first one counts.
        static func once(_ read: @escaping @Sendable (inout MessageHeaderReader, [UInt8]) -> Void) -> Reader {
            Reader { reader, body, isFirst in if isFirst { read(&reader, body) } }
        }

        /// Several fields count as one (RFC 5322 section 4.5).
        static func all(_ read: @escaping @Sendable (inout MessageHeaderReader, [UInt8]) -> Void) -> Reader {
            Reader { reader, body, _ in read(&reader, body) }
        }
    }

    private static let longestName = 12

    private static let readers: [String: Reader] = [
        "from": .all { $0.readAuthors($1) },
        "to": .all { $0.message.to += $0.addresses($1) },
        "cc": .all { $0.message.cc += $0.addresses($1) },
        "reply-to": .all { $0.message.replyTo += $0.addresses($1) },
        "sender": .once { $0.message.sender = $0.addresses($1).first },
        "subject": .once { $0.message.subject = HeaderText.decode($1, limits: $0.limits, hint: $0.hint) },
        "message-id": .once { $0.message.messageID = MessageID.all(in: $1).first },
        "in-reply-to": .all { $0.message.inReplyTo += MessageID.all(in: $1) },
        "references": .all { $0.message.references += MessageID.all(in: $1) },
        "date": .once { $0.readDate($1) },
    ]
}

/// The attributes of a TNEF stream, one after the other ([MS-OXTNEF] section 2.1.3).
struct TNEFStream {
    /// An attribute of the message or of an attachment, and where its octets are.
    struct Attribute {
        var name: TNEFAttributeName?
        var data: Range<Int>
    }

    /// Whether the stream ends too early, or a checksum is wrong.
    private(set) var isDamaged = false
    private var reader: LittleEndianReader

    private static let signature: UInt32 = 0x223E_9F78

    /// `nil` where these octets are no TNEF.
    init?(_ octets: Octets, range: Range<Int>) {
        reader = LittleEndianReader(octets, range: range)
        guard reader.number(UInt32.self) == Self.signature, reader.number(UInt16.self) != nil else { return nil }
    }

    /// The next attribute; of one that is cut off, what is there.
    mutating func next() -> Attribute? {
        // QUIRK: some gateways append a line end or fill up with zeros.
        guard reader.left >= 9, let level = reader.number(UInt8.self), let id = reader.number(UInt32.self),
            let length = reader.number(UInt32.self)
        else { return nil }
        guard level == 1 || level == 2 else {
            isDamaged = isDamaged || level != 0
            return nil
        }
        let data = reader.takeRest(upTo: Int(length))
        let sum = reader.number(UInt16.self)
        isDamaged = isDamaged || data.count < Int(length) || sum != checksum(data)
        return Attribute(name: TNEFAttributeName(rawValue: UInt16(truncatingIfNeeded: id)), data: data)
    }

    /// The sum of the octets modulo 65536.
    private func checksum(_ data: Range<Int>) -> UInt16 {
        reader.octets[data].reduce(0) { $0 &+ UInt16($1) }
    }
}

/// The attributes that we read, by the lower half of their identifiers ([MS-OXTNEF] section 2.1.3.2).
enum TNEFAttributeName: UInt16 {
    case from = 0x8000
    case subject = 0x8004
    case dateSent = 0x8005
    case messageClass = 0x8008
    case body = 0x800C
    case attachData = 0x800F
    case attachTitle = 0x8010
    case attachTransportFilename = 0x9001
    case attachRenderingData = 0x9002
    case messageProperties = 0x9003
    case attachment = 0x9005
    case oemCodePage = 0x9007
}

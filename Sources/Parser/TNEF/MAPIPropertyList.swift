/// The properties in an attribute of TNEF ([MS-OXTNEF] section 2.1.3.4).
struct MAPIPropertyList {
    /// The type of a property, and the place of its value, the first one if there are several.
    struct Value {
        var type: UInt16
        var range: Range<Int>
    }

    /// Whether something could not be read.
    private(set) var isDamaged = false
    private var values: [UInt16: Value] = [:]

    /// Properties with names of their own; nothing of them is wanted.
    private static let firstNamed: UInt16 = 0x8000

    init() {}

    init(_ octets: Octets, range: Range<Int>) {
        var reader = LittleEndianReader(octets, range: range)
        let count = reader.number(UInt32.self) ?? 0
        for _ in 0..<count {
            guard let (id, value) = Self.property(&reader) else {
                isDamaged = true
                return
            }
            if id < Self.firstNamed, values[id] == nil { values[id] = value }
        }
    }

    subscript(_ name: MAPIPropertyName) -> Value? { values[name.rawValue] }

    private static func property(_ reader: inout LittleEndianReader) -> (UInt16, Value?)? {
        guard let type = reader.number(UInt16.self), let id = reader.number(UInt16.self) else { return nil }
        guard id < firstNamed || skipName(&reader) else { return nil }
        let single = type & ~MAPIType.severalValues
        let isList = type & MAPIType.severalValues != 0
        var first: Range<Int>?
        if let size = MAPIType.size(of: single) {
            // Values of no octets could be counted without end.
            guard let count = isList ? reader.number(UInt32.self) : 1, !isList || size > 0 else { return nil }
            for _ in 0..<count {
                guard let range = reader.take(size) else { return nil }
                first = first ?? range
            }
        } else {
            guard MAPIType.isOfAnySize(single), let count = reader.number(UInt32.self) else { return nil }
            for _ in 0..<count {
                guard let size = reader.number(UInt32.self), let range = reader.take(Int(size)) else { return nil }
                reader.skipPadding(of: range.count)
                first = first ?? range
            }
        }
        return (id, first.map { Value(type: single, range: $0) })
    }

    /// A name is a GUID and a number or a text.
    private static func skipName(_ reader: inout LittleEndianReader) -> Bool {
        guard reader.take(16) != nil, let kind = reader.number(UInt32.self), let number = reader.number(UInt32.self)
        else { return false }
        guard kind == 1 else { return true }
        guard reader.take(Int(number)) != nil else { return false }
        reader.skipPadding(of: Int(number))
        return true
    }
}

/// The types of properties ([MS-OXCDATA] section 2.11.1).
enum MAPIType {
    static let boolean: UInt16 = 0x0B
    static let object: UInt16 = 0x0D
    static let string8: UInt16 = 0x1E
    static let unicode: UInt16 = 0x1F
    static let binary: UInt16 = 0x102
    /// Set where there is a list of values.
    static let severalValues: UInt16 = 0x1000

    /// Octets of a value, the padding included; `nil` where it says so itself.
    static func size(of type: UInt16) -> Int? {
        switch type {
        case 0x00, 0x01: 0
        case 0x02, 0x03, 0x04, 0x0A, boolean: 4
        case 0x05, 0x06, 0x07, 0x14, 0x40: 8
        case 0x48: 16
        default: nil
        }
    }

    static func isOfAnySize(_ type: UInt16) -> Bool {
        type == object || type == string8 || type == unicode || type == binary
    }
}

/// The properties that we read ([MS-OXPROPS]).
enum MAPIPropertyName: UInt16 {
    case messageClass = 0x001A
    case subject = 0x0037
    case clientSubmitTime = 0x0039
    case senderName = 0x0C1A
    case senderAddressType = 0x0C1E
    case senderEmailAddress = 0x0C1F
    case displayCc = 0x0E03
    case displayTo = 0x0E04
    case messageDeliveryTime = 0x0E06
    case body = 0x1000
    case rtfCompressed = 0x1009
    case bodyHTML = 0x1013
    case internetMessageID = 0x1035
    case displayName = 0x3001
    case attachData = 0x3701
    case attachFilename = 0x3704
    case attachMethod = 0x3705
    case attachLongFilename = 0x3707
    case attachMIMETag = 0x370E
    case attachContentID = 0x3712
    case attachFlags = 0x3714
    case internetCodePage = 0x3FDE
    case senderSMTPAddress = 0x5D01
    case attachmentHidden = 0x7FFE
}

/// What a token is for; each kind is signed with a key of its own.
public enum TokenKind: UInt8, Sendable, CaseIterable {
    case reply = 1
    case bounce, challenge, optOut, survey, login, attachment, view, loopTest

    /// The name that the kind's key is derived with; to change one makes all tokens of the kind worthless.
    var label: String {
        switch self {
        case .reply: "reply"
        case .bounce: "bounce"
        case .challenge: "challenge"
        case .optOut: "optout"
        case .survey: "survey"
        case .login: "login"
        case .attachment: "attachment"
        case .view: "view"
        case .loopTest: "looptest"
        }
    }
}

/// Two numbers with a code that only the desk can make, in letters and digits that survive any mail system.
///
/// The base-32 form of: version and key id (1 octet), kind and epoch (1), two numbers (5 each), code (12).
struct SignedToken: Equatable {
    private static let version: UInt8 = 2
    private static let payloadSize = 12
    private static let codeSize = 12
    /// RFC 4648 gives 39 characters for 24 octets.
    static let length = 39

    var kind: TokenKind
    /// From 0 to 15: what is counted up to make earlier tokens worthless.
    var epoch: UInt8 = 0
    var first: Int64
    var second: Int64

    init(_ kind: TokenKind, epoch: UInt8 = 0, _ first: Int64, _ second: Int64) {
        self.kind = kind
        self.epoch = epoch & 15
        self.first = first
        self.second = second
    }

    /// Reads a text; `nil` if it is none of ours of that kind: wrong form and wrong code are not told apart.
    init?(_ text: some StringProtocol, _ kind: TokenKind, keys: KeyRing) {
        guard text.utf8.count == Self.length, let bytes = Base32.decode(text),
            bytes.count == Self.payloadSize + Self.codeSize
        else { return nil }
        let payload = Array(bytes.prefix(Self.payloadSize))
        guard payload[0] >> 4 == Self.version, payload[1] >> 4 == kind.rawValue,
            keys.verifies(Array(bytes.suffix(Self.codeSize)), of: payload, kind, keyID: payload[0] & 15)
        else { return nil }
        self.init(kind, epoch: payload[1] & 15, Self.number(payload[2..<7]), Self.number(payload[7..<12]))
    }

    /// The token as text.
    func text(signedWith keys: KeyRing) -> String {
        let keyID = keys.signingID
        var payload = [Self.version << 4 | keyID, kind.rawValue << 4 | epoch]
        payload += Self.fiveOctets(first)
        payload += Self.fiveOctets(second)
        return Base32.encode(payload + (keys.code(for: payload, kind, keyID: keyID) ?? []))
    }

    private static func fiveOctets(_ number: Int64) -> [UInt8] {
        (0..<5).map { UInt8(truncatingIfNeeded: number >> (8 * (4 - $0))) }
    }

    private static func number(_ octets: ArraySlice<UInt8>) -> Int64 { octets.reduce(0) { $0 << 8 | Int64($1) } }
}

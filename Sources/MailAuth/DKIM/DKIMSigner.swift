internal import Core
internal import Crypto
public import FoundationEssentials

/// Signs mail of ours for one domain with one key (RFC 6376, RFC 8463).
///
/// Header section and body are made equal as `relaxed/relaxed` says, and the whole body is signed. The same mail, key and
/// time give the same octets.
public struct DKIMSigner: Sendable {
    /// Why a mail could not be signed; it says nothing of the mail's content.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// In a few words.
        public let description: String
    }

    /// The fields that are signed wherever they are there.
    private static let signed = [
        "From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "In-Reply-To", "References", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post",
    ]
    /// The fields of which nobody may add another one: they are listed once more than they are there (section 8.15).
    private static let sealed: Set = [
        "From", "To", "Subject", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post",
    ]

    /// The domain that takes responsibility, in A-labels.
    public let domain: String
    /// Which of the domain's keys it is.
    public let selector: String
    private let key: DKIMKey

    /// A signer for a domain; `nil` where `domain` or `selector` could not stand in the DNS.
    public init?(domain: String, selector: String, key: DKIMKey) {
        guard let domain = DomainName.ascii(domain), domain.contains("."), let selector = DomainName.ascii(selector),
            let name = DomainName.ascii("\(selector)._domainkey.\(domain)"), name.utf8.count <= 253
        else { return nil }
        self.domain = domain
        self.selector = selector
        self.key = key
    }

    /// The record that must be published for its signatures.
    public var record: DKIMRecord { DKIMRecord(name: "\(selector)._domainkey.\(domain)", key: key) }

    /// The kind of its key.
    public var kind: DKIMKey.Kind { key.kind }

    /// Whether its signatures speak for mail whose author is of that domain (RFC 9989).
    ///
    /// Which of two names below each other belong to one owner only the DNS could say; here they count as one's.
    public func speaks(for authorDomain: String) -> Bool {
        guard let author = DomainName.ascii(authorDomain) else { return false }
        return DomainName.isWithin(author, domain) || DomainName.isWithin(domain, author)
    }

    /// The `DKIM-Signature` field of a whole mail, with its line end; it belongs above all other fields.
    public func field(for mail: [UInt8], at time: Date) throws(Failure) -> [UInt8] {
        let result = mail.withUnsafeBytes { octets in
            Result { () throws(Failure) in try field(for: RawMessage(octets), at: time) }
        }
        return try result.get()
    }

    private func field(for mail: RawMessage, at time: Date) throws(Failure) -> [UInt8] {
        let names = Self.names(in: mail)
        var hasher = BodyHasher(mail)
        guard mail.isComplete, mail.fields.contains(where: { $0.isPlain && $0.name == "from" }),
            let bodyHash = hasher.hash(.relaxed, length: nil)
        else { throw Failure(description: "the mail has no header section that could be signed") }
        let unsigned = writer(names, Data(bodyHash), at: time)
        let own = RawMessage.Field(Array(unsigned.text.utf8))
        let end = own.octets.count
        let input = HeaderCanonicalizer(mail.fields).input(
            names: names.map { $0.lowercased() }, .relaxed, own: own, without: end..<end)
        guard let code = try? key.signature(of: SHA256.hash(data: input)) else {
            throw Failure(description: "the key could not sign")
        }
        var writer = unsigned
        writer.append(code.base64EncodedString())
        return Array((writer.text + "\r\n").utf8)
    }

    /// All of the field but the signature itself.
    private func writer(_ names: [String], _ bodyHash: Data, at time: Date) -> FoldedTags {
        var writer = FoldedTags("DKIM-Signature:")
        writer.add("v=1;")
        writer.add("a=\(key.algorithm.rawValue);")
        writer.add("c=relaxed/relaxed;")
        writer.add("d=\(domain);")
        writer.add("s=\(selector);")
        writer.add("t=\(Int(max(0, min(time.timeIntervalSince1970, 1e11))));")
        for (index, name) in names.enumerated() {
            let text = name + (index == names.count - 1 ? ";" : ":")
            if index == 0 { writer.add("h=\(text)") } else { writer.append(whole: text) }
        }
        writer.add("bh=\(bodyHash.base64EncodedString());")
        writer.add("b=")
        return writer
    }

    /// What `h=` lists: each field as often as it is there, and some once more.
    private static func names(in mail: RawMessage) -> [String] {
        signed.flatMap { name in
            let count = mail.fields.count { $0.isPlain && $0.name == name.lowercased() }
            return Array(repeating: name, count: count + (sealed.contains(name) ? 1 : 0))
        }
    }
}

/// A field of tags, folded so that no line has more than 78 characters but for a domain that is longer itself.
private struct FoldedTags {
    private static let lineLength = 78

    private(set) var text: String
    private var column: Int

    init(_ name: String) {
        text = name
        column = name.utf8.count
    }

    /// Adds a word behind a space, or on a line of its own.
    mutating func add(_ word: String) {
        if column + 1 + word.utf8.count > Self.lineLength { fold() } else { put(" ") }
        put(word)
    }

    /// Adds a word right behind the last one, or on a line of its own.
    mutating func append(whole word: String) {
        if column + word.utf8.count > Self.lineLength { fold() }
        put(word)
    }

    /// Adds a text that may be folded anywhere.
    mutating func append(_ code: String) {
        var rest = code[...]
        while !rest.isEmpty {
            if column >= Self.lineLength { fold() }
            let piece = rest.prefix(Self.lineLength - column)
            put(piece)
            rest = rest.dropFirst(piece.count)
        }
    }

    private mutating func fold() {
        text += "\r\n "
        column = 1
    }

    private mutating func put(_ word: some StringProtocol) {
        text += word
        column += word.utf8.count
    }
}

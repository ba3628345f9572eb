/// An address as a header field gives it: a display name, and what stands where the addr-spec belongs (RFC 5322 section 3.4).
///
/// The address is kept as it was written, however odd: this type describes mail. Identity starts from ``emailAddress``.
public struct NamedAddress: Hashable, Sendable {
    /// The display name, decoded; `nil` where there is none.
    public var name: String?
    /// The text in the place of the addr-spec.
    public var address: String

    /// An address with an optional display name.
    public init(name: String? = nil, address: String) {
        self.name = name
        self.address = address
    }

    /// The address read strictly, or `nil` if it is not plainly one.
    public var emailAddress: EmailAddress? { EmailAddress(address) }
}

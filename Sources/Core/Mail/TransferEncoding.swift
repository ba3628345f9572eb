/// How the octets of a body part were made fit for transport (RFC 2045 section 6).
public enum TransferEncoding: String, Sendable, CaseIterable {
    case sevenBit = "7bit"
    case eightBit = "8bit"
    case binary
    case quotedPrintable = "quoted-printable"
    case base64
    /// QUIRK: uuencoded parts carry `x-uuencode`, `x-uue` or `uuencode`; no RFC registers them.
    case uuencode = "x-uuencode"
}

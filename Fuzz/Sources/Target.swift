import Glibc

/// A part of the program that reads mail, with the promises that hold for any input.
enum Target: String, CaseIterable {
    case header, addresses, mime, encodings, html, reply, report, tnef, message, auth

    /// The one that the environment names.
    static let current: Target = {
        let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = Target(rawValue: name) else {
            fatalError("FUZZ_TARGET must be one of \(allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return target
    }()

    func check(_ octets: UnsafeRawBufferPointer) {
        switch self {
        case .header: HeaderPromises.check(octets)
        case .addresses: AddressPromises.check(octets)
        case .mime: MIMEPromises.check(octets)
        case .encodings: EncodingPromises.check(octets)
        case .html: HTMLPromises.check(octets)
        case .reply: ReplyPromises.check(octets)
        case .report: ReportPromises.check(octets)
        case .tnef: TNEFPromises.check(octets)
        case .message: MessagePromises.check(octets)
        case .auth: AuthPromises.check(octets)
        }
    }
}

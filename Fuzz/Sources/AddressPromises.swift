import Core

@testable import Parser

/// The body of an address field.
enum AddressPromises {
    static func check(_ octets: Octets) {
        var limits = Limits()
        let body = FieldBody(octets, 0..<octets.count, limits: limits).octets
        let addresses = AddressParser.addresses(in: body, limits: limits)
        require(addresses.count <= limits.addresses, "no more addresses than the limit")
        for address in addresses { check(address, limits) }

        limits.addresses = 2
        limits.commentDepth = 1
        limits.encodedWords = 1
        require(AddressParser.addresses(in: body, limits: limits).count <= 2, "a small limit counts too")
    }

    private static func check(_ address: NamedAddress, _ limits: Limits) {
        let name = address.name ?? ""
        require(!(name + address.address).utf8.contains { $0 < 0x20 || $0 == 0x7F }, "no control characters")
        require(address.name.map { !$0.isEmpty } ?? true, "a name is not empty")
        // What looks like an encoded word is read as one.
        guard let plain = address.emailAddress, !plain.localPart.utf8.contains(UInt8(ascii: "?")) else { return }
        for written in ["\(plain)", "<\(plain)>", "Some Body <\(plain)>", "\(plain) (Some Body)"] {
            let again = AddressParser.addresses(in: Array(written.utf8), limits: limits)
            require(again.count == 1 && again.first?.emailAddress == plain, "\(written) is read as that address")
        }
    }
}

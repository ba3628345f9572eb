import Core

@testable import Parser

/// A stream of TNEF (`winmail.dat`): its body, its files, and the RTF in it.
enum TNEFPromises {
    static func check(_ octets: Octets) {
        var part = Part()
        part.contentType = "application/ms-tnef"
        part.body = 0..<octets.count
        part.encoding = .binary
        let limits = Limits()
        guard let unpacked = UnpackedTNEF(part, octets, limits: limits) else {
            return require(false, "what is called TNEF is looked at")
        }
        for attachment in unpacked.attachments { MessagePromises.check(attachment, octets) }
        let size = unpacked.attachments.reduce(0) { $0 + $1.size }
        require(size <= 8 * octets.count + 2 * limits.htmlOctets, "files are not much larger than the stream")
        let rtf = CompressedRTF(octets, range: 0..<octets.count, limit: 10_000)
        require(rtf.octets.count <= 10_000, "no more is unpacked than asked for")
        _ = RTFReader.read(octets)
    }
}

import Glibc

/// An open iconv descriptor that turns one charset into UTF-8.
struct IconvConverter: ~Copyable {
    private let descriptor: iconv_t

    /// `nil` where iconv doesn't know the charset.
    init?(from charset: String) {
        guard let descriptor = iconv_open("UTF-8", charset), Int(bitPattern: descriptor) != -1 else { return nil }
        self.descriptor = descriptor
    }

    deinit { iconv_close(descriptor) }

    /// Converts everything; an octet that fits nowhere becomes U+FFFD, and is counted.
    func convert(_ octets: Octets) -> (text: String, invalid: Int) {
        var output: [UInt8] = []
        output.reserveCapacity(octets.count * 2)
        var invalid = 0
        var position = 0
        while position < octets.count {
            guard let problem = step(octets, &position, &output) else { break }
            guard problem != E2BIG else { continue }
            invalid += 1
            output.append(contentsOf: "\u{FFFD}".utf8)
            position = problem == EILSEQ ? position + 1 : octets.count
        }
        finish(&output)
        return (String(decoding: output, as: UTF8.self), invalid)
    }

    /// Converts as far as a buffer reaches; the error number if that is not to the end.
    private func step(_ octets: Octets, _ position: inout Int, _ output: inout [UInt8]) -> Int32? {
        let rest = octets.slice(position..<octets.count)
        var problem: Int32?
        withUnsafeTemporaryAllocation(byteCount: 8_192, alignment: 1) { buffer in
            // iconv takes its input as mutable and doesn't change it.
            var input = UnsafeMutablePointer(mutating: rest.baseAddress?.assumingMemoryBound(to: CChar.self))
            var inputLeft = rest.count
            var place = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            var room = buffer.count
            if iconv(descriptor, &input, &inputLeft, &place, &room) == -1 { problem = errno }
            position += rest.count - inputLeft
            output.append(contentsOf: buffer[0..<buffer.count - room])
        }
        return problem
    }

    /// Hands out a character that was held back because a mark may follow that joins it (windows-1255 and others).
    private func finish(_ output: inout [UInt8]) {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            var place = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            var room = buffer.count
            iconv(descriptor, nil, nil, &place, &room)
            output.append(contentsOf: buffer[0..<buffer.count - room])
        }
    }
}

import Core

/// HZ (RFC 1843): Chinese in seven bits, turned into GB 2312 in eight.
enum HZ {
    static func gb2312(_ octets: Octets) -> [UInt8] {
        let tilde = UInt8(ascii: "~")
        var output: [UInt8] = []
        output.reserveCapacity(octets.count)
        var isChinese = false
        var place = 0
        while place < octets.count {
            let byte = octets[place]
            place += 1
            if byte == tilde, place < octets.count, "{}~\n".utf8.contains(octets[place]) {
                if octets[place] == tilde {
                    output.append(tilde)
                } else {
                    isChinese = octets[place] == UInt8(ascii: "{")
                }
                place += 1
            } else {
                // A line ends in ASCII, whether or not it says so.
                if byte == .lineFeed { isChinese = false }
                output.append(isChinese && byte > 0x20 ? byte | 0x80 : byte)
            }
        }
        return output
    }
}

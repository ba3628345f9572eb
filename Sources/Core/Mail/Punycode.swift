/// Text in letters, digits and hyphens (RFC 3492), as A-labels have it.
enum Punycode {
    private static let base = 36, lowest = 1, highest = 26, skew = 38, damp = 700

    /// The encoded form without `xn--`; `nil` for more than 63 characters, which no label has.
    static func encode(_ text: some StringProtocol) -> String? {
        let scalars = text.unicodeScalars.map { Int($0.value) }
        guard scalars.count <= 63 else { return nil }
        var output = scalars.filter { $0 < 0x80 }.map { UInt8(truncatingIfNeeded: $0) }
        let basic = output.count
        var handled = basic
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var (number, delta, bias) = (0x80, 0, 72)
        // At most 63 steps of at most 0x10FFFF times 64: far from what an Int holds.
        while handled < scalars.count {
            guard let next = scalars.filter({ $0 >= number }).min() else { return nil }
            delta += (next - number) * (handled + 1)
            number = next
            for scalar in scalars {
                if scalar < number { delta += 1 }
                guard scalar == number else { continue }
                append(delta, bias, to: &output)
                bias = adapted(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            number += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Section 6.3: a number as digits of varying weight.
    private static func append(_ delta: Int, _ bias: Int, to output: inout [UInt8]) {
        var rest = delta
        var step = base
        while true {
            let threshold = min(max(step - bias, lowest), highest)
            guard rest >= threshold else { break }
            output.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            step += base
        }
        output.append(digit(rest))
    }

    /// Section 6.1.
    private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var step = 0
        while delta > (base - lowest) * highest / 2 {
            delta /= base - lowest
            step += base
        }
        return step + (base - lowest + 1) * delta / (delta + skew)
    }

    private static func digit(_ value: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: value < 26 ? 0x61 + value : 0x30 + value - 26)
    }
}

import Core
import Testing

@testable import Parser

/// Octets that look like what an encoding writes, more or less; the same for the same seed.
private struct Source {
    private var random: LinearCongruentialGenerator

    init(seed: UInt64) { random = LinearCongruentialGenerator(state: seed) }

    /// Pieces of an encoded text put together at random, then some octets damaged.
    mutating func octets(from pieces: [String], damage: Int) -> [UInt8] {
        var octets: [UInt8] = []
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            octets += Array((pieces.randomElement(using: &random) ?? "").utf8)
        }
        for _ in 0..<damage where !octets.isEmpty {
            octets[Int.random(in: octets.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        return octets
    }
}

private struct LinearCongruentialGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

@Suite("Fast decoders against plain ones")
struct TransferDecoderTests {
    private static let base64 = [
        "TWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsuTWFueSBoYW5kcyBtYWtlIGxpZ2h0IHdvcmsuTWFu", "\r\n", "\n", "QUJD", "Q", "=",
        "==\r\n", " ", "\r", "+/+/", "\t", "-- a footer", "é",
    ]
    private static let quotedPrintable = [
        "a line of words, some of them long", "=\r\n", "\r\n", "\n", " ", "\t \r\n", "=C3=A9", "=c3", "=", "=3", "=zz",
        "= \n", "= ", "\r", "=20", "=0D\n", "é", "=\r", "==",
    ]

    @Test("base64 is read as octet by octet", arguments: 0..<400)
    func base64(_ seed: UInt64) {
        var source = Source(seed: seed)
        check(.base64, source.octets(from: Self.base64, damage: Int(seed % 4)), PlainDecoders.base64)
    }

    @Test("quoted-printable is read as octet by octet", arguments: 0..<400)
    func quotedPrintable(_ seed: UInt64) {
        var source = Source(seed: seed)
        let octets = source.octets(from: Self.quotedPrintable, damage: Int(seed % 4))
        check(.quotedPrintable, octets, PlainDecoders.quotedPrintable)
    }

    @Test("either is read as octet by octet from any octets at all", arguments: 0..<100)
    func noise(_ seed: UInt64) {
        var source = Source(seed: seed)
        let octets = source.octets(from: ["0123456789abcdef"], damage: 2_000)
        check(.base64, octets, PlainDecoders.base64)
        check(.quotedPrintable, octets, PlainDecoders.quotedPrintable)
    }

    /// Compares as a whole, in pieces, and by number.
    private func check(
        _ encoding: TransferEncoding, _ octets: [UInt8], _ plain: ([UInt8]) -> PlainDecoders.Decoded
    ) {
        let expected = plain(octets)
        octets.withUnsafeBytes { octets in
            let decoded = encoding.decode(octets)
            #expect(decoded.octets == expected.octets)
            #expect(decoded.isDamaged == expected.isDamaged)
            #expect(encoding.measure(octets) == (expected.octets.count, expected.isDamaged))
            for size in [1, 5, 100] {
                var whole: [UInt8] = []
                encoding.forEachPiece(of: octets, size: size) { whole += $0 }
                #expect(whole == expected.octets)
            }
        }
    }
}

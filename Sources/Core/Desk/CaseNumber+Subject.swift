extension CaseNumber {
    /// The number in the first tag of a subject, as in `Re: [#1000001] Grades`; `nil` where there is none.
    ///
    /// People can type it and mail programs keep it, so it hints at a case and proves nothing.
    public static func tagged(in subject: String) -> CaseNumber? {
        var rest = Array(subject.utf8)[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "[")) {
            rest = rest[(open + 1)...]
            guard rest.first == UInt8(ascii: "#") else { continue }
            let digits = rest.dropFirst().prefix(19).prefix { $0 >= 0x30 && $0 <= 0x39 }
            if !digits.isEmpty, rest.dropFirst(1 + digits.count).first == UInt8(ascii: "]") {
                return CaseNumber(String(decoding: digits, as: UTF8.self))
            }
        }
        return nil
    }
}

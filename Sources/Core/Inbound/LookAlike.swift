/// Finds domains and names that are made to be taken for others; it warns, and never decides.
public enum LookAlike {
    /// Letters of other scripts, and digits, by the Latin letter that people see in them.
    private static let seen: [Unicode.Scalar: String] = [
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d",
        "һ": "h", "ӏ": "l", "ԛ": "q", "ԝ": "w", "к": "k", "м": "m", "н": "h", "т": "t", "в": "b", "г": "r",
        "α": "a", "ο": "o", "ν": "v", "ρ": "p", "τ": "t", "υ": "u", "ι": "i", "κ": "k", "η": "n", "ω": "w", "γ": "y",
        "ı": "i", "ℓ": "l", "0": "o", "1": "l", "á": "a", "à": "a", "ä": "a", "â": "a", "é": "e", "è": "e", "ê": "e",
        "ë": "e", "í": "i", "ì": "i", "ï": "i", "ó": "o", "ò": "o", "ö": "o", "ô": "o", "ú": "u", "ù": "u", "ü": "u",
        "ç": "c", "ñ": "n", "ß": "b",
    ]

    /// What a domain looks like at a glance; two domains with the same look are easily taken for each other.
    public static func look(of domain: String) -> String {
        var look = ""
        for scalar in domain.lowercased().unicodeScalars { look += seen[scalar] ?? String(scalar) }
        return look.replacing("rn", with: "m").replacing("vv", with: "w")
    }

    /// The known domain that this one looks like and is not.
    public static func imitated(by domain: String, among known: some Sequence<String>) -> String? {
        let wanted = look(of: domain)
        return known.first { $0 != domain && look(of: $0) == wanted }
    }

    /// The address that a display name shows and that is not the sender's own.
    public static func address(in name: String?, besides address: EmailAddress) -> String? {
        guard let name, name.utf8.count <= 1_000 else { return nil }
        return name.split { $0.isWhitespace || "<>(),;:\"'".contains($0) }.first { word in
            EmailAddress(word).map { $0 != address } ?? false
        }.map(String.init)
    }
}

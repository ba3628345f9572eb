/// What sanitised HTML may be made of, written down apart from the sanitiser that is measured by it.
public enum AllowedHTML {
    /// The names of the attributes that each element may have.
    public static let attributes: [String: Set<String>] = {
        let names = [
            "p", "br", "div", "span", "b", "strong", "i", "em", "u", "s", "sub", "sup", "blockquote", "pre", "code",
            "ul",
            "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "caption", "col", "colgroup", "h1", "h2",
            "h3", "h4", "h5", "h6", "hr", "center",
        ]
        let common: Set = ["align", "dir", "lang"]
        let cell = common.union(["colspan", "rowspan", "valign"])
        return Dictionary(uniqueKeysWithValues: names.map { ($0, common) }).merging([
            "a": common.union(["title", "href", "rel", "target"]), "font": common.union(["color"]), "td": cell,
            "th": cell,
            "img": common.union(["alt", "width", "height", "src"]), "ol": common.union(["start", "type"]),
        ]) { $1 }
    }()

    /// Elements that have no end tag.
    public static let void: Set = ["br", "hr", "img", "col"]

    /// The beginnings that the value of an attribute that names an address may have.
    public static let schemes: [String: [String]] = ["href": ["http://", "https://", "mailto:"], "src": ["cid:"]]

    /// What is wrong with an attribute, if something is.
    public static func objection(to attribute: String, _ value: String, of element: String) -> String? {
        guard attributes[element]?.contains(attribute) == true else { return "<\(element) \(attribute)>" }
        guard let schemes = schemes[attribute] else { return nil }
        return schemes.contains(where: value.hasPrefix) ? nil : "\(attribute)=\(value)"
    }
}

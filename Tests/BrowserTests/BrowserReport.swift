import Foundation
import TestSupport
import Testing

/// What Chromium found in a page that shows pieces of markup.
struct BrowserReport: Decodable {
    /// How often script in the pieces ran.
    var runs: Int
    /// Each piece as the browser writes it down, `nil` where the pieces did not stay apart.
    var pieces: [String?]
    /// Every attribute of every element within the pieces: element, attribute, value; an element without any has one row.
    var attributes: [[String]]

    /// Shows pieces of markup, each in a division of its own.
    init(showing pieces: [String]) throws {
        let divisions = pieces.map { "<div class=piece>\($0)</div>" }.joined()
        let page =
            "<!DOCTYPE html><meta charset=utf-8><title>x</title>\(Self.counter)<body>\(divisions)\(Self.reporter)"
        let markup = try HeadlessChromium.markup(ofPage: page)
        let parts = markup.components(separatedBy: "@@")
        let data = try #require(parts.count == 3 ? Data(base64Encoded: parts[1]) : nil, "the page was taken over")
        self = try JSONDecoder().decode(Self.self, from: data)
    }

    /// What runs in the pieces counts itself.
    private static let counter = """
        <script>
        var runs = 0;
        function ran() { runs += 1 }
        alert = confirm = prompt = open = ran;
        </script>
        """

    /// Writes down what there is when all has been loaded, and what has run until a little later.
    private static let reporter = """
        <script>
        function report() {
            const pieces = [], attributes = [];
            for (const piece of document.querySelectorAll('.piece')) {
                pieces.push(piece.parentNode === document.body ? piece.innerHTML : null);
                for (const element of piece.querySelectorAll('*')) {
                    const name = element.namespaceURI.endsWith('/xhtml') ? element.localName : element.namespaceURI;
                    if (!element.attributes.length) attributes.push([name]);
                    for (const attribute of element.attributes) attributes.push([name, attribute.name, attribute.value]);
                }
            }
            const text = JSON.stringify({ runs, pieces, attributes });
            const octets = new TextEncoder().encode(text);
            let binary = '';
            for (const octet of octets) binary += String.fromCharCode(octet);
            document.documentElement.textContent = '@@' + btoa(binary) + '@@';
        }
        addEventListener('load', () => setTimeout(report, 500));
        </script>
        """
}

import CHTML
import Glibc

/// What an HTML body comes to: markup that is safe to show, and its readable text.
struct HTMLBody {
    let html: String
    /// The text, or nothing where it was not wanted.
    let text: String
    /// What the elements say of the lines of the text.
    let marks: [TextMark]
    /// Whether a limit cut the document short.
    let isTruncated: Bool
    /// Whether elements were left out that stood too deep; what they hold was not.
    let isFlattened: Bool

    /// Reads a document through libxml2 once for both.
    init(_ source: String, wantsText: Bool = true, limits: Limits, contentIDs: Set<String> = []) {
        self.init(source, wantsText: wantsText, limits: limits, images: RelatedImages(contentIDs: contentIDs))
    }

    /// Reads a document through libxml2 once for both; `images` are those that came with the message.
    init(_ source: String, wantsText: Bool = true, limits: Limits, images: RelatedImages) {
        let relay = HTMLRelay(
            sanitizer: HTMLSanitizer(images: images, limits: limits),
            text: wantsText ? HTMLTextWriter(limit: limits.textOctets) : nil)
        let outcome = relay.read(source, limits: limits)
        html = relay.sanitizer.finish()
        text = relay.text?.finish() ?? ""
        marks = relay.text?.marks ?? []
        isFlattened = outcome == CHTML_FLATTENED || relay.sanitizer.isFlattened
        isTruncated = outcome == CHTML_TRUNCATED || outcome == CHTML_FAILED || relay.sanitizer.isFull
    }
}

/// The attributes of an element, for the time of its event.
struct HTMLAttributes {
    fileprivate let pointer: UnsafePointer<UnsafePointer<CChar>?>?

    var isEmpty: Bool { pointer == nil }

    /// The value of the first attribute of that name; empty where it has none.
    subscript(_ name: StaticString) -> String? {
        guard var place = pointer else { return nil }
        let wanted = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
        while let candidate = place.pointee {
            if candidate.pointee == wanted.pointee, strcmp(candidate, wanted) == 0 {
                return place[1].map { Windows1252.replacingControls(in: String(cString: $0)) } ?? ""
            }
            place += 2
        }
        return nil
    }
}

/// Hands libxml2's events on to both readers of a document.
private final class HTMLRelay {
    /// Attributes of one element; more end the document.
    private static let attributes = 500

    var sanitizer: HTMLSanitizer
    var text: HTMLTextWriter?

    init(sanitizer: HTMLSanitizer, text: HTMLTextWriter?) {
        self.sanitizer = sanitizer
        self.text = text
    }

    /// Reads a document.
    func read(_ source: String, limits: Limits) -> chtml_outcome {
        // libxml2 takes a NUL for the end of the document.
        var source = source
        if source.withUTF8({ Octets($0).firstIndex(of: 0, in: 0..<$0.count) }) != nil {
            source = source.withLineFeeds()
        }
        let bounds = chtml_limits(
            elements: limits.htmlNodes, depth: limits.htmlDepth, attributes: Self.attributes)
        let context = Unmanaged.passUnretained(self).toOpaque()
        return source.withUTF8 { octets in
            octets.withMemoryRebound(to: CChar.self) { bytes in
                guard let base = bytes.baseAddress, !bytes.isEmpty else { return CHTML_COMPLETE }
                return chtml_parse(base, bytes.count, bounds, Self.handler, context)
            }
        }
    }

    private static var handler: chtml_handler {
        chtml_handler(
            start: { context, name, attributes in
                let relay = HTMLRelay.from(context)
                let element = String(cString: name)
                relay?.sanitizer.start(element, HTMLAttributes(pointer: attributes))
                relay?.text?.start(element, HTMLAttributes(pointer: attributes))
            },
            end: { context in
                let relay = HTMLRelay.from(context)
                relay?.sanitizer.end()
                relay?.text?.end()
            },
            text: { context, bytes, count in
                let relay = HTMLRelay.from(context)
                let octets = Octets(start: bytes, count: count)
                relay?.sanitizer.text(octets)
                relay?.text?.text(octets)
            })
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> HTMLRelay? {
        context.map { Unmanaged<HTMLRelay>.fromOpaque($0).takeUnretainedValue() }
    }
}

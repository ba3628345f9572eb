import Core
import Foundation
import MailAuth
import Testing

/// Signed messages of other projects' tests, kept beside the checkout; not part of it.
private enum SignedCorpus {
    static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let root = repository.appendingPathComponent("../shared/corpora").standardized
    static var arePresent: Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent("mail_dkim").path)
    }

    static func rows(_ file: URL) -> [[String: Any]] {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").compactMap {
            try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
    }

    static func rows(of corpus: String) -> [[String: Any]] {
        rows(root.appendingPathComponent("\(corpus)/expected.jsonl"))
    }

    /// What is known to be otherwise, and why, by corpus and file.
    static let exceptions = Dictionary(
        rows(repository.appendingPathComponent("docs/auth-exceptions.jsonl")).map {
            ("\($0["corpus"] ?? "")/\($0["file"] ?? "")", $0["ours"] as? String ?? "")
        }, uniquingKeysWith: { first, _ in first })

    static func message(_ corpus: String, _ file: String) -> [UInt8] {
        Array(FileManager.default.contents(atPath: root.appendingPathComponent("\(corpus)/\(file)").path) ?? Data())
    }

    static func resolver(_ corpus: String, _ key: String? = nil) -> FixedTXTResolver {
        let file = root.appendingPathComponent("\(corpus)/dns.json")
        let data = FileManager.default.contents(atPath: file.path) ?? Data()
        let json = (try? JSONSerialization.jsonObject(with: data) as? [String: Any]) ?? [:]
        let table = (key.map { json[$0] as? [String: Any] } ?? json) ?? [:]
        var answers: [String: TXTAnswer] = [:]
        for (name, value) in table.compactMapValues({ $0 as? String }) {
            answers[name.lowercased()] =
                switch value {
                case "NXDOMAIN": .none(ttl: 60)
                case let text where text.hasPrefix("~~"): .failure(text)
                default: .records([Array(value.utf8)], ttl: 60)
                }
        }
        return FixedTXTResolver(answers)
    }
}

@Suite("Signed mail of other projects", .enabled(if: SignedCorpus.arePresent, "needs ../shared/corpora"))
struct AuthCorpusTests {
    @Test("every chain of the ARC test suite comes to what it expects")
    func chains() async {
        let resolver = SignedCorpus.resolver("arc_suite_given")
        for row in SignedCorpus.rows(of: "arc_suite_given") {
            guard let file = row["file"] as? String, let expected = row["arc_cv"] as? String else { continue }
            let raw = SignedCorpus.message("arc_suite_given", file)
            let chain = await authenticated(raw, resolver).chain
            let ours = SignedCorpus.exceptions["arc_suite_given/\(file)"] ?? expected.lowercased()
            #expect(chain.result.rawValue == ours, "\(file): \(chain.reason); \(row["description"] ?? "")")
        }
    }

    @Test("signatures of Mail::DKIM's tests pass or not as RFC 6376 and RFC 8301 want")
    func mailDKIM() async {
        let resolver = SignedCorpus.resolver("mail_dkim")
        for row in SignedCorpus.rows(of: "mail_dkim") {
            guard let file = row["file"] as? String, let result = row["dkim_result"] as? String else { continue }
            let signatures = await authenticated(SignedCorpus.message("mail_dkim", file), resolver).signatures
            let passes = signatures.contains { $0.result == .pass }
            let isOld = row["pass_only_under_old_rules"] as? Bool == true || row["kind"] as? String != "dkim"
            let expected =
                SignedCorpus.exceptions["mail_dkim/\(file)"].map { $0 == "pass" } ?? (result == "pass" && !isOld)
            #expect(passes == expected, "\(file): \(signatures); \(row["why"] ?? "")")
        }
    }

    @Test("signatures and chains of Stalwart's tests come to what they expect")
    func stalwart() async {
        for row in SignedCorpus.rows(of: "stalwart_mail_auth") {
            guard let file = row["file"] as? String, let kind = row["kind"] as? String, ["arc", "dkim"].contains(kind)
            else { continue }
            let name = file.dropFirst("messages/".count).dropLast(".eml".count)
            let resolver = SignedCorpus.resolver("stalwart_mail_auth", String(name))
            let report = await authenticated(
                SignedCorpus.message("stalwart_mail_auth", file), resolver, at: 1_667_843_664)
            let exception = SignedCorpus.exceptions["stalwart_mail_auth/\(file)"]
            if let expected = row["arc_cv"] as? String {
                #expect(report.chain.result.rawValue == exception ?? expected.lowercased(), "\(file): \(report.chain)")
            }
            if let expected = row["dkim_last_signature"] as? String {
                let last = report.signatures.last
                #expect(last?.result.rawValue == exception ?? expected, "\(file): \(report.signatures)")
            }
        }
    }
}

import Foundation
import TestSupport

/// Carries out what stands in a document's fences, in their order, on a desk of its own.
///
/// `sh` is a script; `console` has commands behind `$ ` and what they print, in which `…` stands for anything.
struct DocumentShell {
    /// What is not as the document says, and where.
    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    let desk: DocumentDesk
    let document: Document
    /// What is carried out; a fence with a label is another test's.
    let fences: [Document.Fence]

    init(desk: DocumentDesk, document: Document, only fences: [Document.Fence]? = nil) {
        self.desk = desk
        self.document = document
        self.fences = fences ?? document.fences.filter(\.label.isEmpty)
    }

    /// Carries it out.
    func run() throws {
        for fence in fences {
            switch fence.language {
            case "sh": try script(fence)
            case "console": try session(fence)
            default: continue
            }
        }
    }

    private func script(_ fence: Document.Fence) throws {
        let output = try execute(fence.lines, at: fence.line)
        guard output.status != 0 else { return }
        throw Problem(description: "\(output.stderr)\(output.stdout)")
    }

    private func session(_ fence: Document.Fence) throws {
        var steps: [(line: Int, command: [String], expected: [String])] = []
        for (index, line) in fence.lines.enumerated() {
            if line.hasPrefix("$ ") {
                steps.append((fence.line + index, [String(line.dropFirst(2))], []))
            } else if let last = steps.indices.last {
                if steps[last].expected.isEmpty, steps[last].command.last?.hasSuffix("\\") == true {
                    steps[last].command.append(line)
                } else {
                    steps[last].expected.append(line)
                }
            }
        }
        for step in steps {
            let output = try execute(["exec 2>&1; " + step.command[0]] + step.command.dropFirst(), at: step.line)
            let place = "\(document.path):\(step.line)"
            guard output.status == 0 else { throw Problem(description: "\(place): \(output.stderr)\(output.stdout)") }
            guard !step.expected.isEmpty else { continue }
            let printed = output.stdout.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            guard ExpectedOutput(step.expected).matches(printed) else {
                throw Problem(description: "\(place): prints something else:\n\(output.stdout)")
            }
        }
    }

    /// Runs lines of Bash in the desk's folder; the first that fails ends it, and its number is told.
    private func execute(_ lines: [String], at number: Int) throws -> Command.Output {
        let text = lines.map { desk.inside(Self.readable($0)) }.joined(separator: "\n") + "\n"
        let script = try desk.directory.write(
            "lines.sh", String(repeating: "\n", count: number - 1) + text)
        let prelude = try desk.directory.write("prelude.sh", Self.prelude)
        return try Command.run(
            "bash", [script],
            environment: [
                "BASH_ENV": prelude, "DOCUMENT": document.path,
                "CASEPOST": try DeskFixture.builtBinary(), "SCRATCH": desk.directory.path, "NOW": DocumentDesk.now,
            ],
            directory: desk.path(""))
    }

    /// "COMMAND  # … exits with 1 …" as a command for the prelude.
    private static func readable(_ line: String) -> String {
        guard let match = line.firstMatch(of: /^(\S.*?)\s+#.*\bexits with (\d+)(?: or (\d+))?/) else { return line }
        return "exits \"\(match.2) \(match.3 ?? match.2)\" \(match.1)"
    }

    private static let prelude = #"""
        unset BASH_ENV
        set -o errexit -o nounset -o pipefail
        trap 'echo "$DOCUMENT:$LINENO: exited with $?: $(sed -n "${LINENO}p" "$0")" >&2' ERR

        # A function gives its status back instead of ending the script in its own lines, which are not the document's.
        # Serve ends when it has begun.
        casepost() {
            if [[ ${1-} != serve ]]; then
                "$CASEPOST" "$@" --now "$NOW" || return
                return 0
            fi
            "$CASEPOST" "$@" 2>"$SCRATCH/serve" &
            local gateway=$!
            while kill -0 $gateway && ! grep -q serving "$SCRATCH/serve"; do sleep 0.05; done
            kill -TERM $gateway
            wait $gateway || return
        }

        # exits CODES COMMAND… - fails unless the command exits with one of them.
        exits() {
            local codes=" $1 " status=0
            shift
            "$@" || status=$?
            [[ $codes != *" $status "* ]] || return 0
            echo "exited with $status" >&2
            return 1
        }

        """#
}

/// Lines in which `…` stands for anything within a line, and a line of it alone for any lines.
struct ExpectedOutput {
    private let lines: [String]

    init(_ lines: [String]) {
        self.lines = Self.trimmed(lines)
    }

    /// Whether that was printed; spaces at the ends of lines and empty lines at the end don't count.
    func matches(_ printed: [String]) -> Bool {
        Self.matches(lines[...], Self.trimmed(printed)[...])
    }

    private static func matches(_ expected: ArraySlice<String>, _ printed: ArraySlice<String>) -> Bool {
        guard let first = expected.first else { return printed.isEmpty }
        if first.allSatisfy({ $0 == "…" || $0 == " " }), first.contains("…") {
            return (printed.startIndex...printed.endIndex).contains {
                matches(expected.dropFirst(), printed[$0...])
            }
        }
        guard let line = printed.first, lineMatches(first, line) else { return false }
        return matches(expected.dropFirst(), printed.dropFirst())
    }

    private static func lineMatches(_ expected: String, _ line: String) -> Bool {
        let pieces = expected.split(separator: "…", omittingEmptySubsequences: false)
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else { return expected == line }
        guard line.hasPrefix(first) else { return false }
        var rest = line.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(last)
    }

    private static func trimmed(_ lines: [String]) -> [String] {
        var lines = lines.map { $0.replacing(/\s+$/, with: "") }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}

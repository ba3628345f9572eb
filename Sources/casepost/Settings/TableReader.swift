internal import Core

/// Why a value can't be taken: what is wrong with it; what to do.
struct BadValue: Error, Equatable {
    var text: String

    init(_ text: String) { self.text = text }
}

/// How the value of one key is read and checked.
struct ValueReader<Value> {
    let read: (TOMLNode) throws(BadValue) -> Value

    init(_ read: @escaping (TOMLNode) throws(BadValue) -> Value) { self.read = read }

    /// Reads further what this one has read.
    func then<Next>(_ next: @escaping (Value) throws(BadValue) -> Next) -> ValueReader<Next> {
        ValueReader<Next> { node throws(BadValue) in try next(try read(node)) }
    }
}

/// Reads one table of a configuration file key by key and collects what is wrong with it.
///
/// The keys that are asked for are the keys that exist: ``finish()`` reports every other one.
struct TableReader {
    /// The dotted name of the table; empty for the root.
    let path: String
    /// What is wrong so far.
    private(set) var problems: [FileProblem] = []

    private let file: String
    private let line: Int?
    private let entries: [String: TOMLNode]
    private let notYet: [NotYet]
    private var known: [String] = []

    /// A reader of the root table; keys and values that `notYet` names are refused.
    init(_ root: [String: TOMLNode], file: String, notYet: [NotYet] = []) {
        self.init(path: "", entries: root, line: nil, file: file, notYet: notYet)
    }

    private init(path: String, entries: [String: TOMLNode], line: Int?, file: String, notYet: [NotYet]) {
        self.path = path
        self.entries = entries
        self.line = line
        self.file = file
        self.notYet = notYet
    }

    /// Whether the key stands in the table.
    func has(_ key: String) -> Bool { entries[key] != nil }

    /// The value of a key; `nil` if it is absent, or bad and now among the problems.
    mutating func value<Value>(_ key: String, _ reader: ValueReader<Value>) -> Value? {
        known.append(key)
        guard let node = entries[key] else { return nil }
        if let row = notYet.first(where: { $0.concerns(name(of: key), node.value) }) {
            report(key, row.text)
            return nil
        }
        do throws(BadValue) { return try reader.read(node) } catch {
            report(key, error.text)
            return nil
        }
    }

    /// The value of a key that must be there; `advice` says what to write.
    mutating func required<Value>(_ key: String, _ reader: ValueReader<Value>, _ advice: String) -> Value? {
        if !has(key) { report(key, "is missing; \(advice)") }
        return value(key, reader)
    }

    /// Reads a table within this one; an absent one is read as an empty one.
    mutating func table<Value>(_ key: String, _ read: (inout TableReader) -> Value) -> Value {
        known.append(key)
        switch entries[key]?.value {
        case .table(let entries): return nested(key, entries, line: self.entries[key]?.line, read)
        case nil: return nested(key, [:], line: nil, read)
        default:
            report(key, "is \(entries[key]?.typeName ?? "a value"); write a table: [\(name(of: key))]")
            var empty = reader(of: key, [:], line: nil)
            return read(&empty)
        }
    }

    /// Reads each table of an array of tables, in their order.
    mutating func tables(_ key: String, _ read: (inout TableReader) -> Void) {
        known.append(key)
        guard let node = entries[key] else { return }
        guard case .array(let elements) = node.value, !elements.isEmpty else {
            report(key, "is \(node.typeName); write it with two brackets: [[\(name(of: key))]]")
            return
        }
        for element in elements {
            guard case .table(let entries) = element.value else {
                report(key, "has \(element.typeName) in it; write one [[\(name(of: key))]] for each")
                continue
            }
            nested(key, entries, line: element.line, read)
        }
    }

    /// Reads the one table, or each of several, that a key may have.
    mutating func oneOrMoreTables(_ key: String, _ read: (inout TableReader) -> Void) {
        guard let node = entries[key], case .table(let entries) = node.value else { return tables(key, read) }
        known.append(key)
        nested(key, entries, line: node.line, read)
    }

    /// Reports a key that must not be there, though people may think of it.
    mutating func refuse(_ key: String, _ text: String) {
        known.append(key)
        report(key, text)
    }

    /// Adds a problem of a key of this table.
    mutating func report(_ key: String, _ text: String) {
        let subject = isTable(key) ? "table \(bracketed(key))" : "key \(name(of: key))"
        add([FileProblem(file: file, line: entries[key]?.line ?? line, subject: subject, text: text)])
    }

    /// Adds problems that something else found.
    mutating func add(_ further: [FileProblem]) { problems += further }

    /// Reports the keys that nobody asked for; to be called last.
    mutating func finish() {
        for key in entries.keys.sorted() where !known.contains(key) {
            report(key, "is not known; correct or remove it" + NearestName.hint(for: key, among: known))
        }
    }

    private mutating func nested<Value>(
        _ key: String, _ entries: [String: TOMLNode], line: Int?, _ read: (inout TableReader) -> Value
    ) -> Value {
        var nested = reader(of: key, entries, line: line)
        let value = read(&nested)
        nested.finish()
        add(nested.problems)
        return value
    }

    private func reader(of key: String, _ entries: [String: TOMLNode], line: Int?) -> TableReader {
        TableReader(path: name(of: key), entries: entries, line: line, file: file, notYet: notYet)
    }

    private func name(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func isTable(_ key: String) -> Bool {
        switch entries[key]?.value {
        case .table: true
        case .array(let elements):
            if case .table = elements.first?.value { true } else { false }
        default: false
        }
    }

    private func bracketed(_ key: String) -> String {
        if case .array = entries[key]?.value { "[[\(name(of: key))]]" } else { "[\(name(of: key))]" }
    }
}

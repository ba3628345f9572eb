internal import Core
internal import SwiftCSV

/// The rows of a CSV file with the lines they begin on (RFC 4180).
///
/// SwiftCSV keeps no line numbers and takes an unclosed quote to reach to the end of the file. So the text is cut into
/// records here, and SwiftCSV takes each record apart.
struct CSVTable {
    /// One record.
    struct Record: Equatable {
        var line: Int
        var cells: [String]
    }

    /// The records that have anything in them, the header first.
    private(set) var records: [Record] = []
    /// Records that can't be taken apart.
    private(set) var problems: [FileProblem] = []

    /// Takes a text apart; white space around cells is no part of them.
    init(_ text: String, file: String) {
        for record in CSVRecords.split(text) {
            guard !record.isUnclosed else {
                let text = "a quote is opened and never closed; close it, or remove it"
                problems.append(FileProblem(file: file, line: record.line, subject: "", text: text))
                continue
            }
            do {
                let cells = try Self.cells(of: record.text)
                if cells.contains(where: { !$0.isEmpty }) { records.append(Record(line: record.line, cells: cells)) }
            } catch {
                let text = "a quote stands within a cell; put the whole cell in quotes, and double the quote within it"
                problems.append(FileProblem(file: file, line: record.line, subject: "", text: text))
            }
        }
    }

    private static func cells(of record: String) throws -> [String] {
        // QUIRK: SwiftCSV 0.10 drops an empty last cell of a record without a line end. (swiftcsv/SwiftCSV)
        let table = try EnumeratedCSV(string: record + "\n", delimiter: .comma, loadColumns: false)
        return table.header.map(\.trimmed)
    }
}

/// Cuts CSV text into records at the line ends that stand outside of quotes.
enum CSVRecords {
    /// The text of one record, without its line end.
    struct Record: Equatable {
        var line: Int
        var text: String
        /// Whether a quote is still open where the text ends.
        var isUnclosed = false
    }

    private enum State { case cellStart, unquoted, quoted, quoteInQuoted }

    /// All records; lines end with LF, CRLF or CR.
    static func split(_ text: String) -> [Record] {
        let bytes = Array(text.utf8)
        var records: [Record] = []
        var state = State.cellStart
        var (start, line, startLine) = (bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0, 1, 1)
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            let isCRLF = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
            let isLineEnd = byte == 0x0A || byte == 0x0D
            if isLineEnd { line += 1 }
            if isLineEnd, state != .quoted {
                records.append(Record(line: startLine, text: String(decoding: bytes[start..<index], as: UTF8.self)))
                start = index + (isCRLF ? 2 : 1)
                (state, startLine) = (.cellStart, line)
            } else {
                state = next(state, byte)
            }
            index += isCRLF ? 2 : 1
        }
        guard start < bytes.count else { return records }
        let last = String(decoding: bytes[start...], as: UTF8.self)
        return records + [Record(line: startLine, text: last, isUnclosed: state == .quoted)]
    }

    private static func next(_ state: State, _ byte: UInt8) -> State {
        switch (state, byte) {
        case (.cellStart, UInt8(ascii: "\"")), (.quoteInQuoted, UInt8(ascii: "\"")): .quoted
        case (.quoted, UInt8(ascii: "\"")): .quoteInQuoted
        case (.quoted, _): .quoted
        case (_, UInt8(ascii: ",")): .cellStart
        case (.cellStart, UInt8(ascii: " ")), (.cellStart, UInt8(ascii: "\t")): .cellStart
        case (.quoteInQuoted, _): .quoteInQuoted
        case (.cellStart, _), (.unquoted, _): .unquoted
        }
    }
}

/// Work that is done side by side while its results are handed on one after the other, in the order of the items.
struct OrderedWork<Item: Sendable, Output: Sendable> {
    /// How many items may be begun before the first of them is handed on; bounds what is held in memory.
    let width: Int
    let work: @Sendable (Item) async throws -> Output

    /// Works on all items; `body` gets each result as soon as those before it are out.
    func run(_ items: some Sequence<Item>, _ body: (Output) throws -> Void) async throws {
        try await withThrowingTaskGroup(of: (index: Int, output: Output).self) { group in
            var rest = items.makeIterator()
            var finished: [Int: Output] = [:]
            var (begun, handedOn) = (0, 0)
            repeat {
                while begun - handedOn < width, let item = rest.next() {
                    group.addTask { [index = begun, work] in (index, try await work(item)) }
                    begun += 1
                }
                guard let next = try await group.next() else { return }
                finished[next.index] = next.output
                while let output = finished.removeValue(forKey: handedOn) {
                    try body(output)
                    handedOn += 1
                }
            } while true
        }
    }
}

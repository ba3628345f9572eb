/// The order of arguments on the command line.
enum ArgumentOrder {
    private static let globalOptions = ["--config", "--now"]

    /// Moves options that every command takes from before the command to behind it, where the parser looks for them.
    static func globalOptionsLast(_ arguments: [String]) -> [String] {
        var rest = arguments[...]
        var moved: [String] = []
        while let first = rest.first,
            let name = globalOptions.first(where: { first == $0 || first.hasPrefix($0 + "=") })
        {
            let count = first == name ? 2 : 1
            moved += rest.prefix(count)
            rest = rest.dropFirst(count)
        }
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end]) + moved + Array(rest[end...])
    }
}

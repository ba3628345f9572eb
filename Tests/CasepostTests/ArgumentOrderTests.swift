import TestSupport
import Testing

@testable import casepost

@Test(
    "options of every command may stand before it", .ownThread,
    arguments: [
        (["--config", "a", "case", "list"], ["case", "list", "--config", "a"]),
        (["--now=x", "--config", "a", "serve"], ["serve", "--now=x", "--config", "a"]),
        (["case", "list", "--json"], ["case", "list", "--json"]),
        (["--config", "a", "contact", "import", "--", "-f"], ["contact", "import", "--config", "a", "--", "-f"]),
        (["--help"], ["--help"]), (["--config"], ["--config"]), ([], []),
    ])
func argumentOrder(_ given: [String], _ expected: [String]) {
    #expect(ArgumentOrder.globalOptionsLast(given) == expected)
}

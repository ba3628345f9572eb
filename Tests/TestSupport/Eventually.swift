/// Waits until a condition holds, for things that happen in another process and tell nobody.
///
/// Returns whether it came true within the limit; the limit is only how long a broken test takes to fail.
public func eventually(within limit: Duration = .seconds(600), _ condition: () throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < deadline else { return false }
        try await Task.sleep(for: .milliseconds(5))
    }
    return true
}

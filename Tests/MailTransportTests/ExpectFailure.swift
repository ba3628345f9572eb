import Testing

@testable import MailTransport

/// Expects `body` to fail in that way.
func expectFailure(
    _ kind: TransportFailure.Kind, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async {
    await #expect(sourceLocation: sourceLocation) {
        try await body()
    } throws: { error in
        (error as? TransportFailure)?.kind == kind
    }
}

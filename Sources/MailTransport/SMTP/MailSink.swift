/// Something that takes mail off our hands.
public protocol MailSink: Sendable {
    /// Hands over `mails` and returns one outcome for each, in the same order.
    ///
    /// Takes as long as the slowest of them; may be called again meanwhile.
    func deliver(_ mails: [MailObject]) async -> [DeliveryOutcome]

    /// Lets go of what is kept between two deliveries; no delivery may follow.
    func close() async
}

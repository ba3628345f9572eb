public import FoundationEssentials

/// Tells a robot that answers each of our mails from a person who answers some of them at once.
public enum EchoDetector {
    /// So many mails in a row must have been answered.
    public static let length = 5
    /// Mails that were sent longer ago count nothing, so that nobody is taken for a robot for good.
    public static let memory: TimeInterval = 3600
    /// So quickly answers a robot, in seconds.
    public static let quickness: TimeInterval = 60

    /// Whether each of the last mails was followed, before the next one was sent, by a message within a minute.
    ///
    /// Both lists oldest first; one message answers one mail.
    public static func isEcho(sent: [Date], received: [Date]) -> Bool {
        let sent = sent.suffix(length)
        guard sent.count == length else { return false }
        var waiting = received[...]
        for (mail, next) in zip(sent, sent.dropFirst() + [.distantFuture]) {
            waiting = waiting.drop { $0 < mail }
            guard let answer = waiting.first, answer <= mail.addingTimeInterval(quickness), answer <= next else {
                return false
            }
            waiting = waiting.dropFirst()
        }
        return true
    }
}

/// How long a session waits for its server.
struct IMAPPatience: Sendable {
    /// For the connection, until it is logged in.
    var connecting = ConnectPatience.standard
    /// For the next byte.
    var idle = Duration.seconds(60)
    /// For the end of a command, whatever it brings.
    var command = Duration.seconds(120)
    /// What a fetched body may take beyond that.
    var leastBytesPerSecond = 16_384

    /// The deadline of a command that begins now and brings `bytes`.
    func forCommand(bringing bytes: Int = 0) -> Deadline {
        Deadline(total: command + .seconds(bytes / leastBytesPerSecond), idle: idle)
    }
}

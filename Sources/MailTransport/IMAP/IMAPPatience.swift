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
    /// For the answers that begin and end IDLE, each.
    var idleAnswer = Duration.seconds(30)
    /// The same where somebody interrupts it, who has other things to do than to wait for a server that may be dead.
    var interruption = Duration.seconds(3)
    /// After so long IDLE is ended and begun anew.
    ///
    /// Servers may end it after half an hour (RFC 2177), and what translates
    /// addresses on the way forgets a silent connection sooner than that.
    var idleRenewal = Duration.seconds(540)

    /// The deadline of a command that begins now and brings `bytes`.
    func forCommand(bringing bytes: Int = 0) -> Deadline {
        Deadline(total: command + .seconds(bytes / leastBytesPerSecond), idle: idle)
    }
}

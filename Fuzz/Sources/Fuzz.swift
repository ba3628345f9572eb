import Glibc

/// What libFuzzer calls with each input.
///
/// Input that breaks a promise ends the process, and libFuzzer keeps it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let before = processorTime()
    Target.current.check(UnsafeRawBufferPointer(start: start, count: count))
    let spent = processorTime() - before
    require(spent < timeLimit, "it took \(spent) seconds of processor time, more than \(timeLimit)")
    return 0
}

/// Seconds of processor time that one input may take: unlike libFuzzer's own limit it does not count waiting for others.
private let timeLimit = 1.0

private func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Ends the process where a promise is broken.
func require(_ isKept: Bool, _ promise: @autoclosure () -> String) {
    if !isKept { fatalError("broken promise: \(promise())") }
}

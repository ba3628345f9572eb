/// Which version of the program this is.
///
/// The only place that says so: the man pages and the package ask the program, and a test compares CHANGELOG.md.
enum Version {
    static let current = "0.1.0"
}

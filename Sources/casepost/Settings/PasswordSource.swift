internal import Core
internal import MailTransport

/// Where a password is found when it is needed; never in the settings themselves.
enum PasswordSource: Sendable, Equatable {
    /// A file that only its owner may read; one line end at its end is no part of the password.
    case file(String)
    /// A variable of the environment.
    case environment(String)

    /// Reads the password.
    func read(environment: [String: String]) throws(FileProblem) -> Secret {
        switch self {
        case .file(let path):
            let text = try PrivateFile.text(of: path)
            let password = text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
            guard !password.isEmpty else {
                throw FileProblem(file: path, subject: "", text: "is empty; write the password into it")
            }
            return Secret(password)
        case .environment(let name):
            guard let password = environment[name], !password.isEmpty else {
                throw FileProblem(
                    file: "the environment", subject: name,
                    text: "is not set; set it to the password, or use password_file")
            }
            return Secret(password)
        }
    }
}

/// A name and its password, which is read anew at every connection: a changed file counts at once.
struct PasswordCredentials: CredentialSource {
    let user: String
    let password: PasswordSource
    let environment: [String: String]

    func credentials() async throws(TransportFailure) -> Credentials {
        do throws(FileProblem) {
            return .password(user: user, try password.read(environment: environment))
        } catch {
            throw TransportFailure(.noCredentials, detail: error.description)
        }
    }

    /// Whether there is another password by now.
    func refused(_ credentials: Credentials) async -> Bool {
        do throws(FileProblem) {
            return .password(user: user, try password.read(environment: environment)) != credentials
        } catch { return false }
    }
}

internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Templates

/// What is answered to a request.
enum PageReply {
    /// A page of the desk.
    case page(HTTPResponse.Status, PageContext)
    /// The stylesheet, whose name changes with its content.
    case stylesheet(String)
    /// The process answers.
    case health
    /// Something is wrong with the request, or with us.
    case problem(Problem)
}

/// A request that is not carried out, as the page tells it.
enum Problem: Equatable {
    case badForm
    case wrongMethod(allowed: [HTTPRequest.Method])
    case tooLarge
    case pathTooLong
    case tooMany(retryAfter: Int)
    case ours

    var status: HTTPResponse.Status {
        switch self {
        case .badForm: .badRequest
        case .wrongMethod: .methodNotAllowed
        case .tooLarge: .contentTooLarge
        case .pathTooLong: .uriTooLong
        case .tooMany: .tooManyRequests
        case .ours: .internalServerError
        }
    }

    /// What goes into the header section beside what every answer has.
    var fields: HTTPFields {
        switch self {
        case .wrongMethod(let allowed): [.allow: allowed.map(\.rawValue).joined(separator: ", ")]
        case .tooMany(let seconds): [.retryAfter: "\(seconds)"]
        case .badForm, .tooLarge, .pathTooLong, .ours: [:]
        }
    }

    var title: String {
        switch self {
        case .badForm: "We could not read that answer"
        case .wrongMethod: "That can't be done here"
        case .tooLarge, .pathTooLong: "That is too much"
        case .tooMany: "Too many requests"
        case .ours: "Something went wrong on our side"
        }
    }

    var remedy: String {
        switch self {
        case .badForm: "Nothing was changed. Please open the link from the mail again, and use the buttons there."
        case .wrongMethod: "Please open the link from the mail in a browser."
        case .tooLarge, .pathTooLong: "Nothing was changed. Please open the link from the mail again."
        case .tooMany(let seconds):
            "Nothing was changed. Please wait \(seconds == 1 ? "a second" : "\(seconds) seconds"), and try again."
        case .ours:
            "We don't know whether your answer was taken. Please try again in a few minutes: nothing is done twice."
        }
    }
}

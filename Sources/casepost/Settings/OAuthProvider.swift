internal import MailTransport

/// A provider whose addresses and scopes are known here.
enum OAuthProvider: String, CaseIterable {
    case microsoft, google

    /// So many days may a refresh token be unused.
    var idleDays: Int {
        switch self {
        case .microsoft: 90
        case .google: 180
        }
    }

    /// What mail needs.
    func scope(_ grant: OAuthClient.Grant) -> String {
        switch (self, grant) {
        case (.microsoft, .refreshToken):
            "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
        case (.microsoft, .clientCredentials): "https://outlook.office365.com/.default"
        case (.google, _): "https://mail.google.com/"
        }
    }

    /// Where tokens are asked for; `tenant` is the directory at Microsoft.
    func tokenURL(tenant: String) -> TokenServerURL? {
        switch self {
        case .microsoft: TokenServerURL("https://login.microsoftonline.com/\(tenant)/oauth2/v2.0/token")
        case .google: TokenServerURL("https://oauth2.googleapis.com/token")
        }
    }

    /// How a person signs in.
    func signIn(tenant: String) -> OAuthSettings.SignIn {
        switch self {
        case .microsoft:
            OAuthSettings.SignIn(
                deviceURL: TokenServerURL("https://login.microsoftonline.com/\(tenant)/oauth2/v2.0/devicecode"),
                authorizeURL: TokenServerURL("https://login.microsoftonline.com/\(tenant)/oauth2/v2.0/authorize"))
        case .google:
            // Google's device flow does not give the scope that mail needs. Without these two there is no refresh
            // token when somebody signs in again.
            OAuthSettings.SignIn(
                authorizeURL: TokenServerURL("https://accounts.google.com/o/oauth2/v2/auth"),
                parameters: [
                    OAuthSettings.Parameter(name: "access_type", value: "offline"),
                    OAuthSettings.Parameter(name: "prompt", value: "consent"),
                ])
        }
    }
}

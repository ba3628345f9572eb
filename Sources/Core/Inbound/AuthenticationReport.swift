/// All evidence about who wrote a message, before anybody draws a conclusion from it.
///
/// It rests on the octets, on the DNS and on which servers the settings name, never on who is in the registry.
public struct AuthenticationReport: Sendable, Equatable {
    /// What the strict reading of the header section finds in the place of the author.
    public enum Author: Sendable, Equatable {
        /// One From field that plainly names one mailbox.
        case address(EmailAddress)
        /// There is no From field, or none that names anybody.
        case missing
        /// Readers may disagree about who it is; why, in a few words.
        case ambiguous(String)
        /// Something stands in it that no mail program writes: controls, NUL; what, in a few words.
        case malformed(String)
    }

    /// The result of a check, in the words of RFC 8601 section 2.7.
    public enum Result: String, Sendable, CaseIterable {
        case none, pass, fail, policy, neutral, temperror, permerror
    }

    /// One DKIM signature (RFC 6376 section 3.5).
    public struct Signature: Sendable, Equatable {
        /// `d=`, in lower case; empty where it cannot be read.
        public var domain: String
        /// `s=`; empty where it cannot be read.
        public var selector: String
        /// `a=`, such as `rsa-sha256`.
        public var algorithm: String
        /// What verifying it came to.
        public var result: Result
        /// Why, in a few words.
        public var reason: String
        /// Why it says nothing about the author although it is right, if so: it leaves From out, or covers a part of the text only.
        public var weakness: String?
        /// The addresses of the To and Cc fields that it signs.
        public var signedRecipients: [EmailAddress]

        /// A signature from its parts.
        public init(
            domain: String, selector: String, algorithm: String, result: Result, reason: String,
            weakness: String? = nil, signedRecipients: [EmailAddress] = []
        ) {
            self.domain = domain
            self.selector = selector
            self.algorithm = algorithm
            self.result = result
            self.reason = reason
            self.weakness = weakness
            self.signedRecipients = signedRecipients
        }
    }

    /// What a receiving server that is believed says in its topmost Authentication-Results (RFC 8601).
    public struct ServerStatement: Sendable, Equatable {
        /// One method's result and the domain it is about, in lower case.
        public struct Finding: Sendable, Equatable {
            /// `pass`, `fail`, `none` …, in lower case; kept as it was said.
            public var value: String
            /// `header.from`, `header.d` or the domain of `smtp.mailfrom`.
            public var domain: String?

            /// A finding from its parts.
            public init(value: String, domain: String?) {
                self.value = value
                self.domain = domain
            }
        }

        /// Who says so, in lower case.
        public var server: String
        /// DMARC's result, and the From domain that it is about.
        public var dmarc: Finding?
        /// SPF's result.
        public var spf: Finding?
        /// DKIM's results, one for each signature that it speaks of.
        public var dkim: [Finding]

        /// A statement from its parts.
        public init(server: String, dmarc: Finding? = nil, spf: Finding? = nil, dkim: [Finding] = []) {
            self.server = server
            self.dmarc = dmarc
            self.spf = spf
            self.dkim = dkim
        }
    }

    /// What the Authenticated Received Chain comes to (RFC 8617).
    public struct Chain: Sendable, Equatable {
        /// `none`, `pass`, `fail`, or `temperror` where a key could not be asked for.
        public var result: Result
        /// Why, in a few words.
        public var reason: String
        /// The domains of the seals, the first sealer first.
        public var sealers: [String]
        /// The earliest sealer from which on every one up to the newest is among the settings' `trusted_sealers`.
        public var trustedSealer: String?
        /// What that sealer says about DMARC; only of a chain that passes.
        public var sealedDMARC: ServerStatement.Finding?

        /// A chain from its parts.
        public init(
            result: Result = .none, reason: String = "there is no chain", sealers: [String] = [],
            trustedSealer: String? = nil, sealedDMARC: ServerStatement.Finding? = nil
        ) {
            self.result = result
            self.reason = reason
            self.sealers = sealers
            self.trustedSealer = trustedSealer
            self.sealedDMARC = sealedDMARC
        }
    }

    /// What the author's domain publishes about mail in its name (RFC 9989); for display only.
    public struct PublishedPolicy: Sendable, Equatable {
        /// The domain whose record applies.
        public var domain: String
        /// `none`, `quarantine` or `reject`.
        public var policy: String

        /// A policy from its parts.
        public init(domain: String, policy: String) {
            self.domain = domain
            self.policy = policy
        }
    }

    /// Who claims to have written it, read strictly.
    public var author: Author
    /// What a server that is believed says.
    public var statement: ServerStatement?
    /// Whether somebody below the trust boundary speaks in the name of a server that is believed.
    public var hasForgedStatement: Bool
    /// Its DKIM signatures from the top; at most eight are looked at.
    public var signatures: [Signature]
    /// Its Authenticated Received Chain.
    public var chain: Chain
    /// What the author's domain publishes; `nil` where it was not asked for or publishes nothing.
    public var policy: PublishedPolicy?
    /// The address that our own servers say it was delivered to.
    public var envelopeRecipient: EmailAddress?
    /// How many Received fields it has.
    public var hops: Int

    /// A report from its parts.
    public init(
        author: Author, statement: ServerStatement? = nil, hasForgedStatement: Bool = false,
        signatures: [Signature] = [], chain: Chain = Chain(), policy: PublishedPolicy? = nil,
        envelopeRecipient: EmailAddress? = nil, hops: Int = 0
    ) {
        self.author = author
        self.statement = statement
        self.hasForgedStatement = hasForgedStatement
        self.signatures = signatures
        self.chain = chain
        self.policy = policy
        self.envelopeRecipient = envelopeRecipient
        self.hops = hops
    }

    /// Whether the DNS did not answer about something that might have spoken for the author: a later try may know more.
    public var isTemporary: Bool {
        signatures.contains { $0.result == .temperror } || chain.result == .temperror
    }
}

import Foundation
import TestSupport

/// Signs mails as dkimpy does, with keys made for the tests.
struct DkimpySigner: Sendable {
    /// Whether dkimpy and OpenSSL are installed; dkimpy belongs to the system's own Python.
    static var isAvailable: Bool {
        guard let output = try? Command.run(python, ["-c", "import dkim, nacl"]) else { return false }
        return output.status == 0 && Command.find("openssl") != nil
    }

    /// What differs from an ordinary signature.
    struct Options {
        var domain = "district.example"
        var selector = "s"
        /// `rsa-sha256`, `rsa-sha1` or `ed25519-sha256`.
        var algorithm = "rsa-sha256"
        var bits = 2048
        var fields = "from:to:subject:date:message-id"
        /// Whether `l=` says how much of the body is signed.
        var saysLength = false
    }

    /// The record to publish at `SELECTOR._domainkey.DOMAIN`, and the mail with its signature on top; lines end with CRLF.
    static func sign(_ mail: String, _ options: Options = Options()) throws -> (record: String, mail: String) {
        let crlf = mail.replacingOccurrences(of: "\n", with: "\r\n")
        let output = try Command.succeed(
            python,
            [
                "-c", script, options.domain, options.selector, options.algorithm, "\(options.bits)", options.fields,
                options.saysLength ? "1" : "",
            ], input: Array(crlf.utf8)
        ).stdout
        let lines = output.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard lines.count == 2 else { throw TestSupportFailure("dkimpy gave no signature") }
        return (String(lines[0]), lines[1] + crlf)
    }

    /// The record to publish at `s._domainkey.DOMAIN`, and the mail with a seal of that domain on top, which repeats what
    /// the domain's own Authentication-Results in the mail says.
    static func seal(_ mail: String, by domain: String) throws -> (record: String, mail: String) {
        let crlf = mail.replacingOccurrences(of: "\n", with: "\r\n")
        let output = try Command.succeed(python, ["-c", sealing, domain], input: Array(crlf.utf8)).stdout
        let lines = output.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard lines.count == 2 else { throw TestSupportFailure("dkimpy gave no seal") }
        return (String(lines[0]), lines[1] + crlf)
    }

    private static let sealing = """
        import base64, dkim, subprocess, sys
        domain = sys.argv[1].encode()
        run = lambda *a, **k: subprocess.run(["openssl", *a], capture_output=True, check=True, **k).stdout
        pem = run("genrsa", "-traditional", "2048")
        record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(run("rsa", "-pubout", "-outform", "DER", input=pem))
        fields = dkim.arc_sign(sys.stdin.buffer.read(), b"s", domain, pem, domain, include_headers=[b"from", b"subject"])
        sys.stdout.buffer.write(record + b"\\n" + b"".join(fields))
        """

    private static var python: String {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") ? "/usr/bin/python3" : "python3"
    }

    /// dkimpy's own `sign` refuses what rows 33 and 34 need: it is put together of the steps that `sign` takes.
    private static let script = """
        import base64, dkim, subprocess, sys, time
        from dkim.crypto import parse_pem_private_key, HASH_ALGORITHMS
        domain, selector, algorithm, bits, fields, length = [x.encode() for x in sys.argv[1:7]]
        mail = sys.stdin.buffer.read()
        if algorithm == b"ed25519-sha256":
            import nacl.signing
            key = nacl.signing.SigningKey.generate()
            record = b"v=DKIM1; k=ed25519; p=" + base64.b64encode(bytes(key.verify_key))
        else:
            run = lambda *a, **k: subprocess.run(["openssl", *a], capture_output=True, check=True, **k).stdout
            pem = run("genrsa", "-traditional", bits.decode())
            record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(run("rsa", "-pubout", "-outform", "DER", input=pem))
            key = parse_pem_private_key(pem)
        d = dkim.DKIM(mail, signature_algorithm=algorithm, minkey=0)
        policy = dkim.CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
        body = policy.canonicalize_body(d.body)
        d.hasher = HASH_ALGORITHMS[algorithm]
        h = d.hasher()
        h.update(body)
        tags = [(b"v", b"1"), (b"a", algorithm), (b"c", policy.to_c_value()), (b"d", domain), (b"s", selector),
                (b"t", str(int(time.time())).encode())]
        if length:
            tags.append((b"l", str(len(body)).encode()))
        names = fields.split(b":")
        tags += [(b"h", b" : ".join(names)), (b"bh", base64.b64encode(h.digest())), (b"b", b"0" * 60)]
        field = b"DKIM-Signature: " + d.gen_header(tags, names, policy, b"DKIM-Signature", key)
        sys.stdout.buffer.write(record + b"\\n" + field)
        """
}

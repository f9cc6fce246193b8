using System.Net;
using System.Net.Http.Headers;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple.CodeSigning;

/// <summary>A time-stamp authority whose answers OpenSSL signs; it refuses what RFC 3161 does not allow.</summary>
internal sealed class TimestampDouble(TemporaryFolder folder) : HttpMessageHandler
{
    /// <summary>Changes an answer before it is sent.</summary>
    public Func<HttpResponseMessage, byte[], HttpResponseMessage> Answer { get; set; } = (response, _) => response;

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    /// <summary>Its root, as PEM.</summary>
    public string Root => File.ReadAllText(folder.At("tsa-root.pem"));

    /// <summary>Makes its keys: a root, and an authority that may do nothing but stamp.</summary>
    public static async Task<TimestampDouble> MakeAsync(TemporaryFolder folder)
    {
        folder.Write("tsa.cnf", """
            [req]
            distinguished_name = dn
            [dn]
            [root]
            basicConstraints = critical,CA:TRUE
            [stamp]
            basicConstraints = critical,CA:FALSE
            keyUsage = critical,digitalSignature
            extendedKeyUsage = critical,timeStamping
            [tsa]
            default_tsa = one
            [one]
            serial = tsa-serial
            signer_cert = tsa.pem
            signer_key = tsa-key.pem
            certs = tsa-root.pem
            default_policy = 1.2.3.4.1
            signer_digest = sha256
            digests = sha256
            ess_cert_id_alg = sha256

            """);
        folder.Write("tsa-serial", "01\n");
        await Run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa-root-key.pem", "-out", "tsa-root.pem", "-subj", "/CN=Stamp Root",
            "-days", "30",
            "-config", "tsa.cnf", "-extensions", "root");
        await Run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa-key.pem", "-out", "tsa.csr", "-subj", "/CN=Stamp", "-config", "tsa.cnf");
        await Run("x509", "-req", "-in", "tsa.csr", "-CA", "tsa-root.pem", "-CAkey", "tsa-root-key.pem", "-set_serial", "2", "-out", "tsa.pem", "-days", "20",
            "-extfile", "tsa.cnf", "-extensions", "stamp");
        return new TimestampDouble(folder);

        Task Run(params string[] arguments) => OutsideProgram.RunAsync(folder.Path, "openssl", arguments);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked++;
        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("application/timestamp-query", request.Content!.Headers.ContentType!.MediaType);
        await File.WriteAllBytesAsync(folder.At("query.tsq"), await request.Content.ReadAsByteArrayAsync(cancellationToken), cancellationToken);
        Assert.Contains("Certificate required: yes", await OutsideProgram.RunAsync(folder.Path, "openssl", "ts", "-query", "-in", "query.tsq", "-text"),
            StringComparison.Ordinal);
        await OutsideProgram.RunAsync(folder.Path, "openssl", "ts", "-reply", "-config", "tsa.cnf", "-section", "one", "-queryfile", "query.tsq", "-out",
            "reply.tsr");
        byte[] reply = await File.ReadAllBytesAsync(folder.At("reply.tsr"), cancellationToken);
        return Answer(Of(reply), reply);
    }

    /// <summary>An answer with some bytes.</summary>
    public static HttpResponseMessage Of(byte[] reply, string type = "application/timestamp-reply")
    {
        var content = new ByteArrayContent(reply);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }
}

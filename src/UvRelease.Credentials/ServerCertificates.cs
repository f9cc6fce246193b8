using System.Security.Authentication;

namespace UvRelease.Credentials;

/// <summary>Tells a server whose certificate is not accepted from failures that may pass by themselves: no second try makes it right.</summary>
public static class ServerCertificates
{
    /// <summary>Why a certificate was not accepted; null where a failure is another one.</summary>
    /// <param name="failure">What a client threw. A broken handshake carries the connection's error inside, a refused certificate carries nothing.</param>
    public static string? Refusal(Exception? failure)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationException { InnerException: null })
                return inner.Message;
        }

        return null;
    }

    /// <summary>The rest of a sentence that says so and how to mend it.</summary>
    /// <param name="server">Name of the server.</param>
    /// <param name="refusal">What <see cref="Refusal"/> said.</param>
    public static string Sentence(string server, string refusal) =>
        $"the TLS certificate of {server} is not accepted: {refusal} Correct the address, or the server's certificate, or this machine's clock; for an "
            + "authority of your own, name the file of its certificate in the variable SSL_CERT_FILE of the step.";
}

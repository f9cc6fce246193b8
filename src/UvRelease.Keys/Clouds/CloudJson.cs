using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Releases;

namespace UvRelease.Keys.Clouds;

/// <summary>Reads bytes out of the answers of clouds.</summary>
internal static class CloudJson
{
    /// <summary>Reads base64.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it is none.</exception>
    public static byte[] Base64(string text, string field, bool isUrl = false)
    {
        try
        {
            return isUrl ? Base64Url.DecodeFromChars(text) : Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new ReleaseException(Fault.Environment, $"'{field}' is no base64.", e);
        }
    }

    /// <summary>Reads a certificate.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it is none.</exception>
    public static X509Certificate2 Certificate(byte[] bytes, string field)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(bytes);
        }
        catch (CryptographicException e)
        {
            throw new ReleaseException(Fault.Environment, $"'{field}' is no certificate.", e);
        }
    }
}

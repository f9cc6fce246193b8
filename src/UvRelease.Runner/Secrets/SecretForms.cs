using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>The shapes in which a secret commonly leaks.</summary>
internal static class SecretForms
{
    // A shorter form would strike out ordinary words, and the runner silently drops outputs in which a masked text occurs.
    private const int ShortestDerived = 6;

    /// <summary>The value itself, its lines, and what encoders make of each.</summary>
    public static IEnumerable<string> Of(string secret)
    {
        if (string.IsNullOrWhiteSpace(secret))
            return [];
        string[] lines = secret.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.SelectMany(line => Derived(line).Prepend(line)).Concat(Derived(secret))
            .Where(form => form.Length >= ShortestDerived)
            .Prepend(secret);
    }

    private static IEnumerable<string> Derived(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        foreach (string base64 in Base64(bytes))
        {
            yield return base64;
            yield return base64.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        }

        // Percent-encoding by RFC 3986, by JavaScript's encodeURIComponent, and in forms by Python's quote_plus and by the URL standard.
        string percent = Uri.EscapeDataString(value);
        yield return percent;
        yield return percent.Replace("%21", "!").Replace("%27", "'").Replace("%28", "(").Replace("%29", ")").Replace("%2A", "*");
        yield return percent.Replace("%20", "+");
        yield return percent.Replace("%20", "+").Replace("~", "%7E").Replace("%2A", "*");
        string wellFormed = Encoding.UTF8.GetString(bytes);
        yield return JsonEncodedText.Encode(wellFormed).ToString();
        yield return JsonEncodedText.Encode(wellFormed, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return value.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&apos;");
        yield return MarkdownText.Inline(value);
        yield return Convert.ToHexStringLower(bytes);
        yield return Convert.ToHexString(bytes);
    }

    // Inside a longer text ("user:token") base64 depends on where the secret begins; whole groups of three bytes are the same each time.
    private static IEnumerable<string> Base64(byte[] bytes)
    {
        yield return Convert.ToBase64String(bytes);
        for (int shift = 0; shift < 3 && bytes.Length - shift >= 3; shift++)
            yield return Convert.ToBase64String(bytes, shift, (bytes.Length - shift) / 3 * 3);
    }
}

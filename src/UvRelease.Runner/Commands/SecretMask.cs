using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UvRelease.Runner;

/// <summary>Knows the secrets of this process, in every form in which they commonly leak, and strikes them out of what is printed.</summary>
public sealed class SecretMask
{
    // A shorter form would strike out ordinary words, and the runner silently drops outputs in which a masked text occurs.
    private const int ShortestDerivedForm = 6;

    private readonly HashSet<string> forms = new(StringComparer.Ordinal);
    private string[] longestFirst = [];

    /// <summary>Adds a secret.</summary>
    /// <returns>The forms that are new: the value, its lines, and base64, base64url, percent-encoded, JSON-escaped and hexadecimal forms of it.</returns>
    public IReadOnlyList<string> Add(string secret)
    {
        string[] added = [.. Forms(secret).Where(forms.Add)];
        longestFirst = [.. forms.OrderByDescending(form => form.Length).ThenBy(form => form, StringComparer.Ordinal)];
        return added;
    }

    /// <summary>True when the text holds a secret in any known form.</summary>
    public bool Hides(string text) => longestFirst.Any(form => text.Contains(form, StringComparison.Ordinal));

    /// <summary>Replaces every known form by three stars, longest first.</summary>
    public string Apply(string text)
    {
        foreach (string form in longestFirst)
            text = text.Replace(form, "***", StringComparison.Ordinal);
        return text;
    }

    private static IEnumerable<string> Forms(string secret)
    {
        if (string.IsNullOrWhiteSpace(secret))
            yield break;
        yield return secret;
        IEnumerable<string> lines = secret.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (string form in lines.SelectMany(line => Derived(line).Prepend(line)).Concat(Derived(secret)))
        {
            if (form.Length >= ShortestDerivedForm)
                yield return form;
        }
    }

    private static IEnumerable<string> Derived(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        yield return Convert.ToBase64String(bytes);
        yield return Base64Url.EncodeToString(bytes);

        // Inside a longer text ("user:token") base64 depends on where the secret begins; whole groups of three bytes are the same each time.
        for (int shift = 0; shift < 3 && bytes.Length - shift >= 3; shift++)
            yield return Convert.ToBase64String(bytes, shift, (bytes.Length - shift) / 3 * 3);
        yield return Uri.EscapeDataString(value);
        yield return JsonEncodedText.Encode(value).ToString();
        yield return JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
        yield return Convert.ToHexStringLower(bytes);
    }
}

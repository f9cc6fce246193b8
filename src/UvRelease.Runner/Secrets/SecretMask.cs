using System.Text;

namespace UvRelease.Runner;

/// <summary>Knows the secrets of this process, in every form in which they commonly leak, and strikes them out of what is printed.</summary>
public sealed class SecretMask
{
    private readonly Lock gate = new();
    private string[] forms = [];

    /// <summary>Adds a secret.</summary>
    /// <returns>
    /// The forms that are new, the value itself first: its lines, and base64 (wherever in a longer text it begins), base64url, percent-encoded,
    /// JSON, XML, Markdown and hexadecimal forms. Derived forms of fewer than six characters are left out.
    /// </returns>
    public IReadOnlyList<string> Add(string secret)
    {
        lock (gate)
        {
            string[] added = [.. SecretForms.Of(secret).Except(forms, StringComparer.Ordinal)];
            forms = [.. forms, .. added];
            return added;
        }
    }

    /// <summary>True when the text holds a secret in any known form.</summary>
    public bool Hides(string text) => Array.Exists(forms, form => text.Contains(form, StringComparison.Ordinal));

    /// <summary>Replaces every known form by three stars; forms that overlap or touch become one, so that no rest of the longer text is left.</summary>
    public string Apply(string text)
    {
        var found = new List<(int Start, int End)>();
        foreach (string form in forms)
        {
            for (int at = text.IndexOf(form, StringComparison.Ordinal); at >= 0; at = text.IndexOf(form, at + 1, StringComparison.Ordinal))
                found.Add((at, at + form.Length));
        }

        if (found.Count == 0)
            return text;
        found.Sort();
        var shown = new StringBuilder(text.Length);
        int hidden = -1;
        foreach ((int start, int end) in found)
        {
            if (start > hidden)
                shown.Append(text, Math.Max(hidden, 0), start - Math.Max(hidden, 0)).Append("***");
            hidden = Math.Max(hidden, end);
        }

        return shown.Append(text, hidden, text.Length - hidden).ToString();
    }
}

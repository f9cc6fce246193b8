using System.Text;

namespace UvRelease.Runner;

/// <summary>Names as inputs and outputs have them: <c>KeepAChangelog</c> is <c>keep-a-changelog</c>.</summary>
public static class KebabCase
{
    /// <summary>Turns a .NET name into kebab-case.</summary>
    public static string From(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}

using System.Text;

namespace UvRelease.Runner;

/// <summary>The lines by which a step speaks to the runner (@actions/core command.ts; read by actions/runner ActionCommand.cs).</summary>
public static class WorkflowCommand
{
    /// <summary>
    /// Formats <c>::name key=value,…::data</c>, byte for byte as @actions/core does: empty properties are left out, the space before them stays.
    /// </summary>
    /// <param name="name">The command.</param>
    /// <param name="data">Text after the second <c>::</c>.</param>
    /// <param name="properties">Keys and values; null for one that was not given.</param>
    public static string Format(string name, string data, params ReadOnlySpan<(string Key, string? Value)> properties)
    {
        var text = new StringBuilder("::").Append(name);
        bool given = false, written = false;
        foreach ((string key, string? value) in properties)
        {
            text.Append(value is null || given ? "" : " ");
            given |= value is not null;
            if (string.IsNullOrEmpty(value))
                continue;
            text.Append(written ? "," : "").Append(key).Append('=').Append(EscapeProperty(value));
            written = true;
        }

        return text.Append("::").Append(EscapeData(data)).ToString();
    }

    /// <summary>
    /// True when the runner would take a line of this text for a command: <c>::</c> after leading white space, or <c>##[</c> anywhere.
    /// Its reader ends lines at a carriage return too, and drops a byte order mark at the beginning of what it reads.
    /// </summary>
    public static bool IsIn(string text)
    {
        if (text.Contains("##[", StringComparison.Ordinal))
            return true;
        for (int at = text.IndexOf("::", StringComparison.Ordinal); at >= 0; at = text.IndexOf("::", at + 1, StringComparison.Ordinal))
        {
            int before = at - 1;
            while (before >= 0 && (char.IsWhiteSpace(text[before]) || text[before] == '\ufeff') && text[before] is not ('\n' or '\r'))
                before--;
            if (before < 0 || text[before] is '\n' or '\r')
                return true;
        }

        return false;
    }

    private static string EscapeData(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string EscapeProperty(string text) =>
        EscapeData(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}

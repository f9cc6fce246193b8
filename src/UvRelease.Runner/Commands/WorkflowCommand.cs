using System.Text;

namespace UvRelease.Runner;

/// <summary>The lines by which a step speaks to the runner (@actions/core command.ts; read by actions/runner ActionCommand.cs).</summary>
public static class WorkflowCommand
{
    /// <summary>Formats <c>::name key=value,…::data</c>. Properties without a value are left out, as @actions/core does.</summary>
    public static string Format(string name, string data, params ReadOnlySpan<(string Key, string? Value)> properties)
    {
        var text = new StringBuilder("::").Append(name);
        char separator = ' ';
        foreach ((string key, string? value) in properties)
        {
            if (string.IsNullOrEmpty(value))
                continue;
            text.Append(separator).Append(key).Append('=').Append(EscapeProperty(value));
            separator = ',';
        }

        return text.Append("::").Append(EscapeData(data)).ToString();
    }

    /// <summary>True when the runner would take a line of this text for a command: <c>::</c> after leading white space, or <c>##[</c> anywhere.</summary>
    public static bool IsIn(string text)
    {
        if (text.Contains("##[", StringComparison.Ordinal))
            return true;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.TrimStart().StartsWith("::"))
                return true;
        }

        return false;
    }

    private static string EscapeData(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string EscapeProperty(string text) =>
        EscapeData(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}

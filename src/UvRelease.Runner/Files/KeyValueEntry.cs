namespace UvRelease.Runner;

/// <summary>One entry of an output, environment or state file (@actions/core file-command.ts; read by actions/runner FileCommandManager.cs).</summary>
internal static class KeyValueEntry
{
    /// <summary>Formats <c>name&lt;&lt;delimiter</c>, the value as it stands, and the delimiter, a line each: also for values of one line.</summary>
    /// <exception cref="ArgumentException">The name would be read as something else, or the delimiter occurs in the value.</exception>
    public static string Format(string name, string value, string delimiter)
    {
        // The runner takes the first of "=" and "<<" in a line, so such a name would break the file.
        if (name.Length == 0 || name.AsSpan().IndexOfAny("=\r\n\0") >= 0 || name.Contains("<<", StringComparison.Ordinal))
            throw new ArgumentException($"'{name}' can't be the name of an output, a variable or a state.", nameof(name));
        if (name.Contains(delimiter, StringComparison.Ordinal) || value.Contains(delimiter, StringComparison.Ordinal))
            throw new ArgumentException($"The delimiter '{delimiter}' occurs in '{name}'.", nameof(delimiter));
        return $"{name}<<{delimiter}\n{value}\n{delimiter}\n";
    }
}

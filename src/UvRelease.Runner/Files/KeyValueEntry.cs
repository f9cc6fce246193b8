namespace UvRelease.Runner;

/// <summary>One entry of an output, environment or state file (@actions/core file-command.ts; read by actions/runner FileCommandManager.cs).</summary>
internal static class KeyValueEntry
{
    /// <summary>Formats <c>name&lt;&lt;delimiter</c>, the value as it is, and the delimiter, a line each: also for values of one line.</summary>
    /// <exception cref="ArgumentException">
    /// The name would be read as something else, the delimiter occurs in the value, or one holds a NUL, at which every variable ends.
    /// </exception>
    public static string Format(string name, string value, string delimiter)
    {
        // The runner takes the first of "=" and "<<" in a line, so such a name would break the file.
        if (name.Length == 0 || name.AsSpan().IndexOfAny('=', '\r', '\n') >= 0 || name.Contains("<<", StringComparison.Ordinal))
            throw new ArgumentException($"'{name}' can't be the name of an output, a variable or a state.", nameof(name));
        if (name.Contains('\0', StringComparison.Ordinal) || value.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"'{name}' holds a NUL character, which no later step could be given.", nameof(value));
        if (name.Contains(delimiter, StringComparison.Ordinal) || value.Contains(delimiter, StringComparison.Ordinal))
            throw new ArgumentException($"The delimiter '{delimiter}' occurs in '{name}'.", nameof(delimiter));
        return $"{name}<<{delimiter}\n{value}\n{delimiter}\n";
    }
}

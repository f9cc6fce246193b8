using System.Globalization;
using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>Turns the text of an input into the value that its option holds.</summary>
internal static class InputConversion
{
    /// <summary>Converts a text that was given (it is not empty).</summary>
    /// <returns>The value, or an error: the rest of a sentence that begins with the input's name.</returns>
    public static (object? Value, string? Error) Convert(InputDefinition input, string text, Workspace workspace)
    {
        Type type = input.ValueType;
        if (input.IsList)
            return ConvertList(text);
        if (!input.IsSecret && FindControl(text) is { } control)
            return (null, control);
        if (type == typeof(string))
            return (text, null);
        if (type == typeof(Secret))
            return (new Secret(text), null);
        if (type == typeof(bool))
            return InputText.Boolean(text) is { } boolean ? (boolean, null) : Refuse(text, "true or false");
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                ? (number, null) : Refuse(text, IsWhole(text) ? $"between {int.MinValue} and {int.MaxValue}" : "a whole number");
        if (type == typeof(Percentage))
            return Percentage.TryParse(text, out Percentage share) ? (share, null) : Refuse(text, "a percentage from 0 to 100, such as 25 or 12.5%");
        if (type == typeof(TimeSpan))
            return Duration.TryParse(text, out TimeSpan duration) ? (duration, null) : Refuse(text, "a duration such as 90s, 15m, 1h30m or 7d");
        if (type == typeof(WorkspacePath))
            return workspace.TryResolve(text, out WorkspacePath? path, out string? error) ? (path, null) : (null, error);
        if (type == typeof(OutputPath))
            return workspace.TryResolveOutput(text, out OutputPath? path, out string? error) ? (path, null) : (null, error);
        if (type.IsEnum)
            return ConvertEnum(input, text);
        throw new NotSupportedException($"Input '{input.Name}' has the type {type.Name}, which InputConversion does not know.");
    }

    // @actions/core leaves entries that are empty once they are trimmed (a CRLF alone in its line); no list of ours can use one.
    private static (object? Value, string? Error) ConvertList(string text)
    {
        var entries = new List<string>();
        foreach (string entry in InputText.Lines(text))
        {
            if (FindControl(entry.Replace('\t', ' ')) is { } error)
                return (null, error);
            if (entry.Length > 0)
                entries.Add(entry);
        }

        return (entries, null);
    }

    /// <summary>The text with a space in place of each control character.</summary>
    public static string WithoutControls(string text) => string.Create(text.Length, text, static (span, all) =>
    {
        for (int i = 0; i < all.Length; i++)
            span[i] = char.IsControl(all[i]) ? ' ' : all[i];
    });

    private static string? FindControl(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c))
                return $"holds the control character U+{(int)c:X4}; remove it";
        }

        return null;
    }

    private static (object? Value, string? Error) ConvertEnum(InputDefinition input, string text)
    {
        foreach ((string name, object value) in input.Choices)
        {
            if (KebabCase.From(name) == text)
                return (value, null);
        }

        return Refuse(text, "one of " + string.Join(", ", input.Allowed));
    }

    private static bool IsWhole(string text) =>
        text.AsSpan(text[0] is '-' or '+' ? 1 : 0) is { IsEmpty: false } digits && !digits.ContainsAnyExceptInRange('0', '9');

    private static (object? Value, string? Error) Refuse(string text, string wanted) =>
        (null, $"is '{(text.Length > 80 ? text[..80] + "…" : text)}' and must be {wanted}");
}

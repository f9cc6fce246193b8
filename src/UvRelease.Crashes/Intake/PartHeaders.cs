namespace UvRelease.Crashes.Intake;

/// <summary>Headers of a part of a form, of which the names of field and file are read.</summary>
internal sealed class PartHeaders
{
    private const int LongestName = 256;

    /// <summary>Name of the field.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether it is a file.</summary>
    public bool IsFile { get; private set; }

    /// <summary>Reads a header.</summary>
    /// <exception cref="RefusedUploadException">It is none, or asks for a decoding that browsers and crash handlers never ask for.</exception>
    public void Add(string line)
    {
        int colon = line.IndexOf(':');
        if (colon <= 0)
            throw Bad("A header of a part has no colon.");
        ReadOnlySpan<char> name = line.AsSpan(0, colon), value = line.AsSpan(colon + 1).Trim(" \t");
        if (name.Equals("Content-Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
            && !(value.Equals("binary", StringComparison.OrdinalIgnoreCase) || value.Equals("8bit", StringComparison.OrdinalIgnoreCase)
                || value.Equals("7bit", StringComparison.OrdinalIgnoreCase)))
            throw Bad("A part has a Content-Transfer-Encoding, which is not read. Send it as it is.");
        if (!name.Equals("Content-Disposition", StringComparison.OrdinalIgnoreCase))
            return;
        Name = HeaderParameter.Of(value, "name") ?? throw Bad("A part of the form has no name.");
        IsFile = HeaderParameter.Of(value, "filename") is not null || HeaderParameter.Of(value, "filename*") is not null;
        if (Name.Length > LongestName)
            throw Bad($"The name of a part has more than {LongestName} characters.");
    }

    private static RefusedUploadException Bad(string message) => new(RefusedUploadException.BadRequest, message);
}

/// <summary>Parameters of header values: <c>form-data; name="a \"b\""</c> (RFC 9110 §5.6.6).</summary>
internal static class HeaderParameter
{
    /// <summary>A parameter; null where there is none, or its quotes don't end.</summary>
    public static string? Of(ReadOnlySpan<char> value, string name)
    {
        int at = value.IndexOf(';');
        while (at >= 0 && at < value.Length)
        {
            ReadOnlySpan<char> rest = value[(at + 1)..].TrimStart(" \t");
            int equals = rest.IndexOf('=');
            if (equals < 0)
                return null;
            bool isWanted = rest[..equals].Trim(" \t").Equals(name, StringComparison.OrdinalIgnoreCase);
            rest = rest[(equals + 1)..].TrimStart(" \t");
            int length = rest.StartsWith("\"") ? QuotedLength(rest) : rest.IndexOf(';') is >= 0 and var next ? next : rest.Length;
            if (length < 0)
                return null;
            if (isWanted)
                return rest.StartsWith("\"") ? Unquoted(rest[1..(length - 1)]) : rest[..length].TrimEnd(" \t").ToString();
            at = value.Length - rest.Length + length;
            at = value[at..].IndexOf(';') is >= 0 and var more ? at + more : -1;
        }

        return null;
    }

    private static int QuotedLength(ReadOnlySpan<char> text)
    {
        for (int at = 1; at < text.Length; at++)
        {
            if (text[at] == '\\')
                at++;
            else if (text[at] == '"')
                return at + 1;
        }

        return -1;
    }

    private static string Unquoted(ReadOnlySpan<char> text)
    {
        var plain = new System.Text.StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
            plain.Append(text[at] == '\\' && at + 1 < text.Length ? text[++at] : text[at]);
        return plain.ToString();
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Stores;

/// <summary>Key of an object: names joined by slashes that every kind of store keeps as they are. 1 to 900 bytes of UTF-8, each name at most 200.</summary>
public sealed record StoreKey : IComparable<StoreKey>
{
    /// <summary>Name that no key begins with: the folder where directory stores keep their locks.</summary>
    internal const string PrivateFolder = ".uv-store";

    // S3 and Azure allow 1,024 bytes and characters, with the store's own prefix; file systems 255 a name, of which temporary names need some.
    private const int Longest = 900;
    private const int LongestName = 200;

    private StoreKey(string text) => Text = text;

    /// <summary>The key.</summary>
    public string Text { get; }

    /// <summary>Checks a key.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no store could keep it.</exception>
    public static StoreKey Of(string text) => Problem(text) is { } problem
        ? throw new ReleaseException(Fault.Input, $"The key '{text}' {problem}")
        : new StoreKey(text);

    /// <summary>Checks a key that came from a store; false for one that this project would not have written.</summary>
    public static bool TryOf(string text, [NotNullWhen(true)] out StoreKey? key)
    {
        key = Problem(text) is null ? new StoreKey(text) : null;
        return key is not null;
    }

    /// <summary>Checks the beginning of a key: "", or a text that a key can begin with.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no key begins so.</exception>
    public static string Prefix(string text)
    {
        _ = text.Length == 0 ? null : Of(text.EndsWith('/') ? text[..^1] : text);
        return text;
    }

    /// <summary>Order of UTF-8 bytes, as stores list.</summary>
    public int CompareTo(StoreKey? other) => other is null ? 1 : Compare(Text, other.Text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The key for a URL: all but unreserved characters (RFC 3986 §2.3) and the slashes are percent-encoded.</summary>
    internal string Escaped => string.Join('/', Text.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Compares as UTF-8 bytes do.</summary>
    internal static int Compare(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private static string? Problem(string text) =>
        text.Length is 0 or > Longest || Encoding.UTF8.GetByteCount(text) > Longest ? $"must have 1 to {Longest} bytes."
        : text.StartsWith('/') ? "starts with '/'; keys are relative to the store."
        : text.Contains('\\', StringComparison.Ordinal) ? "has a backslash, which some stores take for a slash."
        : text.Any(char.IsControl) ? "has a control character."
        : text.EnumerateRunes().Any(rune => rune.Value is 0xfffd or 0xfffe or 0xffff) ? "has a character that is none in XML, or half of one."
        : text.Split('/').Select(NameProblem).FirstOrDefault(problem => problem is not null);

    private static string? NameProblem(string name) => name switch
    {
        "" => "has a doubled or closing slash.",
        "." or ".." => "has '.' or '..' as a name.",
        _ when name.EndsWith('.') => "has a name that ends with a dot, which Azure drops.",
        _ when name.StartsWith(PrivateFolder, StringComparison.OrdinalIgnoreCase) =>
            $"has a name that begins with '{PrivateFolder}', where directory stores keep their locks.",
        _ when Encoding.UTF8.GetByteCount(name) > LongestName => $"has a name of more than {LongestName} bytes.",
        _ => null,
    };
}

namespace UvRelease.Crashes.Redaction;

/// <summary>What may stay of a report.</summary>
/// <param name="Annotations">Names of annotations and form fields whose values may stay, where they are no text of a person.</param>
public sealed record RedactionRules(IReadOnlySet<string> Annotations)
{
    /// <summary>Number of these rules; a change of what they take out is a new number.</summary>
    public const int Version = 1;

    /// <summary>What Crashpad, Electron and the client template say of app and process, and nothing of the user.</summary>
    public static readonly RedactionRules Standard = new(new HashSet<string>(StringComparer.Ordinal)
    {
        "prod", "ver", "plat", "platform", "osarch", "ptype", "process_type", "_productName", "_version",
        "app", "release", "channel", "electron.v8-fatal.message", "electron.v8-fatal.location",
    });

    /// <summary>These and further names.</summary>
    public RedactionRules Allowing(IEnumerable<string> names) => new(Annotations.Concat(names).ToHashSet(StringComparer.Ordinal));

    /// <summary>The value of an annotation, where it may stay; null otherwise. A value that the rules of texts would change is dropped as a whole.</summary>
    public string? Value(string name, string value) => Annotations.Contains(name) && TextRedaction.Apply(value) == value ? value : null;
}

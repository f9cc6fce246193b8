namespace UvRelease.Changelog.Upgrading;

/// <summary>A named part of a migration note.</summary>
public enum NotePart
{
    /// <summary>Why it changed.</summary>
    Why,

    /// <summary>Who is affected.</summary>
    Affected,

    /// <summary>How it was done before.</summary>
    Before,

    /// <summary>How it is done now.</summary>
    After,

    /// <summary>Steps to take.</summary>
    Steps,

    /// <summary>A command or codemod that does it.</summary>
    Automatic,

    /// <summary>How to get the old behaviour back.</summary>
    Restore,
}

/// <summary>The words that people name parts of a migration note with.</summary>
public static class NoteParts
{
    /// <summary>Names of parts, compared without regard to case.</summary>
    public static readonly IReadOnlyDictionary<string, NotePart> ByName = new Dictionary<string, NotePart>(StringComparer.OrdinalIgnoreCase)
    {
        ["why"] = NotePart.Why,
        ["reason"] = NotePart.Why,
        ["who is affected"] = NotePart.Affected,
        ["affected"] = NotePart.Affected,
        ["impact"] = NotePart.Affected,
        ["before"] = NotePart.Before,
        ["after"] = NotePart.After,
        ["migration"] = NotePart.Steps,
        ["steps"] = NotePart.Steps,
        ["how to migrate"] = NotePart.Steps,
        ["automatic"] = NotePart.Automatic,
        ["codemod"] = NotePart.Automatic,
        ["restore"] = NotePart.Restore,
        ["workaround"] = NotePart.Restore,
    };

    /// <summary>Fills the parts of a note.</summary>
    public static MigrationNote With(this MigrationNote note, IReadOnlyDictionary<NotePart, string> parts) => note with
    {
        Why = parts.GetValueOrDefault(NotePart.Why),
        Affected = parts.GetValueOrDefault(NotePart.Affected),
        Before = parts.GetValueOrDefault(NotePart.Before),
        After = parts.GetValueOrDefault(NotePart.After),
        Steps = parts.GetValueOrDefault(NotePart.Steps),
        Automatic = parts.GetValueOrDefault(NotePart.Automatic),
        Restore = parts.GetValueOrDefault(NotePart.Restore),
    };
}

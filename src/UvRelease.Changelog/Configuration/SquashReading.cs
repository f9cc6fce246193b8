namespace UvRelease.Changelog.Configuration;

/// <summary>What of a squashed commit is told. What breaks is told in any case.</summary>
public enum SquashReading
{
    /// <summary>The title if it asks for a release (<c>feat</c>, <c>fix</c>, <c>perf</c>, <c>revert</c>, or it breaks); otherwise the parts of its
    /// body.</summary>
    Auto,

    /// <summary>The title.</summary>
    Title,

    /// <summary>The title, if it has a type, and the parts.</summary>
    Parts,
}

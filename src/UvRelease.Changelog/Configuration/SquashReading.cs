namespace UvRelease.Changelog.Configuration;

/// <summary>What of a squashed commit is told. What breaks is told in any case.</summary>
public enum SquashReading
{
    /// <summary>The title if it has a type; the parts of its body if it has none, or brings other work over (<c>chore: bring the hotfix back</c>).</summary>
    Auto,

    /// <summary>The title.</summary>
    Title,

    /// <summary>The title, if it has a type, and the parts.</summary>
    Parts,
}

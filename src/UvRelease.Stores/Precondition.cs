namespace UvRelease.Stores;

/// <summary>What must be true of a key for a write to happen.</summary>
internal abstract record Precondition
{
    private Precondition()
    {
    }

    /// <summary>There is no object.</summary>
    public sealed record Absent : Precondition;

    /// <summary>The object is the one with this ETag.</summary>
    public sealed record Unchanged(string ETag) : Precondition;

    /// <summary>Nothing: the store keeps no preconditions, and its user is alone.</summary>
    public sealed record Nothing : Precondition;
}

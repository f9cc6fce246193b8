namespace UvRelease.Changelog.ChangelogFile;

/// <summary>What an update did to a file.</summary>
public enum UpdateOutcome
{
    /// <summary>Nothing: it says this already.</summary>
    Unchanged,

    /// <summary>Text was added.</summary>
    Inserted,

    /// <summary>Text of an earlier run was replaced.</summary>
    Replaced,

    /// <summary>Nothing: the text on it was written, or edited, by people.</summary>
    KeptHandWritten,
}

/// <summary>A file after an update.</summary>
/// <param name="Bytes">The whole file; where the outcome is Unchanged or KeptHandWritten, exactly the bytes that were given.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="Line">Line of the text that was kept; null otherwise.</param>
public sealed record FileUpdate(byte[] Bytes, UpdateOutcome Outcome, int? Line = null);

namespace UvRelease.Apple.Bundles;

/// <summary>What is wrong with signed code.</summary>
public enum CodeFindingKind
{
    /// <summary>It has no signature.</summary>
    NotSigned,

    /// <summary>Its form is damaged.</summary>
    Damaged,

    /// <summary>Bytes of the program are others than those that were signed.</summary>
    CodeChanged,

    /// <summary>Something that belongs to the signature is another than what was signed: Info.plist, entitlements, requirements, CodeResources.</summary>
    SlotChanged,

    /// <summary>A sealed file has other bytes.</summary>
    FileChanged,

    /// <summary>A sealed file is not there.</summary>
    FileMissing,

    /// <summary>A file is there that is not sealed.</summary>
    FileAdded,

    /// <summary>A link leads elsewhere than was sealed, out of the bundle, or nowhere for ever.</summary>
    Link,

    /// <summary>Nested code is not the one that was sealed.</summary>
    NestedCode,

    /// <summary>The CMS does not confirm what is signed.</summary>
    Signature,

    /// <summary>The certificates don't lead to a root that is trusted, or are for something else.</summary>
    Chain,

    /// <summary>A certificate was not valid when it was signed.</summary>
    Expired,

    /// <summary>The time-stamp can't be believed.</summary>
    Timestamp,

    /// <summary>A requirement is not fulfilled.</summary>
    Requirement,

    /// <summary>Code is of another team.</summary>
    Team,

    /// <summary>The folder can't be an app as macOS takes it: forks, names, pipes.</summary>
    Structure,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Path">File or folder, relative to what was looked at.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">What is wrong there, and what to do, as sentences.</param>
public sealed record CodeFinding(string Path, CodeFindingKind Kind, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Reason}";
}

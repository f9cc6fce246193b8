using UvRelease.Releases.Artifacts;

namespace UvRelease.Sbom;

/// <summary>What is in one file of a release.</summary>
public sealed record SoftwareBill
{
    /// <summary>Name of the app.</summary>
    public required string App { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The file.</summary>
    public required Artifact File { get; init; }

    /// <summary>When it was built.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What is in it.</summary>
    public required IReadOnlyList<SbomComponent> Components { get; init; }

    /// <summary>False where something in it may be missing from <see cref="Components"/>.</summary>
    public required bool IsComplete { get; init; }
}

/// <summary>What a component is.</summary>
public enum SbomKind
{
    /// <summary>A library or package.</summary>
    Library,

    /// <summary>What the app runs on.</summary>
    Framework,

    /// <summary>A program or native library, as a file.</summary>
    File,
}

/// <summary>Something that is in an app.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name; of a file, its path in the app.</param>
/// <param name="Version">Its version; null where nobody knows.</param>
public sealed record SbomComponent(SbomKind Kind, string Name, string? Version)
{
    /// <summary>Package URL (purl); null for files.</summary>
    public string? Purl { get; init; }

    /// <summary>Name in vulnerability databases (CPE 2.3); null where it has none.</summary>
    public string? Cpe { get; init; }

    /// <summary>What its maker says of its licence; null where he says nothing.</summary>
    public string? Licence { get; init; }

    /// <summary>SHA-256 of a file, lower-case hexadecimal digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>SHA-512, lower-case hexadecimal digits: of a file, or of a package as its registry has it.</summary>
    public string? Sha512 { get; init; }

    /// <summary>Names it within a document, and decides the order.</summary>
    internal string Reference => Purl ?? $"file:{Name}";
}

using UvRelease.Formats.Archives;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Portable.Verifying;

/// <summary>What the caller knows of an archive that is verified; null where nothing is known.</summary>
public sealed record PortableExpectation
{
    /// <summary>Name without extension.</summary>
    public string? Name { get; init; }

    /// <summary>Who runs it.</summary>
    public PortableKind? Kind { get; init; }

    /// <summary>Version of the app.</summary>
    public string? Version { get; init; }

    /// <summary>System it runs on.</summary>
    public ReleasePlatform? Platform { get; init; }

    /// <summary>Processor it runs on.</summary>
    public ReleaseArch? Arch { get; init; }

    /// <summary>Commit it was built from.</summary>
    public string? Commit { get; init; }

    /// <summary>SHA-256 of the archive.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Paths that must be in it.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Patterns of forbidden content beside the built-in ones.</summary>
    public IReadOnlyList<string> Forbidden { get; init; } = [];

    /// <summary>Built-in patterns that don't hold.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>How much a zip may hold.</summary>
    public ZipLimits Limits { get; init; } = new();
}

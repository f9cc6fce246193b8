using UvRelease.Portable.Verifying;

namespace UvRelease.Portable.Smoking;

/// <summary>What a smoke test is told.</summary>
public sealed record SmokeRequest
{
    /// <summary>Section <c>portable</c> of the configuration, with its installation.</summary>
    public required PortableConfiguration Configuration { get; init; }

    /// <summary>Paths of the archives, desktop before headless; one of a kind.</summary>
    public required IReadOnlyList<(PortableKind Kind, string Path)> Archives { get; init; }

    /// <summary>What each archive must be.</summary>
    public required PortableExpectation Expected { get; init; }

    /// <summary>Places that say a version, beside the archives: package.json, the tag.</summary>
    public required IReadOnlyList<SmokeVersion> Versions { get; init; }

    /// <summary>Version that is released.</summary>
    public required string Version { get; init; }

    /// <summary>Full id of the commit.</summary>
    public required string Commit { get; init; }

    /// <summary>Repository of the run; empty outside of GitHub.</summary>
    public string Repository { get; init; } = "";

    /// <summary>Digest of the sealed release; empty before it is sealed.</summary>
    public string ReleaseDigest { get; init; } = "";

    /// <summary>Empty folder for all that is unpacked and installed.</summary>
    public required string Work { get; init; }

    /// <summary>Tells the time of the report.</summary>
    public required TimeProvider Time { get; init; }
}

using UvRelease.Formats.Archives;
using UvRelease.Portable.Proving;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Portable.Packing;

/// <summary>What a portable archive is made of.</summary>
public sealed record PortableRequest
{
    /// <summary>Section <c>portable</c> of the configuration; it has a name.</summary>
    public required PortableConfiguration Configuration { get; init; }

    /// <summary>Who runs it.</summary>
    public required PortableKind Kind { get; init; }

    /// <summary>Version of the app: a semantic version.</summary>
    public required string Version { get; init; }

    /// <summary>System it runs on.</summary>
    public required ReleasePlatform Platform { get; init; }

    /// <summary>Processor it runs on.</summary>
    public required ReleaseArch Arch { get; init; }

    /// <summary>Full id of the commit it is built from.</summary>
    public required string Commit { get; init; }

    /// <summary>The run that builds, for the statement of provenance.</summary>
    public required BuildFacts Facts { get; init; }

    /// <summary>The real path of a path of the configuration; refuses one that leads out of the workspace.</summary>
    public required Func<string, string> Resolve { get; init; }

    /// <summary>File with RELEASE_NOTES.txt; null where there is none.</summary>
    public string? NotesFile { get; init; }

    /// <summary>File with MIGRATION_NOTES.txt; null where there is none.</summary>
    public string? MigrationFile { get; init; }

    /// <summary>How the archive is written.</summary>
    public ArchiveOptions Archive { get; init; } = new() { Speed = ArchiveSpeed.Small };

    /// <summary>Name of the app in file names.</summary>
    public string App => Configuration.Name ?? "";

    /// <summary>Name of the archive without its extension.</summary>
    public string Name => PortableManifest.NameOf(App, Kind, Version, Platform, Arch);

    internal string KindWord => Kind.Word();

    internal Leg Leg => new(Platform, Arch);

    /// <summary>Fills the placeholders of a path.</summary>
    internal string Fill(string path) => PortablePaths.Fill(path, Platform, Arch, Kind, Version);
}

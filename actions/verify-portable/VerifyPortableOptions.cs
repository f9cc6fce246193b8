using UvRelease.Portable;
using UvRelease.Releases.Artifacts;
using UvRelease.Runner;

namespace UvRelease.VerifyPortable;

/// <summary>Inputs of verify-portable.</summary>
public sealed record VerifyPortableOptions
{
    /// <summary>What is verified.</summary>
    [Input("path", "The zip, or a folder that one was unpacked into; relative to the workspace.", Required = true)]
    public WorkspacePath Path { get; init; } = null!;

    /// <summary>Who runs it.</summary>
    [Input("kind", "Kind that it must be: desktop or headless. Empty takes any.")]
    public PortableKind? Kind { get; init; }

    /// <summary>Version of the app.</summary>
    [Input("version", "Version that it must be of. Empty takes any that the file's name agrees with.")]
    public string? Version { get; init; }

    /// <summary>System it runs on.</summary>
    [Input("platform", "System that it must be for: linux, win or mac. Empty takes any that its binaries agree with.")]
    public ReleasePlatform? Platform { get; init; }

    /// <summary>Processor it runs on.</summary>
    [Input("arch", "Processor that it must be for: x64, arm64, universal, ia32 or armv7l. Empty takes any that its binaries agree with.")]
    public ReleaseArch? Arch { get; init; }

    /// <summary>Commit it was built from.</summary>
    [Input("commit", "Full id of the commit that it must be built from. Empty takes any.")]
    public string? Commit { get; init; }

    /// <summary>Checksum of the archive.</summary>
    [Input("checksum-file", "File with the SHA-256 of the zip, as sha256sum writes it. Empty takes the one beside the zip with .sha256 behind its name, if it is there.")]
    public WorkspacePath? ChecksumFile { get; init; }

    /// <summary>The project's configuration.</summary>
    [Input("configuration", "Configuration file, whose section 'portable' adds forbidden content and says which binaries must be there; may be missing.", Default = ".github/uv-release.yml")]
    public WorkspacePath Configuration { get; init; } = null!;

    /// <summary>How large it may be.</summary>
    [Input("max-size", "Most MiB that it may unpack to.", Default = "8192")]
    public int MaxSize { get; init; }
}

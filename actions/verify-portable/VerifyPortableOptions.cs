using UvRelease.Portable;
using UvRelease.Releases.Artifacts;
using UvRelease.Runner;

namespace UvRelease.VerifyPortable;

/// <summary>Inputs of verify-portable.</summary>
public sealed record VerifyPortableOptions
{
    /// <summary>What is verified.</summary>
    [Input("path", "The zip, or a folder that it was unpacked into; relative to the workspace.", Required = true)]
    public WorkspacePath Path { get; init; } = null!;

    /// <summary>Who runs it.</summary>
    [Input("kind", "Kind that it must have: desktop or headless. Empty accepts any.")]
    public PortableKind? Kind { get; init; }

    /// <summary>Version of the app.</summary>
    [Input("version", "Version that it must have. Empty accepts any that agrees with the file's name.")]
    public string? Version { get; init; }

    /// <summary>System it runs on.</summary>
    [Input("platform", "System that it must be for: linux, win or mac. Empty accepts any that agrees with its binaries.")]
    public ReleasePlatform? Platform { get; init; }

    /// <summary>Processor it runs on.</summary>
    [Input("arch", "Processor that it must be for: x64, arm64, universal, ia32 or armv7l. Empty accepts any that agrees with its binaries.")]
    public ReleaseArch? Arch { get; init; }

    /// <summary>Commit it was built from.</summary>
    [Input("commit", "Full id of the commit that it must be built from. Empty accepts any.")]
    public string? Commit { get; init; }

    /// <summary>Checksum of the archive.</summary>
    [Input("checksum-file",
        "File with the SHA-256 of the zip, as sha256sum writes it. Empty takes the file beside the zip that ends in .sha256, if there is one.")]
    public WorkspacePath? ChecksumFile { get; init; }

    /// <summary>The project's configuration.</summary>
    [Input("configuration", "Configuration file, whose section 'portable' adds forbidden content and required binaries; the file may be missing.",
        Default = ".github/uv-release.yml")]
    public WorkspacePath Configuration { get; init; } = null!;

    /// <summary>How large it may be.</summary>
    [Input("max-size", "Largest size that it may unpack to, in MiB.", Default = "8192")]
    public int MaxSize { get; init; }
}

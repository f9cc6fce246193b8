using UvRelease.Runner;

namespace UvRelease.SignMacos;

/// <summary>Inputs of sign-macos.</summary>
public sealed record SignMacosOptions
{
    /// <summary>What was built.</summary>
    [Input("release-folder", "Folder with the release fragments and files of build-electron, relative to the workspace. What is signed takes the place of what "
        + "was built, and of its fragment and block maps.", Default = "release")]
    public OutputPath ReleaseFolder { get; init; } = null!;

    /// <summary>An app without a release.</summary>
    [Input("app-folder",
        "Folder of an app that is no release (Sample.app), relative to the workspace: it is signed in its place, and its packages come beside it. "
        + "Empty signs the apps of release-folder.")]
    public OutputPath? AppFolder { get; init; }

    /// <summary>What is made of the signed app.</summary>
    [Input("formats", "What is made of the signed app, one per line: zip (for updates), dmg, pkg. What the release has already is always made anew. "
        + "Empty makes "
        + "zip and dmg.")]
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Who signs.</summary>
    [Inputs]
    public IdentityInputs Identity { get; init; } = new();

    /// <summary>What the app's programs may do.</summary>
    [Inputs]
    public EntitlementInputs Entitlements { get; init; } = new();

    /// <summary>How disk images and packages look.</summary>
    [Inputs]
    public PackageInputs Packages { get; init; } = new();

    /// <summary>Notarization.</summary>
    [Inputs]
    public NotaryInputs Notary { get; init; } = new();

    /// <summary>Verification alone.</summary>
    [Input("verify-only", "true signs nothing, and verifies what is there: apps, zip, dmg and pkg.", Default = "false")]
    public bool VerifyOnly { get; init; }

    /// <summary>A trial.</summary>
    [Input("dry-run", "true prints what would be done, in that order, and changes nothing.", Default = "false")]
    public bool DryRun { get; init; }
}

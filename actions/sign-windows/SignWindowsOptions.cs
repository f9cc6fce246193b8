using UvRelease.Runner;

namespace UvRelease.SignWindows;

/// <summary>Inputs of sign-windows.</summary>
public sealed record SignWindowsOptions
{
    /// <summary>What was built.</summary>
    [Input("release-folder", "Folder with the release fragments and files of build-electron, relative to the workspace. What is signed takes the place of what "
        + "was built, and of its fragment and block maps.", Default = "release")]
    public OutputPath ReleaseFolder { get; init; } = null!;

    /// <summary>Programs without a release.</summary>
    [Input("app-folder", "Folder of programs that are no release, relative to the workspace: they are signed in their places. Empty signs those of "
        + "release-folder.")]
    public OutputPath? AppFolder { get; init; }

    /// <summary>What is made of the signed app.</summary>
    [Input("formats", "What is made of the signed app, one per line: nsis, zip. What the release has already is always made anew. Empty makes nsis.")]
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Who signs.</summary>
    [Inputs]
    public SigningInputs Signing { get; init; } = new();

    /// <summary>Whose updates installed apps take.</summary>
    [Inputs]
    public PublisherInputs Publisher { get; init; } = new();

    /// <summary>How the installer is made.</summary>
    [Inputs]
    public InstallerInputs Installer { get; init; } = new();

    /// <summary>Verification alone.</summary>
    [Input("verify-only", "true signs nothing, and verifies what is there: every program, and the installers.", Default = "false")]
    public bool VerifyOnly { get; init; }

    /// <summary>A trial.</summary>
    [Input("dry-run", "true prints what would be done, and changes nothing.", Default = "false")]
    public bool DryRun { get; init; }
}

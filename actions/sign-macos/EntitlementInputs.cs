using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.SignMacos;

/// <summary>Inputs that say what the programs of an app may do.</summary>
public sealed record EntitlementInputs
{
    private const int Longest = 1 << 20;

    /// <summary>The app and its helper.</summary>
    [Input("entitlements", "Property list with the entitlements of the app, relative to the workspace. Empty gives what Electron needs.")]
    public WorkspacePath? App { get; init; }

    /// <summary>Helpers that draw pages.</summary>
    [Input("entitlements-renderer", "Property list of the helper that draws pages. Empty gives what Electron needs.")]
    public WorkspacePath? Renderer { get; init; }

    /// <summary>The helper of graphics.</summary>
    [Input("entitlements-gpu", "Property list of the helper that draws with the graphics processor. Empty gives what Electron needs.")]
    public WorkspacePath? Gpu { get; init; }

    /// <summary>The helper of plugins.</summary>
    [Input("entitlements-plugin", "Property list of the helper that loads libraries of others. Empty gives what Electron needs.")]
    public WorkspacePath? Plugin { get; init; }

    /// <summary>The hardened runtime.</summary>
    [Input("hardened-runtime",
        "true runs the app under the hardened runtime, which notarization wants. Code that nobody signed never is: libraries would not be loaded.",
        Default = "true")]
    public bool HardenedRuntime { get; init; }

    /// <summary>The provisioning profile.</summary>
    [Input("provisioning-profile", "Provisioning profile that is put into the app, relative to the workspace; iCloud, push and others need one.")]
    public WorkspacePath? Profile { get; init; }

    /// <summary>What the inputs say.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file is missing, or is no property list of entitlements, or no profile.</exception>
    internal AppSigningOptions Options(CodeIdentity identity)
    {
        AppEntitlements usual = AppEntitlements.Electron;
        return new AppSigningOptions
        {
            Identity = identity,
            Flags = HardenedRuntime && !identity.IsAdhoc ? CodeFlags.Runtime : CodeFlags.None,
            Entitlements = new AppEntitlements(Read(App) ?? usual.App, Read(Renderer) ?? usual.Renderer, Read(Gpu) ?? usual.Gpu, Read(Plugin) ?? usual.Plugin),
            ProvisioningProfile = Profile is { } profile ? ProvisioningProfile.Read(Bytes(profile, Longest), profile.Relative) : null,
        };
    }

    /// <summary>The bytes of a file that an input names.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is missing, no regular file, or longer.</exception>
    internal static byte[] Bytes(WorkspacePath path, int longest)
    {
        if (!Path.Exists(path.FullPath))
            throw new ReleaseException(Fault.Input, $"The file '{path}' is missing. Correct its path, or check it out before this step.")
            {
                File = path.Relative,
            };
        return RegularFile.Read(path.FullPath, longest)
            ?? throw new ReleaseException(Fault.Input, $"The file '{path}' has more than the {longest} bytes that it may have.") { File = path.Relative };
    }

    private static Entitlements? Read(WorkspacePath? path) => path is null ? null : Entitlements.Read(Bytes(path, Longest), path.Relative);
}

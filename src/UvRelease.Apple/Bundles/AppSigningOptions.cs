using System.Text;
using UvRelease.Apple.CodeSigning;

namespace UvRelease.Apple.Bundles;

/// <summary>What the programs of an Electron app may do, by the kind of process.</summary>
/// <param name="App">The app, and programs of no other kind.</param>
/// <param name="Renderer">Helpers that draw pages.</param>
/// <param name="Gpu">The helper that draws with the graphics processor.</param>
/// <param name="Plugin">The helper that loads libraries of others.</param>
public sealed record AppEntitlements(Entitlements? App, Entitlements? Renderer, Entitlements? Gpu, Entitlements? Plugin)
{
    /// <summary>Nothing beyond others.</summary>
    public static AppEntitlements None { get; } = new(null, null, null, null);

    /// <summary>What @electron/osx-sign gives where nobody says anything, which is what Chromium gives its own processes.</summary>
    public static AppEntitlements Electron { get; } = new(
        Of("com.apple.security.cs.allow-jit", "com.apple.security.device.audio-input", "com.apple.security.device.bluetooth",
            "com.apple.security.device.camera", "com.apple.security.device.print", "com.apple.security.device.usb",
            "com.apple.security.personal-information.location"),
        Of("com.apple.security.cs.allow-jit"),
        Of("com.apple.security.cs.allow-jit"),
        Of("com.apple.security.cs.allow-unsigned-executable-memory", "com.apple.security.cs.disable-library-validation"));

    /// <summary>What the program at a path gets.</summary>
    public Entitlements? For(string path) => path.Contains("(Plugin).app", StringComparison.Ordinal) ? Plugin
        : path.Contains("(GPU).app", StringComparison.Ordinal) ? Gpu
        : path.Contains("(Renderer).app", StringComparison.Ordinal) ? Renderer
        : App;

    private static Entitlements Of(params string[] keys)
    {
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
            + "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n  <dict>\n");
        foreach (string key in keys)
            text.Append("    <key>").Append(key).Append("</key>\n    <true/>\n");
        return Entitlements.Read(Encoding.UTF8.GetBytes(text.Append("  </dict>\n</plist>\n").ToString()), "Electron's entitlements");
    }
}

/// <summary>How an app is signed.</summary>
public sealed record AppSigningOptions
{
    /// <summary>Who signs.</summary>
    public CodeIdentity Identity { get; init; } = CodeIdentity.Adhoc;

    /// <summary>What the system shall do with its programs; <see cref="CodeFlags.Runtime"/> is the hardened runtime that notarization wants.</summary>
    public CodeFlags Flags { get; init; } = CodeFlags.Runtime;

    /// <summary>What its programs may do.</summary>
    public AppEntitlements Entitlements { get; init; } = AppEntitlements.Electron;

    /// <summary>What single programs or bundles may do, by their paths in the app, over what <see cref="Entitlements"/> says; null is nothing.</summary>
    public IReadOnlyDictionary<string, Entitlements?> EntitlementsByPath { get; init; } = new Dictionary<string, Entitlements?>();

    /// <summary>A provisioning profile that is put into the app; null leaves the one that is there.</summary>
    public ProvisioningProfile? ProvisioningProfile { get; init; }
}

/// <summary>A program that was signed, in the order it was signed in.</summary>
/// <param name="Path">The file, or the bundle whose program it is, relative to the app; empty for the app itself.</param>
/// <param name="Program">What came of it.</param>
public sealed record SignedPath(string Path, SignedProgram Program);

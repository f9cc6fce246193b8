using UvRelease.Keys;
using UvRelease.Tests.Formats.Archives;
using UvRelease.Windows.Authenticode;
using UvRelease.Windows.Verification;
using Xunit;

namespace UvRelease.Tests.Windows;

/// <summary>Programs that others signed, identities that nobody trusts, and osslsigncode's opinion of what they sign.</summary>
internal static class WindowsJudges
{
    public static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly SignedDescription Description = new("Sample App", new Uri("https://example.org/sample"));
    private static readonly Lazy<TestIdentity> Made =
        new(() => Of(new TestIdentityOptions { Subject = Subject, From = Now.AddYears(-1), Until = Now.AddYears(1) }));

    /// <summary>Subject of the identity.</summary>
    public const string Subject = "CN=Example Inc, O=Example Inc, C=US";

    /// <summary>The identity that most specs sign by.</summary>
    public static TestIdentity Identity => Made.Value;

    /// <summary>An identity of its own.</summary>
    public static TestIdentity Of(TestIdentityOptions options) => TestIdentity.Create(options);

    /// <summary>Path of a file of the npm packages; the test is skipped where they are not installed.</summary>
    public static string At(params string[] parts) => There("UvRelease.Tests/Windows/judges", parts);

    /// <summary>Path of a file of the old Electron for Windows.</summary>
    public static string Electron(string file) => There("electron-dist/full", ["electron-prebuilt-win", "dist", file]);

    /// <summary>A small program that nobody signed.</summary>
    public static string Unsigned => At("node-notifier", "vendor", "notifu", "notifu.exe");

    /// <summary>Opens it.</summary>
    public static Task<AuthenticodeIdentity> OpenAsync(TestIdentity? identity = null, TimestampClient? timestamps = null, TimeProvider? clock = null) =>
        AuthenticodeIdentity.OpenAsync((identity ?? Identity).ToKey(), clock ?? new FixedClock(Now), timestamps, TestContext.Current.CancellationToken);

    /// <summary>What a file is found to be.</summary>
    public static ProgramReport Verify(string file, SignatureTrust? trust = null) => new AuthenticodeVerifier(trust ?? Trust)
        .Verify(file, Path.GetFileName(file), TestContext.Current.CancellationToken);

    /// <summary>Trust in the identity's root, on the day of the specs, without time-stamps.</summary>
    public static SignatureTrust Trust => new() { Roots = [Identity.Root], Clock = new FixedClock(Now), NeedsTimestamp = false };

    /// <summary>What osslsigncode says of a file.</summary>
    public static async Task<string> OsslsigncodeAsync(TemporaryFolder folder, string file, bool isStamped)
    {
        folder.Write("osslsigncode-root.pem", Identity.Root.ExportCertificatePem());
        string[] stamps = isStamped ? ["-TSA-CAfile", folder.At("tsa-root.pem")] : [];
        (_, string output) = await OutsideProgram.TryAsync(folder.Path, "osslsigncode",
            ["verify", "-CAfile", folder.At("osslsigncode-root.pem"), .. stamps, "-ignore-crl", "-time", $"{Now.ToUnixTimeSeconds()}", "-in", file]);
        return output;
    }

    private static string There(string root, string[] parts)
    {
        string path = SourceTree.At(["tests", .. root.Split('/'), "node_modules", .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"{path} is not there: npm ci in tests/{root}.");
        return path;
    }

    /// <summary>A clock that stands.</summary>
    internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

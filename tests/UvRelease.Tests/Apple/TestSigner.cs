using UvRelease.Apple.CodeSigning;
using UvRelease.Keys;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple;

/// <summary>Identities that no Mac trusts, and openssl's opinion of what they sign.</summary>
internal static class TestSigner
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<TestIdentity> Application = new(() => Create(installer: false)), Installer = new(() => Create(installer: true));

    /// <summary>An identity for disk images and code, or for packages.</summary>
    public static Task<CodeIdentity> OpenAsync(bool installer)
    {
        TestIdentity made = Made(installer);
        return CodeIdentity.OpenAsync(made.ToKey(), installer, new FixedClock(From.AddMonths(2)), null, AppleCertificates.Shipped.With(made.Root), TestContext.Current.CancellationToken);
    }

    /// <summary>Fails unless openssl finds that a CMS signs a content.</summary>
    public static async Task VerifyAsync(TemporaryFolder folder, bool installer, ReadOnlyMemory<byte> cms, ReadOnlyMemory<byte> content)
    {
        await File.WriteAllBytesAsync(folder.At("cms.der"), cms.ToArray(), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.At("content"), content.ToArray(), TestContext.Current.CancellationToken);
        folder.Write("root.pem", Made(installer).Root.ExportCertificatePem());
        await OutsideProgram.RunAsync(folder.Path, "openssl", "cms", "-verify", "-inform", "DER", "-in", "cms.der", "-content", "content", "-binary", "-CAfile", "root.pem",
            "-purpose", "any", "-ignore_critical", "-no_check_time", "-out", "/dev/null");
    }

    private static TestIdentity Made(bool installer) => installer ? Installer.Value : Application.Value;

    private static TestIdentity Create(bool installer) =>
        DeveloperTestIdentity.Create("Example Inc.", "ABCDE12345", installer, From, From.AddYears(2), $"images {installer}");

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

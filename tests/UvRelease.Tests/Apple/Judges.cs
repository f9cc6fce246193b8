using UvRelease.Apple.CodeSigning;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Keys;
using Xunit;

namespace UvRelease.Tests.Apple;

/// <summary>Files that Apple's and others' tools signed, and identities that sign the same anew.</summary>
internal static class Judges
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Path of a file of the npm packages; the test is skipped where they are not installed.</summary>
    public static string At(params string[] parts)
    {
        string path = SourceTree.At(["tests", "UvRelease.Tests", "Apple", "judges", "node_modules", .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"{path} is not there: npm ci in tests/UvRelease.Tests/Apple/judges.");
        return path;
    }

    /// <summary>An identity in the form of a team's Developer ID, whose root counts as Apple's.</summary>
    public static async Task<CodeIdentity> IdentityAsync(string team) => await CodeIdentity.OpenAsync(
        Of(team).ToKey(), installer: false, new FixedClock(Now), null, AppleCertificates.Shipped.With(Of(team).Root), CancellationToken.None);

    /// <summary>The certificates of a team.</summary>
    public static TestIdentity Of(string team)
    {
        lock (Made)
        {
            return Made.TryGetValue(team, out TestIdentity? made) ? made
                : Made[team] = DeveloperTestIdentity.Create("Example Inc", team, installer: false, Now.AddYears(-1), Now.AddYears(1));
        }
    }

    private static readonly Dictionary<string, TestIdentity> Made = new(StringComparer.Ordinal);

    /// <summary>The signatures of a file, by slices.</summary>
    public static IReadOnlyList<(MachCode Code, EmbeddedSignature? Signature)> Signatures(CheckedReader input) =>
        [.. MachFile.Read(input).Slices.Select(MachCode.Read).Select(code => (code, EmbeddedSignature.Read(code)))];

    /// <summary>A clock that stands.</summary>
    internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

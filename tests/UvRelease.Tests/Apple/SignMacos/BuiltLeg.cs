using System.Security.Cryptography;
using UvRelease.Apple.CodeSigning;
using UvRelease.Formats.Archives;
using UvRelease.Keys;
using UvRelease.Releases.Artifacts;
using UvRelease.SignMacos;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Apple.SignMacos;

/// <summary>A leg of macOS as build-electron leaves it, and the step that signs it.</summary>
internal sealed class BuiltLeg : IDisposable
{
    public const string Team = "ABCDE12345", Password = "correct horse 27";
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), Built = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private static readonly Dictionary<string, TestIdentity> Made = [];

    private BuiltLeg()
    {
    }

    public StepRun Run { get; } = new();

    /// <summary>The step's clock; null for a fixed time.</summary>
    public TimeProvider? Clock { get; set; }

    public string Release => Path.Combine(Run.Workspace, "release");

    public string Errors => Run.Output + Run.Error;

    public ReleaseFragment Fragment => ReleaseFragmentFile.Find(Release, new Leg(ReleasePlatform.Mac, ReleaseArch.Universal))!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Packs an app.</summary>
    public static async Task<BuiltLeg> OfAsync(string app, ReleasePlatform platform = ReleasePlatform.Mac, bool hasTar = true)
    {
        var leg = new BuiltLeg();
        Directory.CreateDirectory(leg.Release);
        IReadOnlyList<ArchiveEntry> entries = ArchiveTree.Read(app, Path.GetFileName(app));
        var options = new ArchiveOptions { Time = Built, Speed = ArchiveSpeed.Fast };
        string stem = $"demo-1.2.0-{platform.Word()}-universal";
        if (hasTar)
            await TarWriter.WriteAsync(Path.Combine(leg.Release, stem + ".tar"), entries, options, Stop);
        await ZipWriter.WriteAsync(Path.Combine(leg.Release, stem + ".zip"), entries, options, Stop);
        await File.WriteAllTextAsync(Path.Combine(leg.Release, stem + ".zip.blockmap"), "old", Stop);
        await File.WriteAllTextAsync(Path.Combine(leg.Release, "notes.txt"), "of somebody else", Stop);
        Artifact Of(ArtifactKind kind, string ending)
        {
            var hash = ArtifactHash.Below(leg.Release, stem + ending, Stop);
            return new Artifact(kind, stem + ending, platform, ReleaseArch.Universal, hash.Size, hash.Sha256, hash.Sha512,
                kind == ArtifactKind.Update ? ArtifactBlockmap.External(stem + ".zip.blockmap", 3) : null);
        }

        ReleaseFragmentFile.Write(leg.Release,
            ReleaseFragment.Of("1.2.0", new string('a', 40), platform, ReleaseArch.Universal, new ReleaseFragmentTools("45.4.1", "26.0.0"))
            .With([.. hasTar ? [Of(ArtifactKind.App, ".tar")] : Array.Empty<Artifact>(), Of(ArtifactKind.Update, ".zip"),
                Of(ArtifactKind.Blockmap, ".zip.blockmap")]), Stop);
        return leg;
    }

    /// <summary>An identity as a secret: PKCS #12 in base64.</summary>
    public static string Identity(bool installer = false, int years = 2)
    {
        string key = $"{installer} {years}";
        if (!Made.TryGetValue(key, out TestIdentity? made))
            Made[key] = made = DeveloperTestIdentity.Create("Example Inc.", Team, installer, From, From.AddYears(years), $"sign-macos {key}");
        return Convert.ToBase64String(made.ToPkcs12(Password), Base64FormattingOptions.InsertLineBreaks);
    }

    /// <summary>Runs the step.</summary>
    public Task<int> SignAsync(params (string, string)[] inputs)
    {
        Run.Time = Clock ?? new FixedClock(From.AddMonths(3));
        return Run.StepAsync<SignMacosOptions, SignMacosStep>(inputs);
    }

    /// <summary>Every file of the release folder with its hash, and where its links lead.</summary>
    public string[] State() =>
        [.. ArchiveTree.Read(Release)
            .Select(entry => $"{entry.Name} {entry.Target}{(entry.Source is { } file ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))) : "")}")];

    public void Dispose() => Run.Dispose();

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

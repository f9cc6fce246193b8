using System.Security.Cryptography;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases.Artifacts;
using Xunit;

namespace UvRelease.Tests.Apple.SignMacos;

public sealed class SignMacosStepSpecs(SampleApp app) : IClassFixture<SampleApp>
{
    private const string Stem = "demo-1.2.0-mac-universal";
    private static readonly (string, string)[] Test = [("test-identity", "true")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_leg_is_signed_and_its_files_block_maps_and_fragment_are_those_of_the_signed_app()
    {
        using BuiltLeg leg = await LegAsync();
        string before = await UnsignedAsync(leg);
        Assert.True(await leg.SignAsync([.. Test, ("formats", "zip\ndmg\npkg")]) == 0, leg.Errors);
        ReleaseFragment fragment = leg.Fragment;
        Assert.Equal([$"{Stem}.dmg installer", $"{Stem}.pkg installer", $"{Stem}.tar app", $"{Stem}.zip update", $"{Stem}.zip.blockmap blockmap"],
            fragment.Artifacts.Select(artifact => $"{artifact.Path} {artifact.Kind.Word()}"));
        foreach (Artifact artifact in fragment.Artifacts)
        {
            byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(leg.Release, artifact.Path), Stop);
            Assert.Equal(artifact.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            Assert.Equal(artifact.Sha512, Convert.ToBase64String(SHA512.HashData(bytes)));
            Assert.Equal(artifact.Size, bytes.Length);
        }

        Assert.NotEqual(before, await UnsignedAsync(leg));
        Assert.Equal(ArtifactBlockmap.External($"{Stem}.zip.blockmap", new FileInfo(Path.Combine(leg.Release, $"{Stem}.zip.blockmap")).Length),
            fragment.Artifacts.Single(artifact => artifact.Kind == ArtifactKind.Update).Blockmap);
        Assert.Equal("of somebody else", await File.ReadAllTextAsync(Path.Combine(leg.Release, "notes.txt"), Stop));
        Assert.Contains("::warning::The test identity signs, whose key everybody has", leg.Run.Output, StringComparison.Ordinal);
        Assert.Matches("team-id<<.*\nUVRELEASE0\n", leg.Run.Outputs);
        Assert.Matches("fragments<<.*\nrelease/release.mac-universal.json\n", leg.Run.Outputs);

        Assert.True(await leg.SignAsync([.. Test, ("verify-only", "true")]) == 0, leg.Errors);
        Assert.Equal(1, await leg.SignAsync(("verify-only", "true")));
        Assert.Contains("leads to no root that is trusted", leg.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFileSystemEntries(leg.Run.Workspace), path => path.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signed_twice_gives_the_same_bytes_and_a_second_app_in_its_place_is_refused()
    {
        using BuiltLeg leg = await LegAsync();
        (string, string)[] given = [.. Test, ("formats", "zip")];
        Assert.True(await leg.SignAsync(given) == 0, leg.Errors);
        string[] once = leg.State();
        Assert.True(await leg.SignAsync(given) == 0, leg.Errors);
        Assert.Equal(once, leg.State());

        await File.AppendAllTextAsync(Path.Combine(leg.Release, $"{Stem}.tar"), "more", Stop);
        string[] state = leg.State();
        Assert.Equal(1, await leg.SignAsync(given));
        Assert.Contains("has other bytes", leg.Errors, StringComparison.Ordinal);
        Assert.Equal(state, leg.State());
    }

    [Fact]
    public async Task A_dry_run_prints_the_order_of_the_real_run_and_changes_nothing()
    {
        using BuiltLeg leg = await LegAsync();
        (string, string)[] given = [.. Test, ("formats", "zip\ndmg\npkg")];
        string[] state = leg.State();
        Assert.True(await leg.SignAsync([.. given, ("dry-run", "true")]) == 0, leg.Errors);
        string[] dry = Order(leg.Run.Output);
        Assert.Equal(state, leg.State());
        Assert.Equal("sign Demo.app", dry[^6]);
        Assert.Equal(["verify Demo.app", $"pack {Stem}.tar", $"pack {Stem}.zip", $"pack and sign {Stem}.dmg", $"pack and sign {Stem}.pkg"], dry[^5..]);
        int said = leg.Run.Output.Length;
        Assert.True(await leg.SignAsync(given) == 0, leg.Errors);
        Assert.Equal(dry, Order(leg.Run.Output[said..]));
    }

    [Fact]
    public async Task An_identity_from_secrets_signs_and_no_part_of_it_is_said()
    {
        using BuiltLeg leg = await LegAsync(hasTar: false);
        Assert.True(await leg.SignAsync(("identity", BuiltLeg.Identity()), ("identity-password", BuiltLeg.Password), ("formats", "zip\ndmg\npkg"),
            ("installer-identity", BuiltLeg.Identity(installer: true)), ("installer-identity-password", BuiltLeg.Password)) == 0, leg.Errors);
        Assert.Contains("is no identity of Apple", leg.Errors, StringComparison.Ordinal);
        Assert.Equal(["dmg", "pkg", "zip", "blockmap"], leg.Fragment.Artifacts.Select(artifact => artifact.Path.Split('.')[^1]));
        string said = string.Join('\n', (leg.Errors + leg.Run.Summary + leg.Run.Outputs).Split('\n')
            .Where(line => !line.StartsWith("::add-mask::", StringComparison.Ordinal)));
        string[] secrets = [BuiltLeg.Password, .. BuiltLeg.Identity().Split("\r\n"), .. BuiltLeg.Identity(installer: true).Split("\r\n")];
        Assert.DoesNotContain(secrets, secret => said.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_signs_only_where_that_is_asked_for()
    {
        using BuiltLeg leg = await LegAsync();
        string[] state = leg.State();
        Assert.Equal(2, await leg.SignAsync());
        Assert.Contains("No 'identity' is given (secret MACOS_IDENTITY)", leg.Errors, StringComparison.Ordinal);
        Assert.Equal(state, leg.State());
        Assert.True(await leg.SignAsync(("ad-hoc", "without-identity"), ("formats", "zip"), ("notarize", "true")) == 0, leg.Errors);
        Assert.Contains("::warning::Nobody signs", leg.Errors, StringComparison.Ordinal);
        Assert.Contains("::warning::Nothing is notarized", leg.Errors, StringComparison.Ordinal);
        Assert.True(await leg.SignAsync(("verify-only", "true"), ("ad-hoc", "always")) == 0, leg.Errors);
        Assert.Equal(1, await leg.SignAsync(("verify-only", "true")));
    }

    [Fact]
    public async Task An_app_without_a_release_is_signed_in_its_place_and_what_is_changed_in_it_is_found()
    {
        using BuiltLeg leg = await LegAsync();
        string demo = await SampleApp.CopyAsync(app.Path, Path.Combine(leg.Run.Workspace, "Demo.app"));
        Assert.True(await leg.SignAsync([.. Test, ("app-folder", "Demo.app")]) == 0, leg.Errors);
        Assert.True(File.Exists(Path.Combine(leg.Run.Workspace, "Demo.zip")) && File.Exists(Path.Combine(leg.Run.Workspace, "Demo.dmg")));
        Assert.True(await leg.SignAsync([.. Test, ("app-folder", "Demo.app"), ("verify-only", "true")]) == 0, leg.Errors);
        await File.AppendAllTextAsync(Path.Combine(demo, "Contents/Resources/app.asar"), "!", Stop);
        Assert.Equal(1, await leg.SignAsync([.. Test, ("app-folder", "Demo.app"), ("verify-only", "true")]));
        Assert.Contains("Demo.app/Contents/Resources/app.asar", leg.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not base64 at all", BuiltLeg.Password, "'identity': The signing key's secret is neither PEM nor PKCS #12 in base64")]
    [InlineData("AAAA", BuiltLeg.Password, "'identity': The signing key's secret is no whole PKCS #12")]
    [InlineData("application", "wrong", "'identity': The signing key's secret has another password")]
    [InlineData("installer", BuiltLeg.Password, "signs packages, not apps")]
    [InlineData("expired", BuiltLeg.Password, "expired on 2026-01-01")]
    public async Task An_identity_that_can_not_sign_is_refused_and_the_release_stays(string identity, string password, string says)
    {
        using BuiltLeg leg = await LegAsync();
        string[] state = leg.State();
        string given = identity switch
        {
            "application" => BuiltLeg.Identity(),
            "installer" => BuiltLeg.Identity(installer: true),
            "expired" => BuiltLeg.Identity(years: 0),
            _ => identity
        };
        Assert.Equal(2, await leg.SignAsync(("identity", given), ("identity-password", password)));
        Assert.Contains(says, leg.Errors, StringComparison.Ordinal);
        Assert.Equal(state, leg.State());
    }

    [Theory]
    [InlineData("entitlements", "app.plist", "no plist", "app.plist")]
    [InlineData("entitlements-gpu", "missing.plist", null, "The file 'missing.plist' is missing")]
    [InlineData("formats", "zip\ndmgg", null, "'formats' names 'dmgg', which is none of zip, dmg, pkg. Did you mean 'dmg'?")]
    [InlineData("dmg-window", "1x1", null, "'dmg-window' is '1x1'")]
    [InlineData("dmg-background", "picture.png", "no picture", "picture")]
    [InlineData("pkg-scripts", "scripts", null, "scripts")]
    [InlineData("team-id", "ZZZZZ99999", null, "'team-id' is ZZZZZ99999")]
    [InlineData("timestamp-server", "ftp://x", null, "'timestamp-server' is 'ftp://x'")]
    [InlineData("notarize", "true", null, "'notarize' needs 'notary-issuer'")]
    [InlineData("release-folder", ".", null, "is the workspace itself")]
    [InlineData("release-folder", "nothing", null, "The folder 'nothing' is missing")]
    public async Task A_wrong_input_is_named_and_the_release_stays(string input, string value, string? content, string says)
    {
        using BuiltLeg leg = await LegAsync();
        if (content is not null)
            await File.WriteAllTextAsync(Path.Combine(leg.Run.Workspace, value), content, Stop);
        string[] state = leg.State();
        (string, string)[] identity = [("identity", BuiltLeg.Identity()), ("identity-password", BuiltLeg.Password),
            ("installer-identity", BuiltLeg.Identity(installer: true)), ("installer-identity-password", BuiltLeg.Password)];
        (string, string)[] formats = input == "formats" ? [] : [("formats", "dmg\npkg")];
        Assert.Equal(2, await leg.SignAsync([.. identity, .. formats, (input, value)]));
        Assert.Contains(says, leg.Errors, StringComparison.Ordinal);
        Assert.Equal(state, leg.State());
    }

    [Theory]
    [InlineData("Contents/Info.plist", null, "Contents/Info.plist")]
    [InlineData("Contents/Resources/._app.asar", "fork", "fork of another file")]
    [InlineData("Contents/Resources/out", "@../../../../etc", "leads out of")]
    public async Task An_app_that_can_not_be_signed_is_refused_by_file_and_the_release_stays(string path, string? content, string says)
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        string broken = await SampleApp.CopyAsync(app.Path, folder.At("Demo.app"));
        string file = Path.Combine(broken, path);
        if (content is null)
            File.Delete(file);
        else if (content.StartsWith('@'))
            File.CreateSymbolicLink(file, content[1..]);
        else
            await File.WriteAllTextAsync(file, content, Stop);
        using BuiltLeg leg = await BuiltLeg.OfAsync(broken);
        string[] state = leg.State();
        Assert.InRange(await leg.SignAsync(Test), 1, 2);
        Assert.Contains(says, leg.Errors, StringComparison.Ordinal);
        Assert.Equal(state, leg.State());
    }

    [Fact]
    public async Task A_leg_of_another_system_is_refused()
    {
        SampleApp.NeedsTools();
        using BuiltLeg leg = await BuiltLeg.OfAsync(app.Path, ReleasePlatform.Linux);
        Assert.Equal(2, await leg.SignAsync(Test));
        Assert.Contains("has fragments of linux-universal and none of mac", leg.Errors, StringComparison.Ordinal);
    }

    private async Task<BuiltLeg> LegAsync(bool hasTar = true)
    {
        SampleApp.NeedsTools();
        return await BuiltLeg.OfAsync(app.Path, hasTar: hasTar);
    }

    // The program in the zip that updates are taken from.
    private static async Task<string> UnsignedAsync(BuiltLeg leg)
    {
        using var folder = new TemporaryFolder();
        using (ZipReader zip = ZipReader.Open(Path.Combine(leg.Release, $"{Stem}.zip"), "zip", new ZipLimits()))
            ZipExtraction.Run(zip, folder.At("zip"), null, Stop);
        string link = Path.Combine(folder.At("zip"), "Demo.app/Contents/Frameworks/Demo Framework.framework/Versions/Current");
        Assert.Equal(FileType.Link, FileStatus.Of(link).Type);
        return Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder.At("zip"), "Demo.app/Contents/MacOS/Demo"), Stop)));
    }

    private static string[] Order(string output) =>
        [.. output.Split('\n').Where(line => line.StartsWith("sign ", StringComparison.Ordinal) || line.StartsWith("verify ", StringComparison.Ordinal)
            || line.StartsWith("pack ", StringComparison.Ordinal))];
}

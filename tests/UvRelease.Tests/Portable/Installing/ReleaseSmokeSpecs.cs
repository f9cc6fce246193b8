using System.Text.Json;
using UvRelease.ReleaseSmoke;
using Xunit;

namespace UvRelease.Tests.Portable.Installing;

public sealed class ReleaseSmokeSpecs : IDisposable
{
    private static readonly (string, string)[] Both =
    [
        ("archives", "release/sample-app-headless-1.4.0-linux-x64.zip\nrelease/sample-app-desktop-1.4.0-linux-x64.zip"), ("version", "1.4.0"),
        ("commit", PortableStage.Commit), ("package-file", "package.json"), ("tag", "v1.4.0"),
    ];

    private readonly PortableStage stage = new();

    [Fact]
    public async Task Two_archives_are_installed_into_one_command_root_called_and_removed()
    {
        await PackAsync();
        Assert.Equal(0, await stage.Run.StepAsync<ReleaseSmokeOptions, ReleaseSmokeStep>(Both));
        using var report = JsonDocument.Parse(File.ReadAllBytes(stage.At("release-smoke.json")));
        string[] checks = [.. report.RootElement.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("id").GetString()!)];
        foreach (string wanted in (string[])["verify-desktop", "install-desktop", "resolve-desktop-sample-browser", "call-1-desktop", "dry-update-desktop",
            "dry-uninstall-headless", "versions", "provenance-headless", "uninstall-desktop", "resolve-headless-sample-after-desktop", "nothing-left"])
            Assert.Contains(wanted, checks);
        Assert.All(report.RootElement.GetProperty("checks").EnumerateArray(), check => Assert.Equal("passed", check.GetProperty("status").GetString()));
        Assert.Equal(9, report.RootElement.GetProperty("versions").GetArrayLength());
        Assert.DoesNotContain("/tmp/", File.ReadAllText(stage.At("release-smoke.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_place_that_says_another_version_is_listed()
    {
        await PackAsync();
        stage.Write("package.json", """{"version":"1.3.9"}""");
        Assert.Equal(1, await stage.Run.StepAsync<ReleaseSmokeOptions, ReleaseSmokeStep>([.. Both[..4], ("tag", "v1.4.1")]));
        string report = File.ReadAllText(stage.At("release-smoke.json"));
        Assert.Contains("The release is 1.4.0; the tag says 'v1.4.1'; package.json says '1.3.9'.", report, StringComparison.Ordinal);
        Assert.Contains("A check before it failed.", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_surface_that_does_not_answer_fails_the_test_and_so_does_provenance_of_other_bytes()
    {
        await PackAsync("\n    - { run: [sample, nothing], label: Nothing }\n");
        Assert.Equal(1, await stage.Run.StepAsync<ReleaseSmokeOptions, ReleaseSmokeStep>(Both));
        Assert.Contains("Nothing: 'sample nothing' ended with 2 and should with 0", File.ReadAllText(stage.At("release-smoke.json")), StringComparison.Ordinal);
        await PackAsync();
        string statement = stage.At("release/sample-app-desktop-1.4.0-linux-x64.zip.provenance.json");
        File.WriteAllText(statement, File.ReadAllText(statement).Replace("\"sha256\": \"", "\"sha256\": \"0", StringComparison.Ordinal));
        Assert.Equal(1, await stage.Run.StepAsync<ReleaseSmokeOptions, ReleaseSmokeStep>(Both));
        Assert.Contains("is not of sample-app-desktop-1.4.0-linux-x64.zip with the SHA-256",
            File.ReadAllText(stage.At("release-smoke.json")), StringComparison.Ordinal);
    }

    public void Dispose() => stage.Dispose();

    private async Task PackAsync(string more = "")
    {
        await SampleArchives.BuildAsync(stage, "1.4.0");
        stage.Write(".github/uv-release.yml", SampleArchives.Configuration + more);
        stage.Write("package.json", """{"version":"1.4.0"}""");
        Directory.CreateDirectory(stage.At("release"));
        foreach (string old in Directory.GetFiles(stage.At("release"), "*linux-x64*"))
            File.Delete(old);
        foreach (string kind in (string[])["desktop", "headless"])
            Assert.Equal(0, await stage.PackageAsync(("kind", kind)));
    }
}

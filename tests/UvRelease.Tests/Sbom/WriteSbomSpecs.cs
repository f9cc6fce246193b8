using System.Text;
using System.Text.Json;
using UvRelease.Channels.Sealing;
using UvRelease.Formats.Archives;
using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Formats.Archives;
using UvRelease.WriteSbom;
using Xunit;

namespace UvRelease.Tests.Sbom;

/// <summary>What is in an app is written down in forms that CycloneDX's own validator takes, beside each file that users get.</summary>
public sealed class WriteSbomSpecs : IDisposable
{
    private const string Lock = """
        {"name":"sample","version":"1.2.0","lockfileVersion":3,"packages":{"":{"name":"sample","version":"1.2.0"},
        "node_modules/left":{"version":"1.0.0","license":"MIT",
        "integrity":"sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="},
        "node_modules/@scope/right":{"version":"2.0.0-beta.1+x","license":"SEE LICENSE IN LICENSE.txt"},
        "node_modules/tool":{"version":"3.0.0","dev":true,"license":"MIT"},
        "node_modules/left/node_modules/inner":{"version":"0.1.0","license":"(MIT OR Apache-2.0)"}}}
        """;

    private readonly StepRun run = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Release => Path.Combine(run.Workspace, "release");

    private ReleaseFragment Fragment => ReleaseFragmentFile.Find(Release, new Leg(ReleasePlatform.Linux, ReleaseArch.X64))!;

    public void Dispose() => run.Dispose();

    [Fact]
    public async Task Each_file_of_a_leg_gets_both_documents_and_the_release_seals_them()
    {
        Node.Needs("@cyclonedx/cyclonedx-library", "tests/UvRelease.Tests/Sbom/judges");
        await BuildAsync(hasManifests: true);
        Assert.True(await RunAsync() == 0, run.Output + run.Error);
        Artifact[] documents = [.. Fragment.Artifacts.Where(one => one.Kind == ArtifactKind.Sbom)];
        Assert.Equal(["sample-1.2.0-linux-x64.AppImage.cdx.json", "sample-1.2.0-linux-x64.AppImage.spdx.json", "sample-1.2.0-linux-x64.tar.gz.cdx.json",
            "sample-1.2.0-linux-x64.tar.gz.spdx.json"], documents.Select(one => one.Path));
        string[] cycloneDx =
            [.. documents.Where(one => one.Path.EndsWith(".cdx.json", StringComparison.Ordinal)).Select(one => Path.Combine(Release, one.Path))];
        string said = await OutsideProgram.RunAsync(SourceTree.At("tests/UvRelease.Tests/Sbom/judges"), "node", ["validate.mjs", .. cycloneDx]);
        Assert.Equal("valid: 2", said.Trim());

        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(cycloneDx[0], Stop));
        var found = json.RootElement.GetProperty("components").EnumerateArray().ToDictionary(one => one.GetProperty("bom-ref").GetString()!, one => one);
        Assert.Equal(["file:app/resources/app.asar.unpacked/native.node", "file:app/sample", "pkg:generic/chromium@156.0.8078.100", "pkg:generic/node@24.4.1",
            "pkg:generic/v8@15.6.1.2", "pkg:npm/%40scope/right@2.0.0-beta.1%2Bx", "pkg:npm/electron@45.4.1", "pkg:npm/inner@0.1.0", "pkg:npm/left@1.0.0"],
            found.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(64 * 2, found["pkg:npm/left@1.0.0"].GetProperty("hashes")[0].GetProperty("content").GetString()!.Length);
        Assert.Equal("SEE LICENSE IN LICENSE.txt",
            found["pkg:npm/%40scope/right@2.0.0-beta.1%2Bx"].GetProperty("licenses")[0].GetProperty("license").GetProperty("name").GetString());
        Assert.Equal("(MIT OR Apache-2.0)", found["pkg:npm/inner@0.1.0"].GetProperty("licenses")[0].GetProperty("expression").GetString());
        Artifact image = Fragment.Artifacts.Single(one => one.Path.EndsWith(".AppImage", StringComparison.Ordinal));
        Assert.Equal(image.Sha256,
            json.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("hashes")[0].GetProperty("content").GetString());
        Assert.Equal("complete", json.RootElement.GetProperty("compositions")[0].GetProperty("aggregate").GetString());

        SealedRelease release = ReleaseSeal.Of(new SealRequest { ReleaseFolder = Release, App = "sample" });
        Assert.Equal(4, release.Release.Files.Count(file => file.Kind == ArtifactKind.Sbom));
    }

    [Fact]
    public async Task The_same_release_gives_the_same_bytes_and_a_changed_file_is_refused()
    {
        await BuildAsync(hasManifests: true);
        Assert.True(await RunAsync() == 0, run.Output + run.Error);
        string[] once = State();
        Assert.True(await RunAsync() == 0, run.Output + run.Error);
        Assert.Equal(once, State());
        await File.AppendAllTextAsync(Path.Combine(Release, "sample-1.2.0-linux-x64.AppImage"), "!", Stop);
        Assert.Equal(1, await RunAsync());
        Assert.Contains("has other bytes", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundled_app_takes_the_production_packages_of_the_lock_file_and_says_so()
    {
        await BuildAsync(hasManifests: false);
        Assert.True(await RunAsync() == 0, run.Output + run.Error);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Release, "sample-1.2.0-linux-x64.AppImage.cdx.json"), Stop));
        string[] packages = [.. json.RootElement.GetProperty("components").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
        Assert.Contains("inner", packages);
        Assert.DoesNotContain("tool", packages);
        Assert.Equal("incomplete", json.RootElement.GetProperty("compositions")[0].GetProperty("aggregate").GetString());
        Assert.Contains("::warning::linux-x64: the app has no manifests", run.Output, StringComparison.Ordinal);
    }

    // No program of a registry that is reached knows SPDX 2.3: its clauses 6 to 11 are checked here, by what a reader needs.
    [Fact]
    public async Task Documents_of_SPDX_name_each_element_once_and_relate_none_that_is_not_there()
    {
        await BuildAsync(hasManifests: true);
        Assert.True(await RunAsync() == 0, run.Output + run.Error);
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Release, "sample-1.2.0-linux-x64.AppImage.spdx.json"), Stop));
        JsonElement root = json.RootElement;
        Assert.Equal(("SPDX-2.3", "CC0-1.0"), (root.GetProperty("spdxVersion").GetString(), root.GetProperty("dataLicense").GetString()));
        Assert.Matches("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", root.GetProperty("documentNamespace").GetString()!);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$", root.GetProperty("creationInfo").GetProperty("created").GetString()!);
        string[] ids = [.. root.GetProperty("packages").EnumerateArray().Select(one => one.GetProperty("SPDXID").GetString()!)];
        Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.All(ids, id => Assert.Matches("^SPDXRef-[A-Za-z0-9.-]+$", id));
        Assert.All(root.GetProperty("packages").EnumerateArray(), one =>
        {
            Assert.True(one.TryGetProperty("name", out _) && one.TryGetProperty("downloadLocation", out _));
            Assert.DoesNotContain("SEE LICENSE", one.GetProperty("licenseDeclared").GetString()!, StringComparison.Ordinal);
        });
        Assert.All(root.GetProperty("relationships").EnumerateArray(), one =>
        {
            Assert.Contains(one.GetProperty("spdxElementId").GetString()!, ids.Append("SPDXRef-DOCUMENT"));
            Assert.Contains(one.GetProperty("relatedSpdxElement").GetString()!, ids);
        });
        Assert.Equal(ids.Length, root.GetProperty("relationships").GetArrayLength());
    }

    [Theory]
    [InlineData("[]", "has no 'packages'"), InlineData("no json", "is no JSON"), InlineData("{\"lockfileVersion\":1,\"dependencies\":{}}", "has no 'packages'")]
    public async Task A_file_that_is_no_lock_file_is_told(string text, string problem)
    {
        await BuildAsync(hasManifests: true);
        File.WriteAllText(Path.Combine(run.Workspace, "package-lock.json"), text);
        Assert.Equal(2, await RunAsync());
        Assert.Contains(problem, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leg_with_nothing_to_look_into_is_told()
    {
        await BuildAsync(hasManifests: true, hasArchive: false);
        Assert.Equal(2, await RunAsync());
        Assert.Contains("has no app, zip or tar.gz to look into. Name 'dir'", run.Output + run.Error, StringComparison.Ordinal);
    }

    private Task<int> RunAsync() => run.StepAsync<WriteSbomOptions, WriteSbomStep>([("app", "sample"), ("lock-file", "package-lock.json")]);

    private string[] State() => [.. ArchiveTree.Read(Release).Select(entry => $"{entry.Name} {(entry.Source is { } file
        ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))) : "")}")];

    private async Task BuildAsync(bool hasManifests, bool hasArchive = true)
    {
        Node.Needs("@electron/asar", "tools/electron-builder");
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(run.Workspace, "package-lock.json"), Lock);
        folder.Write("source/package.json", """{"name":"sample","version":"1.2.0"}""");
        folder.Write("source/main.js", "");
        if (hasManifests)
        {
            folder.Write("source/node_modules/left/package.json", """{"name":"left","version":"1.0.0","license":{"type":"MIT"}}""");
            folder.Write("source/node_modules/left/lib/package.json", """{"type":"module"}""");
            folder.Write("source/node_modules/left/node_modules/inner/package.json", """{"name":"inner","version":"0.1.0"}""");
            folder.Write("source/node_modules/@scope/right/package.json", """{"name":"@scope/right","version":"2.0.0-beta.1+x"}""");
        }

        Directory.CreateDirectory(folder.At("app/resources/app.asar.unpacked"));
        await OutsideProgram.RunAsync(SourceTree.At("tools/electron-builder"), "node", "node_modules/@electron/asar/bin/asar.js", "pack",
            folder.At("source"), folder.At("app/resources/app.asar"));
        byte[] program = [.. File.ReadAllBytes("/bin/true").AsSpan(0, 4096), .. Encoding.ASCII.GetBytes(
            "Mozilla Chrome/156.0.8078.100 Electron/45.4.1\0v24.4.1\015.6.1.2-electron.0\0")];
        File.WriteAllBytes(folder.At("app/sample"), program);
        File.WriteAllBytes(folder.At("app/resources/app.asar.unpacked/native.node"), File.ReadAllBytes("/bin/true"));
        Directory.CreateDirectory(Release);
        const string stem = "sample-1.2.0-linux-x64";
        File.WriteAllText(Path.Combine(Release, $"{stem}.AppImage"), "an image");
        if (hasArchive)
            await OutsideProgram.RunAsync(folder.Path, "tar", "-czf", Path.Combine(Release, $"{stem}.tar.gz"), "-C", folder.Path, "app");
        Artifact Of(ArtifactKind kind, string path)
        {
            var hash = ArtifactHash.Below(Release, path, Stop);
            return new Artifact(kind, path, ReleasePlatform.Linux, ReleaseArch.X64, hash.Size, hash.Sha256, hash.Sha512, null);
        }

        ReleaseFragmentFile.Write(Release, ReleaseFragment.Of("1.2.0", new string('a', 40), ReleasePlatform.Linux, ReleaseArch.X64,
            new ReleaseFragmentTools("45.4.1", "26.0.0")).With([Of(ArtifactKind.Installer, $"{stem}.AppImage"),
                .. hasArchive ? [Of(ArtifactKind.Portable, $"{stem}.tar.gz")] : Array.Empty<Artifact>()]), Stop);
    }
}

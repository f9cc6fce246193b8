using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Electron.Building;

public class BuildSpecs(BuiltApps apps)
{
    [Fact]
    public async Task A_linux_app_is_packed_twice_with_the_same_bytes_and_starts()
    {
        BuiltApp built = await apps.LinuxAsync();
        using var folder = new TemporaryFolder();
        ReleaseFragment fragment = Assert.Single(built.Fragments);
        Assert.Equal((ReleasePlatform.Linux, ReleaseArch.X64, "1.2.0"), (fragment.Platform, fragment.Arch, fragment.Version));
        Assert.Equal(new ReleaseFragmentTools("45.4.1", "26.17.0"), fragment.ToolVersions);
        Assert.Equal((ArtifactKind.App, ArtifactKind.Portable), (built.Artifact(".tar").Kind, built.Artifact(".tar.gz").Kind));
        foreach (Artifact artifact in fragment.Artifacts)
            Assert.StartsWith(artifact.Sha256, SampleProject.Run("sha256sum", built.Project.At("release", artifact.Path)), StringComparison.Ordinal);
        SampleProject.Run("tar", "-xzf", built.File(".tar.gz"), "-C", folder.Path);
        string app = folder.At("sample-app-1.2.0-linux-x64");
        Assert.Equal("Sample App 1.2.0\n", SampleProject.Run(Path.Combine(app, "sample-app"), "--print-version"));
        Assert.Equal(
            "provider: generic\nurl: https://updates.example.com/app/feeds/stable/\nchannel: stable\nupdaterCacheDirName: sample-app-updater\n",
            File.ReadAllText(Path.Combine(app, "resources", "app-update.yml")));
        Assert.Equal(1704067200, new DateTimeOffset(File.GetLastWriteTimeUtc(Path.Combine(app, "sample-app"))).ToUnixTimeSeconds());
        Assert.Contains("Built twice, in two folders: 4 files are equal.", built.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_windows_app_is_a_zip_whose_program_has_the_app_in_its_resources()
    {
        using var project = new SampleProject();
        await project.SucceedAsync("--platform", "win", "--version", "2.0.0-beta.1", "--targets", "zip", "--install=false");
        string zip = project.At("release", "win-x64", "sample-app-2.0.0-beta.1-win-x64.zip");
        SampleProject.Run("unzip", "-q", zip, "-d", project.At("out"));
        Assert.Contains("PE32+ executable", SampleProject.Run("file", project.At("out", "Sample App.exe")), StringComparison.Ordinal);
        Assert.Contains("\"version\": \"2.0.0-beta.1\"", File.ReadAllText(project.At("out", "resources", "app", "package.json")), StringComparison.Ordinal);
        Assert.Contains("Everything is Ok", SampleProject.Run("7zz", "t", zip), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mac_app_keeps_its_links_for_both_processors()
    {
        BuiltApp built = await apps.MacAsync();
        using var folder = new TemporaryFolder();
        Assert.Equal(["release.mac-arm64.json", "release.mac-universal.json", "release.mac-x64.json"], built.Fragments.Select(fragment => fragment.FileName));
        foreach ((string arch, string processor) in (ReadOnlySpan<(string, string)>)[("x64", "x86_64"), ("arm64", "arm64")])
        {
            SampleProject.Run("unzip", "-q", built.File($"mac-{arch}/sample-app-1.2.0-mac-{arch}.zip"), "-d", folder.At(arch));
            string contents = folder.At(arch, "Sample App.app", "Contents");
            Assert.Equal("A", File.ResolveLinkTarget(Path.Combine(contents, "Frameworks", "Electron Framework.framework", "Versions", "Current"), false)?.Name);
            Assert.Contains($"Mach-O 64-bit {processor} executable", SampleProject.Run("file", Path.Combine(contents, "MacOS", "Sample App")),
                StringComparison.Ordinal);
            Assert.Contains("<string>com.example.sample-app</string>", File.ReadAllText(Path.Combine(contents, "Info.plist")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Source_maps_in_an_asar_are_refused_or_moved()
    {
        using var project = new SampleProject();
        project.Replace("electron-builder.yml", "asar: false", "asar: true");
        File.WriteAllText(project.At("src", "main.js.map"), """{ "version": 3, "sources": ["main.ts"], "mappings": "" }""");
        File.WriteAllText(project.At("src", "cave.map"), "#####\n");
        Assert.Equal(1, await project.BuildAsync("--platform", "linux", "--targets", "dir", "--install=false"));
        Assert.Contains("app.asar/src/main.js.map", project.Log, StringComparison.Ordinal);
        await project.SucceedAsync("--platform", "linux", "--targets", "dir", "--source-maps", "move", "--install=false");
        Artifact map = Assert.Single(Assert.Single(ReleaseFragmentFile.All(project.At("release"))).Artifacts,
            artifact => artifact.Kind == ArtifactKind.SourceMap);
        Assert.Equal("source-maps/linux-x64/src/main.js.map", map.Path);
        SampleProject.Run("tar", "-xf", project.At("release", "linux-x64", "sample-app-1.2.0-linux-x64.tar"), "-C", project.Folder);
        using var packed = UvRelease.Formats.Asar.AsarArchive.Open(project.At("sample-app-1.2.0-linux-x64", "resources", "app.asar"), "app.asar");
        Assert.Contains(packed.Entries, entry => entry.Path == "src/cave.map");
        Assert.DoesNotContain(packed.Entries, entry => entry.Path == "src/main.js.map");
    }

    [Theory]
    [InlineData("pnpm", "pnpm install --frozen-lockfile")]
    [InlineData("yarn-1", "yarn install --frozen-lockfile")]
    [InlineData("yarn-4", "yarn install --immutable")]
    public async Task Dependencies_of_every_lockfile_are_installed_and_packed(string manager, string command)
    {
        using var project = new SampleProject();
        Node.Needs("pnpm", "tools/electron-builder");
        project.Search(SourceTree.At("tools", "electron-builder", "node_modules", ".bin"));
        File.Delete(project.At("package-lock.json"));
        project.Replace("package.json", "\"private\"", "\"dependencies\": { \"ms\": \"2.1.3\" },\n  \"private\"");
        string locks = SourceTree.At("tests", "UvRelease.Tests", "Electron", "Building", "lockfiles");
        File.Copy(Path.Combine(locks, manager), project.At(manager == "pnpm" ? "pnpm-lock.yaml" : "yarn.lock"));
        if (manager == "yarn-4")
        {
            Node.Needs("@yarnpkg/cli-dist", "tests/UvRelease.Tests/Electron/judges");
            string yarn = SourceTree.At("tests", "UvRelease.Tests", "Electron", "judges", "node_modules", "@yarnpkg", "cli-dist", "bin", "yarn.js");
            File.WriteAllText(project.At(".yarnrc.yml"), $"yarnPath: {yarn}\nnodeLinker: node-modules\nenableTelemetry: false\n");
        }

        await project.SucceedAsync("--platform", "linux", "--targets", "dir");
        Assert.Contains($"Dependencies: {command}", project.Log, StringComparison.Ordinal);
        string packed = SampleProject.Run("tar", "-tf", project.At("release", "linux-x64", "sample-app-1.2.0-linux-x64.tar"));
        Assert.Contains("/resources/app/node_modules/ms/index.js\n", packed, StringComparison.Ordinal);

        project.Replace("package.json", "2.1.3", "2.1.2");
        Assert.Equal(2, await project.BuildAsync("--platform", "linux", "--targets", "dir"));
        Assert.Contains("do not agree", project.Log, StringComparison.Ordinal);
    }
}

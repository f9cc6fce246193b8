using UvRelease.Electron.Building;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using Xunit;

namespace UvRelease.Tests.Electron.Building;

/// <summary>Mistakes in a project, made for real: each is one sentence with its mend.</summary>
public class BuildErrorSpecs
{
    [Theory]
    [InlineData("win", "electron-builder.yml", "icon: build/icon.ico", "icon: build/icons/256x256.png", "win.icon an .ico")]
    [InlineData("linux", "electron-builder.yml", "electronVersion: 45.4.1", "copyright: Ada", "The version of Electron is unknown")]
    [InlineData("linux", "electron-builder.yml", "npmRebuild", "npmRebiuld", "unknown property 'npmRebiuld'")]
    [InlineData("linux", "electron-builder.yml", "45.4.1", "45.4.2", "Electron's distribution is not there")]
    [InlineData("linux", "package.json", "src/main.js", "src/start.js", "main' of package.json names it")]
    [InlineData("linux", "package.json", "\"main\"", "\"dependencies\": { \"ms\": \"2.1.3\" }, \"main\"", "package.json and package-lock.json do not agree")]
    [InlineData("linux", "package.json", "\"description\"", "\"keywords\": [], \"about\"", "package.json lacks 'description'")]
    [InlineData("linux", "package.json", "\"author\"", "\"writer\"", "package.json lacks 'author'")]
    public async Task A_mistake_is_one_sentence_with_its_mend(string platform, string file, string right, string wrong, string said)
    {
        using var project = new SampleProject();
        project.Replace(file, right, wrong);
        // Dependencies are installed only where they are what is wrong.
        string install = wrong.Contains("dependencies", StringComparison.Ordinal) ? "true" : "false";
        Assert.NotEqual(0, await project.BuildAsync("--platform", platform, "--targets", "dir", $"--install={install}"));
        string error = Assert.Single(project.Log.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(project.At("release")) && ReleaseFragmentFile.All(project.At("release")).Count > 0);
    }

    [Fact]
    public async Task A_target_whose_tool_is_missing_names_both()
    {
        using var project = new SampleProject();
        Assert.Equal(3, await project.BuildAsync("--platform", "win", "--targets", "nsis", "--install", "--tools-folder", "/nowhere"));
        Assert.Contains("The target 'nsis' needs the tool 'nsis'", project.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lockfile_decides_and_several_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("There is no lockfile", Assert.Throws<ReleaseException>(() => LockfileInstaller.Of(folder.Path, folder.Path)).Message,
            StringComparison.Ordinal);
        folder.Write("yarn.lock", "# yarn lockfile v1\n");
        Assert.Equal(["install", "--frozen-lockfile"], LockfileInstaller.Of(folder.Path, folder.Path).Manager.Arguments);
        folder.Write("yarn.lock", "# generated\n\n__metadata:\n  version: 8\n");
        Directory.CreateDirectory(folder.At("packages", "app"));
        Assert.Equal(["install", "--immutable"], LockfileInstaller.Of(folder.At("packages", "app"), folder.Path).Manager.Arguments);
        folder.Write("pnpm-lock.yaml", "lockfileVersion: '9.0'\n");
        Assert.Contains("pnpm-lock.yaml, yarn.lock", Assert.Throws<ReleaseException>(() => LockfileInstaller.Of(folder.Path, folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dmg", "made of the signed app")]
    [InlineData("AppImage", "It is one of linux")]
    [InlineData("zp", "Did you mean 'zip'?")]
    public void A_target_that_a_platform_does_not_have_is_refused(string name, string said) =>
        Assert.Contains(said, Assert.Throws<ReleaseException>(() => BuildTarget.Of(ReleasePlatform.Mac, [name])).Message, StringComparison.Ordinal);
}

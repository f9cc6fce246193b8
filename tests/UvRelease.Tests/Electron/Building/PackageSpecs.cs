using UvRelease.Electron.Building;
using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Electron.Building;

/// <summary>Installers of the sample app by the real electron-builder, with the tools of Debian: what each is, other programs say.</summary>
public class PackageSpecs(BuiltApps apps)
{
    [Fact]
    public async Task A_linux_app_becomes_an_AppImage_that_starts()
    {
        BuiltApp built = await apps.LinuxAsync();
        using var folder = new TemporaryFolder();
        string image = built.File(".AppImage");
        Assert.Equal("Sample App 1.2.0\n", SampleProject.Run("env", "APPIMAGE_EXTRACT_AND_RUN=1", image, "--no-sandbox", "--print-version"));
        Artifact artifact = built.Artifact(".AppImage");
        Assert.Equal((ArtifactKind.Installer, BlockmapForm.Embedded), (artifact.Kind, artifact.Blockmap?.Form));
        byte[] end = File.ReadAllBytes(image)[^4..];
        Assert.Equal(artifact.Blockmap?.Size, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(end));
        string root = folder.At("root"), offset = $"{new FileInfo(Path.Combine(built.Project.Tools(), "appimage", "runtimes", "runtime-x64")).Length}";
        SampleProject.Run("unsquashfs", "-o", offset, "-q", "-n", "-d", root, image);
        string entry = File.ReadAllText(Path.Combine(root, "sample-app.desktop"));
        Assert.Contains("\nExec=AppRun %U\n", entry, StringComparison.Ordinal);
        Assert.Contains("\nX-AppImage-Version=1.2.0\n", entry, StringComparison.Ordinal);
        Assert.Contains("\nCategories=Utility;", entry, StringComparison.Ordinal);
        Assert.Equal("usr/share/icons/hicolor/512x512/apps/sample-app.png",
            File.ResolveLinkTarget(Path.Combine(root, ".DirIcon"), false) is { } icon ? Path.GetRelativePath(root, icon.FullName) : null);
        Assert.False(File.Exists(Path.Combine(root, "resources", "package-type")));
    }

    [Fact]
    public async Task A_linux_app_becomes_a_package_of_Debian_that_starts()
    {
        BuiltApp built = await apps.LinuxAsync();
        using var folder = new TemporaryFolder();
        string deb = built.File(".deb");
        Assert.Equal("Sample App for amd64 1.2.0.deb", Path.GetFileName(deb));
        Assert.Equal("sample-app 1.2.0 amd64\n", SampleProject.Run("dpkg-deb", "--show", "--showformat=${Package} ${Version} ${Architecture}\n", deb));
        SampleProject.Run("dpkg-deb", "-x", deb, folder.At("installed"));
        Assert.Equal("deb", File.ReadAllText(folder.At("installed", "opt", "Sample App", "resources", "package-type")));
        Assert.Equal("Sample App 1.2.0\n", SampleProject.Run(folder.At("installed", "opt", "Sample App", "sample-app"), "--print-version"));
    }

    [Fact]
    public async Task Packages_for_arm64_hold_programs_of_that_processor_and_say_so()
    {
        OutsideProgram.Needs("mksquashfs");
        OutsideProgram.Needs("dpkg-deb");
        using var project = new SampleProject();
        project.Replace("electron-builder.yml", "linux:\n", "deb:\n  compression: gz\nlinux:\n");
        await project.SucceedAsync("--platform", "linux", "--arch", "arm64", "--targets", "deb\nAppImage\ntar.gz",
            "--install=false", "--feed-url", "https://updates.example.com", "--tools-folder", project.Tools());
        ReleaseFragment fragment = Assert.Single(ReleaseFragmentFile.All(project.At("release")));
        Assert.Equal("release.linux-arm64.json", fragment.FileName);
        string At(string end) =>
            project.At("release", Assert.Single(fragment.Artifacts, artifact => artifact.Path.EndsWith(end, StringComparison.Ordinal)).Path);
        Assert.Contains("ARM aarch64", SampleProject.Run("file", At("-linux-arm64.AppImage")), StringComparison.Ordinal);
        Assert.Equal("arm64\n", SampleProject.Run("dpkg-deb", "--field", At("-linux-arm64.deb"), "Architecture"));
        SampleProject.Run("dpkg-deb", "-x", At("-linux-arm64.deb"), project.At("installed"));
        Assert.Contains("ARM aarch64", SampleProject.Run("file", project.At("installed", "opt", "Sample App", "sample-app")), StringComparison.Ordinal);
        SampleProject.Run("unsquashfs", "-o", $"{new FileInfo(Path.Combine(project.Tools(), "appimage", "runtimes", "runtime-arm64")).Length}",
            "-q", "-n", "-d", project.At("root"), At("-linux-arm64.AppImage"));
        Assert.Contains("ARM aarch64", SampleProject.Run("file", project.At("root", "sample-app")), StringComparison.Ordinal);
        Assert.Contains("./sample-app", SampleProject.Run("tar", "-tf", At("-linux-arm64.tar.gz"))
            .Replace("sample-app-1.2.0-linux-arm64", ".", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_windows_app_becomes_an_installer_with_uninstaller_and_block_map()
    {
        OutsideProgram.Needs("makensis");
        using var project = new SampleProject();
        project.Replace("electron-builder.yml", "asar: false", "asar: false\ncompression: store");
        await project.SucceedAsync("--platform", "win", "--targets", "nsis", "--install=false", "--tools-folder", project.Tools());
        ReleaseFragment fragment = Assert.Single(ReleaseFragmentFile.All(project.At("release")));
        Assert.Equal([ArtifactKind.Installer, ArtifactKind.Blockmap], fragment.Artifacts.Select(artifact => artifact.Kind));
        string installer = project.At("release", fragment.Artifacts[0].Path);
        Assert.Equal(ArtifactBlockmap.External(fragment.Artifacts[1].Path, new FileInfo(installer + ".blockmap").Length), fragment.Artifacts[0].Blockmap);
        string listed = SampleProject.Run("7zz", "l", installer);
        Assert.Contains("Nsis", listed, StringComparison.Ordinal);
        Assert.Contains("app-64.7z", listed, StringComparison.Ordinal);
        Assert.Contains("Uninstall Sample App.exe", listed, StringComparison.Ordinal);
        SampleProject.Run("7zz", "x", "-y", $"-o{project.At("setup")}", installer);
        Assert.Contains("Everything is Ok", SampleProject.Run("7zz", "t", Directory.GetFiles(project.At("setup"), "app-64.7z", SearchOption.AllDirectories)[0]),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installer_of_Windows_has_the_same_bytes_twice()
    {
        SlowTests.Ask("two installers, half a minute");
        OutsideProgram.Needs("makensis");
        using var project = new SampleProject();
        project.Replace("electron-builder.yml", "asar: false", "asar: false\ncompression: store");
        await project.SucceedAsync("--platform", "win", "--targets", "nsis", "--install=false", "--verify-reproducible", "--tools-folder", project.Tools());
        Assert.Contains("Built twice, in two folders: 1 files are equal.", project.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mac_apps_for_both_processors_become_a_universal_one()
    {
        BuiltApp built = await apps.MacAsync();
        using var folder = new TemporaryFolder();
        ReleaseFragment fragment = built.Fragments.Single(fragment => fragment.Arch == ReleaseArch.Universal);
        Assert.Equal(["mac-universal/sample-app-1.2.0-mac-universal.zip", "mac-universal/sample-app-1.2.0-mac-universal.zip.blockmap"],
            fragment.Artifacts.Select(artifact => artifact.Path));
        SampleProject.Run("unzip", "-q", built.File("-mac-universal.zip"), "-d", folder.At("out"));
        string contents = folder.At("out", "Sample App.app", "Contents");
        foreach (string program in (string[])["MacOS/Sample App", "Frameworks/Electron Framework.framework/Electron Framework",
            "Frameworks/Sample App Helper.app/Contents/MacOS/Sample App Helper"])
            Assert.Contains("Mach-O universal binary with 2 architectures: [x86_64", SampleProject.Run("file", "-L", Path.Combine(contents, program)),
                StringComparison.Ordinal);
        Assert.Contains("provider: generic", File.ReadAllText(Path.Combine(contents, "Resources", "app-update.yml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Universal_is_for_mac_alone_and_a_runtime_without_sum_is_refused()
    {
        using var project = new SampleProject();
        Assert.Equal(2, await project.BuildAsync("--platform", "linux", "--arch", "universal", "--install=false"));
        Assert.Contains("'universal' is an app of mac", project.Log, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(project.Tools(), "appimage", "SHA256SUMS"), $"{new string('0', 64)}  runtimes/runtime-arm64\n");
        Assert.Contains("no sum for runtimes/runtime-x64",
            Assert.Throws<UvRelease.Releases.ReleaseException>(() => AppImageRuntimes.Find(project.Tools(), ReleaseArch.X64)).Message,
            StringComparison.Ordinal);
    }
}

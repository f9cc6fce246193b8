using UvRelease.Electron.Variants;
using UvRelease.Electron.Asar;
using UvRelease.Electron.Building;
using UvRelease.Formats.Asar;
using UvRelease.Formats.Executables;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Portable;
using Xunit;

namespace UvRelease.Tests.Electron.Building;

/// <summary>Programs in a packed app, by the ways in which packages bring them: variants, prebuilds, compiled, and those of the app itself.</summary>
public class NativeProgramsSpecs
{
    private static readonly byte[] Linux = Programs.Elf(62), LinuxArm = Programs.Elf(183), Win = Programs.Pe(0x8664), Win32 = Programs.Pe(0x14c),
        Mac = Programs.MachO(0x01000007), MacArm = Programs.MachO(0x0100000c), Both = Programs.Fat(0x01000007, 0x0100000c);

    private const string Watcher = """
        { "optionalDependencies": { "@w/watcher-darwin-arm64": "1", "@w/watcher-linux-x64-glibc": "1", "@w/watcher-linux-x64-musl": "1" } }
        """;

    public static TheoryData<string, (string Path, byte[] Bytes)[], string?> Apps => new()
    {
        { "linux-x64", [("node_modules/@w/watcher/package.json", Text(Watcher)), ("node_modules/@w/watcher-linux-x64-glibc/w.node", Linux),
            ("node_modules/@w/watcher-linux-x64-glibc/package.json", Text("{}"))], null },
        { "mac-arm64", [("node_modules/@w/watcher-linux-x64-glibc/w.node", Linux)],
            "Package @w/watcher-linux-x64-glibc: app/node_modules/@w/watcher-linux-x64-glibc/w.node is for linux-x64. Let this step install the dependencies" },
        { "mac-arm64", [("node_modules/@w/watcher/package.json", Text(Watcher))],
            "@w/watcher lacks its program for mac-arm64: @w/watcher-darwin-arm64 is not in" },
        { "win-x64", [("node_modules/@w/watcher/package.json", Text(Watcher))], null },
        { "linux-x64", [("node_modules/@w/watcher-linux-x64-musl/w.node", Linux)], "w.node is for linux-x64 with musl" },
        { "linux-x64", [("node_modules/@w/watcher-linux-x64-musl/w.node", Linux), ("node_modules/@w/watcher-linux-x64-glibc/w.node", Linux)], null },
        { "mac-arm64", [("node_modules/usb/prebuilds/darwin-x64+arm64/u.node", Both), ("node_modules/usb/prebuilds/linux-x64/u.node", Linux)], null },
        { "linux-arm64", [("node_modules/usb/prebuilds/darwin-x64+arm64/u.node", Both), ("node_modules/usb/prebuilds/linux-x64/u.node", Linux)],
            "Package usb has no program for linux-arm64: app/node_modules/usb/prebuilds/darwin-x64+arm64/u.node is for mac-x64+arm64, and 1 more" },
        { "mac-arm64", [("node_modules/usb/prebuilds/darwin-arm64/u.node", MacArm), ("node_modules/usb/build/Release/u.node", Linux)],
            "Package usb: app/node_modules/usb/build/Release/u.node is for linux-x64, compiled on another machine" },
        { "mac-x64", [("node_modules/db/build/Release/db.node", MacArm)], "db.node is for mac-arm64" },
        { "win-x64", [("node_modules/tray/tray.exe", Win32), ("bin/helper.exe", Win32)], null },
        { "win-x64", [("node_modules/tray/tray.node", Win32)], "tray.node is for win-ia32" },
        { "win-arm64", [("node_modules/tray/tray.exe", Win)], null },
        { "linux-x64", [("bin/win/adb.exe", Win), ("bin/linux/adb", Linux)], null },
        { "linux-x64", [("bin/win/adb.exe", Win)], "app/bin/win/adb.exe is for win-x64: leave it out by 'files' or 'extraResources'" },
        { "linux-x64", [("vendor/notify.exe", Win)], null },
        { "mac-universal", [("node_modules/usb/u.node", Both)], null },
        { "mac-universal", [("node_modules/usb/u.node", Mac)],
            "The app for mac-universal would not run there. Package usb: app/node_modules/usb/u.node is for mac-x64" },
        { "mac-universal", [("node_modules/@w/w-darwin-x64/w.node", Mac), ("node_modules/@w/w-darwin-arm64/w.node", MacArm)], null },
        { "mac-universal", [("node_modules/@w/w-darwin-x64/w.node", Mac)], "@w/w-darwin-x64" },
        { "mac-universal", [("../app-x64/a.node", Mac), ("../app-arm64/a.node", MacArm)], null },
        { "linux-arm64", [("../../electron", Linux)], "electron is for linux-x64: Electron's distribution is one for another target" },
    };

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    [Theory]
    [MemberData(nameof(Apps))]
    public void Each_program_runs_on_the_target_or_is_chosen_by_name(string leg, (string Path, byte[] Bytes)[] files, string? said)
    {
        using var folder = new TemporaryFolder();
        PackedApp app = App(folder, files);
        Leg target = Leg.TryParse(leg)!.Value;
        int Check() => NativePrograms.Check(app, folder.Path, target.Platform, target.Arch, ["app/vendor/*"]);
        if (said is null)
            Assert.Equal(files.Count(file => ExecutableHeader.Read(file.Bytes) is not null), Check());
        else
            Assert.Contains(said, Assert.Throws<ReleaseException>(() => Check()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_inside_of_an_archive_and_one_unpacked_from_it_are_seen()
    {
        using var folder = new TemporaryFolder();
        PackedApp app = App(folder, [("../app.asar.unpacked/node_modules/a/a.node", Linux)]);
        string packed = folder.At("b.node");
        File.WriteAllBytes(packed, LinuxArm);
        AsarWriter.Write(Path.Combine(app.Resources, "app.asar"),
            [
                new(new AsarEntry("node_modules/a/a.node", AsarEntryKind.File) { IsUnpacked = true },
                    AsarContent.Of(Path.Combine(app.Resources, "app.asar.unpacked/node_modules/a/a.node"))),
                new(new AsarEntry("node_modules/b/b.node", AsarEntryKind.File), AsarContent.Of(packed)),
            ], default);
        string message = Assert.Throws<ReleaseException>(() => NativePrograms.Check(app, folder.Path, ReleasePlatform.Win, ReleaseArch.X64, [])).Message;
        Assert.Contains("app.asar/node_modules/a/a.node is for linux-x64", message, StringComparison.Ordinal);
        Assert.Contains("app.asar/node_modules/b/b.node is for linux-arm64", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_is_compiled_and_was_not_is_missing_its_program()
    {
        using var folder = new TemporaryFolder();
        PackedApp app = App(folder, [("node_modules/db/package.json", Text("{}"))]);
        NativePrograms.Check(app, folder.Path, ReleasePlatform.Linux, ReleaseArch.X64, []);
        folder.Write("node_modules/db/binding.gyp", "{}");
        Assert.Contains("Package db is compiled when it is installed", Assert.Throws<ReleaseException>(
            () => NativePrograms.Check(app, folder.Path, ReleasePlatform.Linux, ReleaseArch.X64, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_of_NET_runs_where_its_runtime_runs()
    {
        using var folder = new TemporaryFolder();
        PackedApp app = App(folder, [("bin/server.dll", File.ReadAllBytes(typeof(NativeProgramsSpecs).Assembly.Location))]);
        Assert.Equal(0, NativePrograms.Check(app, folder.Path, ReleasePlatform.Mac, ReleaseArch.Arm64, []));
    }

    [Theory]
    [InlineData("package-lock.json", "\"os\": [", "mac-arm64", "npm install --no-save --ignore-scripts --no-audit --no-fund --os=darwin --cpu=arm64")]
    [InlineData("package-lock.json", "\"cpu\": [", "linux-arm64",
        "npm install --no-save --ignore-scripts --no-audit --no-fund --os=linux --cpu=arm64 --libc=glibc")]
    [InlineData("pnpm-lock.yaml", "    os: [darwin]", "win-x64", "pnpm install --frozen-lockfile --ignore-scripts --os=win32 --cpu=x64")]
    [InlineData("yarn.lock", "__metadata:\n  conditions: os=darwin", "mac-x64", "yarn install --immutable --mode=skip-build")]
    [InlineData("yarn.lock", "# yarn lockfile v1", "mac-x64", "yarn install --frozen-lockfile --ignore-scripts --ignore-platform")]
    [InlineData("package-lock.json", "{}", "mac-x64", null)]
    public void A_lockfile_with_variants_is_installed_for_the_target(string lockfile, string text, string leg, string? command)
    {
        using var folder = new TemporaryFolder();
        folder.Write(lockfile, text);
        (LockfileInstaller manager, string at) = LockfileInstaller.Of(folder.Path, folder.Path);
        Assert.Equal(command is not null, manager.HasVariants(at));
        Leg target = Leg.TryParse(leg)!.Value;
        if (command is not null)
            Assert.Equal(command, $"{manager.Name} {string.Join(' ', TargetDependencies.Arguments(manager, target.Platform, target.Arch))}");
    }

    [Theory]
    [InlineData("Contents/Resources/app/node_modules/@w/watcher-darwin-x64/w.node", true)]
    [InlineData("Contents/Resources/app.asar.unpacked/node_modules/a/node_modules/b-darwin-arm64/package.json", true)]
    [InlineData("Contents/Resources/app/node_modules/usb/prebuilds/darwin-x64/u.node", false)]
    [InlineData("Contents/Resources/app/main-x64.js", false)]
    public void A_variant_of_a_package_may_be_in_one_half_of_a_universal_app(string path, bool isVariant) =>
        Assert.Equal(isVariant, PlatformWords.IsVariant(path));

    private static PackedApp App(TemporaryFolder folder, (string Path, byte[] Bytes)[] files)
    {
        string resources = Directory.CreateDirectory(folder.At("out", "resources")).FullName;
        foreach ((string path, byte[] bytes) in files)
        {
            string file = Path.GetFullPath(Path.Combine(resources, "app", path));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }

        return new PackedApp(folder.At("out"), resources);
    }
}

using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Portable.Installing;

public sealed class InstallSpecs
{
    public static TheoryData<string> Shells => ["dash", "bash", "busybox sh"];

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task A_desktop_app_is_installed_updated_taken_back_and_removed_without_a_trace(string shell)
    {
        using var stage = new InstallStage("it's $(a) \"home\"; `x` % & é") { Shell = shell.Split(' ') };
        string old = await SampleArchives.UnpackedAsync("desktop", "1.4.0"), next = await SampleArchives.UnpackedAsync("desktop", "1.5.0");
        IReadOnlyList<string> before = stage.Snapshot();
        await stage.DoAsync(old, "install", "--state", stage.At("data"), "--autostart");
        Assert.Equal("sample 1.4.0", await stage.SaysAsync("--version"));
        Assert.Equal("local", await File.ReadAllTextAsync(stage.At("data", "settings")));
        Assert.Equal("[a b][$(c)]['\"][%d%]", await stage.SaysAsync("echo", "a b", "$(c)", "'\"", "%d%"));
        Assert.StartsWith(stage.Root() + "/versions/1.4.0-", await stage.SaysAsync("where"), StringComparison.Ordinal);
        Assert.EndsWith(stage.At("data"), await stage.SaysAsync("where"), StringComparison.Ordinal);

        await stage.DoAsync(next, "update");
        Assert.Equal("sample 1.5.0", await stage.SaysAsync("--version"));
        await stage.DoAsync(next, "rollback");
        Assert.Equal("sample 1.4.0", await stage.SaysAsync("--version"));
        string status = await stage.DoAsync(old, "status");
        Assert.Contains("version=1.4.0\n", status, StringComparison.Ordinal);
        Assert.DoesNotContain("changed=", status, StringComparison.Ordinal);
        InstallJsonSpecs.Check(stage.Root());

        await stage.DoAsync(Directory.GetDirectories(Path.Combine(stage.Root(), "versions")).Order(StringComparer.Ordinal).First(), "uninstall", "--remove-state");
        Assert.Equal(before, stage.Snapshot());
    }

    [Theory]
    [InlineData("bash", "--login", "-c")]
    [InlineData("zsh", "-i", "-c")]
    [InlineData("fish", "-c")]
    [InlineData("dash", "-l", "-c")]
    public async Task Shells_find_the_command_by_its_name_once(string shell, params string[] options)
    {
        OutsideProgram.Needs(shell);
        using var stage = new InstallStage("it's a $(home) \\ %");
        stage.Variables["SHELL"] = "/bin/" + shell;
        await stage.DoAsync(await SampleArchives.UnpackedAsync("desktop", "1.4.0"), "install");
        (int code, string output) = await stage.RunAsync([shell, .. options, "sample --version && echo \"$PATH\""]);
        Assert.Equal(0, code);
        Assert.StartsWith("sample 1.4.0\n", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n')[1].Split([':', ' ']), part => part.EndsWith("/.local/bin", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_installations_share_a_command_root_and_each_removes_its_own()
    {
        using var stage = new InstallStage();
        stage.Variables.Remove("SHELL");
        string desktop = await SampleArchives.UnpackedAsync("desktop", "1.4.0"), headless = await SampleArchives.UnpackedAsync("headless", "1.4.0");
        IReadOnlyList<string> before = stage.Snapshot();
        await stage.DoAsync(desktop, "install", "--state", stage.At("desktop"));
        await stage.DoAsync(headless, "install", "--state", stage.At("data"), "--config", stage.At("etc"), "--unit-dir", stage.At("units"));
        Assert.StartsWith(stage.Root("headless"), await stage.SaysAsync("where"), StringComparison.Ordinal);
        string output = await stage.DoAsync(desktop, "uninstall", "--remove-state");
        Assert.DoesNotContain("changed by hand", output, StringComparison.Ordinal);
        Assert.False(File.Exists(stage.At(".local", "bin", "sample-browser")));
        Assert.StartsWith(stage.Root("headless"), await stage.SaysAsync("where"), StringComparison.Ordinal);
        Assert.Contains("sample 1.4.0", (await stage.RunAsync("bash", "--login", "-c", "sample --version")).Output, StringComparison.Ordinal);
        await stage.DoAsync(headless, "uninstall", "--remove-state");
        Assert.Empty(Directory.EnumerateFileSystemEntries(stage.At(".local", "bin")));
        Directory.Delete(stage.At(".local", "bin"));
        Assert.Equal(before, stage.Snapshot().Where(line => !line.StartsWith(".local", StringComparison.Ordinal)
            && !line.StartsWith(".config/fish/conf.d", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Updates_never_touch_state_and_configuration_and_a_failed_probe_goes_back()
    {
        using var stage = new InstallStage();
        string broken = await SampleArchives.UnpackedAsync("headless", "1.5.0", isBroken: true);
        await stage.DoAsync(await SampleArchives.UnpackedAsync("headless", "1.4.0"), "install", "--state", stage.At("data"), "--config", stage.At("etc"), "--unit-dir", stage.At("units"));
        await File.WriteAllTextAsync(stage.At("data", "db"), "mine");
        await File.WriteAllTextAsync(stage.At("etc", "app.toml"), "mine");
        IReadOnlyList<string> before = stage.Snapshot();
        await stage.RefusesAsync(broken, "ended with 3", "update");
        Assert.Equal("sample 1.4.0", await stage.SaysAsync("--version"));
        Assert.Equal(before, stage.Snapshot());
        await stage.DoAsync(await SampleArchives.UnpackedAsync("headless", "1.6.0"), "update");
        await stage.DoAsync(await SampleArchives.UnpackedAsync("headless", "1.7.0"), "update");
        Assert.Equal(2, Directory.GetDirectories(Path.Combine(stage.Root("headless"), "versions")).Length);
        Assert.Equal(("mine", "mine"), (await File.ReadAllTextAsync(stage.At("data", "db")), await File.ReadAllTextAsync(stage.At("etc", "app.toml"))));
        await stage.DoAsync(await SampleArchives.UnpackedAsync("headless", "1.7.0"), "uninstall");
        Assert.True(File.Exists(stage.At("data", "db")) && File.Exists(stage.At("etc", "app.toml")));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        using var stage = new InstallStage();
        string desktop = await SampleArchives.UnpackedAsync("desktop", "1.4.0");
        IReadOnlyList<string> before = stage.Snapshot();
        Assert.Contains($"shim {stage.Command}", await stage.DoAsync(desktop, "install", "--dry-run"), StringComparison.Ordinal);
        Assert.Equal(before, stage.Snapshot());
        await stage.DoAsync(desktop, "install");
        before = stage.Snapshot();
        await stage.DoAsync(await SampleArchives.UnpackedAsync("desktop", "1.5.0"), "update", "--dry-run");
        Assert.Contains($"shim {stage.Command}", await stage.DoAsync(desktop, "uninstall", "--dry-run"), StringComparison.Ordinal);
        Assert.Equal(before, stage.Snapshot());
    }

    [Fact]
    public async Task What_was_changed_by_hand_stays_and_is_told()
    {
        using var stage = new InstallStage();
        string desktop = await SampleArchives.UnpackedAsync("desktop", "1.4.0");
        await stage.DoAsync(desktop, "install");
        string version = Directory.GetDirectories(Path.Combine(stage.Root(), "versions"))[0];
        foreach (string path in (string[])[Path.Combine(version, "web/index.html"), stage.At(".local/bin/sampled"), Path.Combine(version, "mine.txt")])
            await File.WriteAllTextAsync(path, "mine");
        Assert.Contains($"changed={stage.At(".local/bin/sampled")}", await stage.DoAsync(desktop, "status"), StringComparison.Ordinal);
        string output = await stage.DoAsync(desktop, "uninstall");
        Assert.Equal(3, output.Split("stays").Length - 1);
        Assert.Equal([stage.At(".local/bin/sampled"), Path.Combine(version, "mine.txt"), Path.Combine(version, "web/index.html")],
            Directory.GetFiles(stage.At(".local"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }
}

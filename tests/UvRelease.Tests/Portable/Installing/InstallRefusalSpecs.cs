using System.Diagnostics;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Portable.Installing;

/// <summary>What can't be done is refused with a sentence, and what was there stays.</summary>
public sealed class InstallRefusalSpecs : IDisposable
{
    private readonly InstallStage stage = new();

    private static Task<string> Archive => SampleArchives.UnpackedAsync("desktop", "1.4.0");

    private static Task<string> Next => SampleArchives.UnpackedAsync("desktop", "1.5.0");

    [Theory]
    [InlineData("web/index.html", "changed", "is not what checksums.txt says")]
    [InlineData("web/more.html", "more", "not in checksums.txt")]
    [InlineData("docs/help_snapshots/gateway.txt", null, "missing")]
    public async Task An_archive_that_is_not_whole(string file, string? text, string words)
    {
        string copy = await CopyAsync();
        if (text is null)
            File.Delete(Path.Combine(copy, file));
        else
            await File.WriteAllTextAsync(Path.Combine(copy, file), text);
        await KeepsAsync(copy, words, "install");
    }

    [Fact]
    public async Task An_archive_with_a_link_or_a_path_that_leads_elsewhere()
    {
        string copy = await CopyAsync();
        File.CreateSymbolicLink(Path.Combine(copy, "web", "link"), "/etc/passwd");
        await KeepsAsync(copy, "link", "install");
        File.Delete(Path.Combine(copy, "web", "link"));
        await File.AppendAllTextAsync(Path.Combine(copy, "checksums.txt"), $"{new string('0', 64)}  ../x\n");
        await KeepsAsync(copy, "leads elsewhere", "install");
    }

    [Theory]
    [InlineData("platform linux", "platform win", "is for win and this machine runs linux")]
    [InlineData("arch x64", "arch armv7l", "is for armv7l")]
    public async Task An_archive_for_another_machine(string old, string text, string words)
    {
        string copy = await CopyAsync();
        await RewriteAsync(copy, old, text);
        await KeepsAsync(copy, words, "install");
    }

    [Fact]
    public async Task Another_kind_or_app_in_the_root()
    {
        await stage.DoAsync(await Archive, "install");
        string headless = await SampleArchives.UnpackedAsync("headless", "1.5.0");
        await KeepsAsync(headless, "another app, kind or place", "update", "--root", stage.Root());
        await KeepsAsync(headless, "another app, kind or place", "uninstall", "--root", stage.Root());
        await KeepsAsync(await Archive, "Use update", "install");
        string metadata = Path.Combine(stage.Root(), "install-metadata.json");
        await File.WriteAllTextAsync(metadata, (await File.ReadAllTextAsync(metadata)).Replace("sample-app\",", "other-app\",", StringComparison.Ordinal));
        await KeepsAsync(await Archive, "another app, kind or place", "uninstall");
    }

    [Fact]
    public async Task A_headless_app_without_state_and_configuration() =>
        await KeepsAsync(await SampleArchives.UnpackedAsync("headless", "1.4.0"), "--state and --config", "install", "--state", stage.At("data"));

    [Fact]
    public async Task Roots_that_others_live_in()
    {
        string mine = stage.At("mine");
        Directory.CreateDirectory(mine);
        await File.WriteAllTextAsync(Path.Combine(mine, "diary.txt"), "dear");
        Directory.CreateDirectory(stage.At("empty"));
        File.CreateSymbolicLink(stage.At("link"), stage.At("empty"));
        foreach ((string root, string words) in ((string, string)[])[(mine, "not empty"), (stage.At("link"), "is a link"), (stage.Home, "home"),
            (Path.GetDirectoryName(stage.Home)!, "home"), ("/", "home"), ("/proc", "mounted"), (stage.At("a\nb"), "line break"), (stage.At("x/../y"), "without . and ..")])
        {
            await KeepsAsync(await Archive, words, "install", "--root", root);
            if (root == mine || words == "mounted")
                await KeepsAsync(await Archive, words, "uninstall", "--root", root);
        }

        await KeepsAsync(await Archive, "no installation", "rollback", "--root", stage.At("empty"));
        await KeepsAsync(await Archive, "no installation", "update", "--root", stage.At("empty"));
        await KeepsAsync(await Archive, "Name a folder outside", "install", "--root", stage.At("r"), "--state", stage.At("r", "state"));
        await KeepsAsync(await Archive, "colon", "install", "--command-root", stage.At("a:b"));
    }

    [Fact]
    public async Task Commands_and_blocks_of_others()
    {
        string shim = stage.At(".local", "bin", "sample");
        Directory.CreateDirectory(Path.GetDirectoryName(shim)!);
        await File.WriteAllTextAsync(shim, "#!/bin/sh\n");
        await KeepsAsync(await Archive, "not of sample-app", "install");
        File.Delete(shim);
        File.CreateSymbolicLink(shim, "/bin/true");
        await KeepsAsync(await Archive, "not of sample-app", "install");
        File.Delete(shim);
        await File.WriteAllTextAsync(stage.At(".profile"), $"# >>> sample-app {stage.At(".local", "bin")} >>>\nPATH=$PATH:/mine\n# <<< sample-app {stage.At(".local", "bin")} <<<\n");
        await KeepsAsync(await Archive, "edited by hand", "install");
        await File.WriteAllTextAsync(stage.At(".profile"), $"# >>> sample-app {stage.At(".local", "bin")} >>>\nPATH=$PATH:/mine\n");
        await KeepsAsync(await Archive, "one of its two marks is gone", "install");
        await stage.DoAsync(await Archive, "install", "--no-path");

        // A shim that somebody replaces after the installation stays, and stops an update.
        await File.WriteAllTextAsync(shim, "#!/bin/sh\n");
        await KeepsAsync(await Next, "changed by hand", "update");
        Assert.Contains($"'{shim}' was changed by hand and stays.", await stage.DoAsync(await Archive, "uninstall"), StringComparison.Ordinal);
        Assert.True(File.Exists(shim));
    }

    [Fact]
    public async Task A_disk_that_is_full_and_a_root_that_cannot_be_written()
    {
        OutsideProgram.Needs("bwrap");
        string archive = await Archive;
        foreach ((string[] mount, string words) in ((string[], string)[])[(["--size", "65536", "--tmpfs", "/mnt"], "no room"), (["--ro-bind", stage.Beside("ro"), "/mnt"], "can't be written")])
        {
            Directory.CreateDirectory(stage.Beside("ro"));
            (int code, string output) = await stage.RunAsync(["bwrap", "--dev-bind", "/", "/", .. mount, "dash", "-c",
                "dash \"$1/install.sh\" install --root /mnt/app --no-path; code=$?; ls -A /mnt; exit $code", "-", archive]);
            Assert.True(code == 1, output);
            Assert.Contains(words, output, StringComparison.Ordinal);
            Assert.DoesNotContain("app\n", output, StringComparison.Ordinal);
            Assert.False(File.Exists(stage.Command));
        }
    }

    [Fact]
    public async Task A_process_that_will_not_end_keeps_the_installation()
    {
        await stage.DoAsync(await Archive, "install");
        using Process process = Start("stubborn");
        await KeepsAsync(await Archive, $"{process.Id}", "uninstall", "--seconds", "1");
        Assert.Equal("sample 1.4.0", await stage.SaysAsync("--version"));
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        using Process willing = Start("willing");
        await stage.DoAsync(await Archive, "uninstall");
        Assert.True(willing.WaitForExit(10_000));
        Assert.False(Directory.Exists(stage.Root()));
    }

    [Fact]
    public async Task State_that_was_there_before_stays_even_when_it_is_asked_for()
    {
        Directory.CreateDirectory(stage.At("documents"));
        await File.WriteAllTextAsync(stage.At("documents", "diary.txt"), "dear");
        await stage.DoAsync(await Archive, "install", "--state", stage.At("documents"));
        Assert.Contains("was there before", await stage.DoAsync(await Archive, "uninstall", "--remove-state"), StringComparison.Ordinal);
        Assert.True(File.Exists(stage.At("documents", "diary.txt")));
    }

    public void Dispose() => stage.Dispose();

    private Process Start(string word)
    {
        Process process = Process.Start(new ProcessStartInfo(stage.Command, ["serve", word]) { RedirectStandardOutput = true })!;
        Assert.Equal("serving", process.StandardOutput.ReadLine());
        return process;
    }

    private async Task KeepsAsync(string archive, string words, params string[] arguments)
    {
        IReadOnlyList<string> before = stage.Snapshot();
        await stage.RefusesAsync(archive, words, arguments);
        Assert.Equal(before, stage.Snapshot());
    }

    private async Task<string> CopyAsync()
    {
        string copy = stage.Beside("copy");
        await OutsideProgram.RunAsync("/", "cp", "-R", await Archive, copy);
        return copy;
    }

    private static async Task RewriteAsync(string archive, string old, string text)
    {
        string data = Path.Combine(archive, "install.data");
        await File.WriteAllTextAsync(data, (await File.ReadAllTextAsync(data)).Replace(old, text, StringComparison.Ordinal));
        await OutsideProgram.RunAsync(archive, "sh", "-c", "find . -type f ! -name checksums.txt | sed 's|^./||' | sort | tr '\\n' '\\0' | xargs -0 sha256sum > /tmp/$$ && mv /tmp/$$ checksums.txt");
    }
}

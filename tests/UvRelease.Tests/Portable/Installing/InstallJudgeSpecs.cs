using System.Text.RegularExpressions;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Portable.Installing;

/// <summary>What the installers are and write, judged by shellcheck, systemd-analyze and desktop-file-validate.</summary>
public sealed partial class InstallJudgeSpecs
{
    [Fact]
    public async Task Shellcheck_finds_nothing_in_the_installer() =>
        Assert.Equal("", await OutsideProgram.RunAsync(await SampleArchives.UnpackedAsync("desktop", "1.4.0"), "shellcheck", "-s", "sh", "install.sh"));

    [Fact]
    public async Task Shims_and_launchers_have_nothing_for_shellcheck_either_whatever_the_home_is_called()
    {
        using var stage = new InstallStage("it's $(a) \"home\" %");
        await stage.DoAsync(await SampleArchives.UnpackedAsync("desktop", "1.4.0"), "install", "--state", stage.At("data"));
        foreach (string path in (string[])[stage.Command, Path.Combine(stage.Root(), "bin", "sample")])
            Assert.Equal("", await OutsideProgram.RunAsync("/", "shellcheck", "-s", "sh", "-e", "SC2016,SC2089,SC2090", path));
        await OutsideProgram.RunAsync("/", "desktop-file-validate", stage.At(".local", "share", "applications", "sample-app.desktop"));
    }

    [Fact]
    public async Task The_unit_is_one_that_systemd_takes_and_calls_well_confined()
    {
        using var stage = new InstallStage("it's $(a) \"home\" %");
        OutsideProgram.Needs("systemd-analyze");
        await stage.DoAsync(await SampleArchives.UnpackedAsync("headless", "1.4.0"), "install", "--state", stage.At("data"), "--config", stage.At("etc"),
            "--unit-dir", stage.At("units"));
        string unit = stage.At("units", "sample-app.service");
        (int code, string output) = await stage.RunAsync("systemd-analyze", "verify", "--recursive-errors=no", unit);
        Assert.True(code == 0 && !output.Contains("sample-app.service", StringComparison.Ordinal), output);
        (_, output) = await stage.RunAsync("systemd-analyze", "security", "--offline=true", "--no-pager", unit);
        Match exposure = Exposure().Match(output);
        Assert.True(double.Parse(exposure.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) <= 3.0, output);
        Assert.DoesNotContain("{", await File.ReadAllTextAsync(unit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_unit_is_enabled_and_started_only_when_it_is_asked_for_and_stopped_before_it_goes()
    {
        using var stage = new InstallStage();
        string archive = await SampleArchives.UnpackedAsync("headless", "1.4.0");
        Directory.CreateDirectory(stage.Beside("bin"));
        // Says what it was asked; a unit is active and enabled once that was asked for.
        await File.WriteAllTextAsync(stage.Beside("bin/systemctl"), $"""
            #!/bin/sh
            [ "$1" != --user ] || shift
            case $1 in is-active) grep -qsx 'start sample-app.service' {stage.Beside("asked")}; exit ;; is-enabled) grep -qsx 'enable sample-app.service' {stage.Beside("asked")}; exit ;; esac
            echo "$*" >>{stage.Beside("asked")}
            """);
        UvRelease.Posix.FileStatus.SetMode(stage.Beside("bin/systemctl"), 0x1ed);
        stage.Variables["PATH"] = $"{stage.Beside("bin")}:/usr/bin:/bin";
        string[] places = ["--state", stage.At("data"), "--config", stage.At("etc"), "--unit-dir", stage.At(".config", "systemd", "user")];
        await stage.DoAsync(archive, ["install", .. places]);
        Assert.False(File.Exists(stage.Beside("asked")));
        await stage.DoAsync(archive, "uninstall");
        await stage.DoAsync(archive, ["install", .. places, "--enable", "--start"]);
        await stage.DoAsync(archive, "uninstall");
        Assert.Equal(["daemon-reload", "enable sample-app.service", "daemon-reload", "start sample-app.service", "stop sample-app.service", "disable sample-app.service"],
            await File.ReadAllLinesAsync(stage.Beside("asked")));
    }

    [GeneratedRegex(@"Overall exposure level for .*: ([0-9.]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exposure();
}

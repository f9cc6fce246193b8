using Xunit;

namespace UvRelease.Tests.Portable.Installing;

/// <summary>install.ps1, run by PowerShell 7 on Linux. The user's PATH of Windows is a file there.</summary>
public sealed class PowerShellSpecs
{
    private const string Probes = """

          probes:
            - { run: [sample, --version], output: "^sample 1" }
        """;

    private static readonly string Pwsh = SourceTree.At("artifacts", "pwsh", "pwsh");

    private readonly string standIn = """
        $ErrorActionPreference = 'Stop'
        function Read-UserPath { if ([IO.File]::Exists("$HOME/user-path")) { [IO.File]::ReadAllText("$HOME/user-path") } else { '' } }
        function Write-UserPath([string] $Value) { [IO.File]::WriteAllText("$HOME/user-path", $Value) }
        $script = $args[0]; $rest = @($args | Select-Object -Skip 1)
        & $script @rest
        exit $LASTEXITCODE
        """;

    [Fact]
    public async Task It_installs_updates_goes_back_and_removes_what_it_wrote()
    {
        using InstallStage stage = await StageAsync();
        string old = await SampleArchives.UnpackedAsync("desktop", "1.4.0", Probes), next = await SampleArchives.UnpackedAsync("desktop", "1.5.0", Probes);
        await File.WriteAllTextAsync(stage.At("user-path"), @"%SystemRoot%\x;C:\y");
        IReadOnlyList<string> before = Own(stage);
        string root = stage.At(".local", "Programs", "sample-app-desktop");
        await DoAsync(stage, old, "install", "--state", stage.At("data"));
        Assert.Equal($@"{stage.At(".local", "sample-app", "bin")};%SystemRoot%\x;C:\y", await File.ReadAllTextAsync(stage.At("user-path")));
        Assert.Equal("local", await File.ReadAllTextAsync(stage.At("data", "settings")));
        InstallJsonSpecs.Check(root);
        Assert.Contains("[a b][$(c)]['\"]", (await stage.RunAsync(Pwsh, "-NoProfile", "-File", stage.At(".local", "sample-app", "bin", "sample.ps1"), "echo", "a b", "$(c)", "'\"")).Output,
            StringComparison.Ordinal);
        await DoAsync(stage, next, "update");
        Assert.StartsWith("1.5.0-", await File.ReadAllTextAsync(Path.Combine(root, "current")), StringComparison.Ordinal);
        await DoAsync(stage, next, "rollback");
        Assert.StartsWith("1.4.0-", await File.ReadAllTextAsync(Path.Combine(root, "current")), StringComparison.Ordinal);
        (int code, string output) = await RunAsync(stage, old, "uninstall", "--remove-state");
        Assert.True(code == 0, output);
        Assert.Equal(before, Own(stage));
    }

    [Fact]
    public async Task It_refuses_what_install_sh_refuses_with_the_same_words()
    {
        using InstallStage stage = await StageAsync();
        string archive = await SampleArchives.UnpackedAsync("desktop", "1.4.0", Probes), broken = await SampleArchives.UnpackedAsync("desktop", "1.5.0", Probes, isBroken: true);
        Directory.CreateDirectory(stage.At("mine"));
        await File.WriteAllTextAsync(stage.At("mine", "diary.txt"), "dear");
        File.CreateSymbolicLink(stage.At("link"), stage.At("mine"));
        foreach ((string words, string[] arguments) in ((string, string[])[])[("is not empty", ["install", "--root", stage.At("mine")]), ("is a link", ["install", "--root", stage.At("link")]),
            ("home", ["install", "--root", "/"]), ("line break", ["install", "--root", "a\nb"]), ("no installation", ["update"])])
        {
            (int code, string output) = await RunAsync(stage, archive, arguments);
            Assert.True(code == 1 && output.Contains(words, StringComparison.Ordinal), $"{words}: {output}");
            Assert.Contains(words, (await stage.TryAsync(archive, arguments)).Output, StringComparison.Ordinal);
        }

        await DoAsync(stage, archive, "install");
        (int failed, string said) = await RunAsync(stage, broken, "update");
        Assert.True(failed == 1 && said.Contains("ended with 3", StringComparison.Ordinal) && said.Contains("The old state is kept", StringComparison.Ordinal), said);
        Assert.Single(Directory.GetDirectories(stage.At(".local", "Programs", "sample-app-desktop", "versions")));
        (failed, said) = await RunAsync(stage, await SampleArchives.UnpackedAsync("headless", "1.4.0"), "uninstall", "--root", stage.At(".local", "Programs", "sample-app-desktop"));
        Assert.True(failed == 1 && said.Contains("another app, kind or place", StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task Its_syntax_is_that_of_Windows_PowerShell_5()
    {
        using InstallStage stage = await StageAsync();
        string archive = await SampleArchives.UnpackedAsync("desktop", "1.4.0");
        // Operators that came with PowerShell 7 have token kinds of their own.
        (int code, string output) = await stage.RunAsync(Pwsh, "-NoProfile", "-Command",
            "$t = $null; $e = $null; [void] [Management.Automation.Language.Parser]::ParseFile('" + Path.Combine(archive, "install.ps1") + "', [ref] $t, [ref] $e); "
            + "$e.Count; @($t | Where-Object { 'AndAnd', 'OrOr', 'QuestionMark', 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'Clean' -contains $_.Kind }).Count");
        Assert.Equal((0, "0\n0\n"), (code, output));
        Assert.DoesNotMatch("[^\\x00-\\x7f]", await File.ReadAllTextAsync(Path.Combine(archive, "install.ps1")));
    }

    private static IReadOnlyList<string> Own(InstallStage stage) =>
        [.. stage.Snapshot().Where(line => !line.Contains("powershell", StringComparison.Ordinal) && line is not (".cache /" or ".local /" or ".local/share /"))];

    private async Task<InstallStage> StageAsync()
    {
        Assert.SkipUnless(File.Exists(Pwsh), "There is no artifacts/pwsh; ./test.sh installs it.");
        var stage = new InstallStage("it's $(a) & %h");
        stage.Variables["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        stage.Variables["PATH"] = $"{Path.GetDirectoryName(Pwsh)}:/usr/bin:/bin";
        stage.Variables["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        await File.WriteAllTextAsync(stage.Beside("stand-in.ps1"), standIn);
        return stage;
    }

    private static async Task DoAsync(InstallStage stage, string archive, params string[] arguments)
    {
        (int code, string output) = await RunAsync(stage, archive, arguments);
        Assert.True(code == 0, output);
    }

    private static Task<(int Code, string Output)> RunAsync(InstallStage stage, string archive, params string[] arguments) =>
        stage.RunAsync([Pwsh, "-NoProfile", "-File", stage.Beside("stand-in.ps1"), Path.Combine(archive, "install.ps1"), .. arguments]);
}

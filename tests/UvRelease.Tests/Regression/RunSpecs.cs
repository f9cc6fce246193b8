using System.Diagnostics;
using System.Globalization;
using UvRelease.Posix;
using UvRelease.Regression.Reports;
using UvRelease.Releases.Evidence;
using Xunit;

namespace UvRelease.Tests.Regression;

/// <summary>The real program runs real scenarios; what it leaves is a report and no process.</summary>
public sealed class RunSpecs : IDisposable
{
    private readonly RegressionStage stage = new();

    public RunSpecs() => stage.Write("artifacts/catalogue.json", RegressionStage.NoCatalogue);

    public void Dispose() => stage.Dispose();

    [Fact]
    public async Task Scenarios_get_a_seed_that_repeats_a_folder_of_their_own_and_no_credentials()
    {
        Scenarios(Scenario("says", "env | sort > $UV_OUTPUT/said; test -z \"$NPM_TOKEN\"; echo seed $UV_SEED"),
            Scenario("quotes", "printf %s \"$1\"", arguments: "\"$(id); `id` 'x'\""));
        (int code, _, string error) = await stage.RunAsync("--command", "run", "--profile", "fast");
        Assert.True(code == 0, error);
        RunReport first = stage.Report();
        string said = await File.ReadAllTextAsync(stage.At("regression/fast/says/attempt-1/said"), TestContext.Current.CancellationToken);
        Assert.Contains($"UV_SEED={first.Seed.ToString(CultureInfo.InvariantCulture)}\n", said, StringComparison.Ordinal);
        Assert.All(["UV_ATTEMPT=1\n", "UV_PROFILE=fast\n", "UV_SCENARIO=says\n", "UV_DEVICE=\n"], line =>
            Assert.Contains(line, said, StringComparison.Ordinal));
        Assert.Equal($"seed {first.Seed.ToString(CultureInfo.InvariantCulture)}", first.Scenarios[0].Attempts[0].Excerpt);
        Assert.Equal("$(id); `id` 'x'", first.Scenarios[1].Attempts[0].Excerpt);

        await stage.RunAsync("--command", "run", "--profile", "fast");
        Assert.Equal(first.Seed, stage.Report().Seed);
        await stage.RunAsync("--command", "run", "--profile", "fast", "--seed", "7");
        Assert.Equal("seed 7", stage.Report().Scenarios[0].Attempts[0].Excerpt);
    }

    [Fact]
    public async Task What_passes_only_when_it_is_tried_again_is_flaky_and_does_not_pass_together()
    {
        Scenarios(Scenario("once", "echo try $UV_ATTEMPT; test $UV_ATTEMPT -eq 3", more: "retries: 2"), Scenario("never", "exit 3", more: "retries: 1"));
        (int code, string output, string error) = await stage.RunAsync("--command", "run", "--profile", "fast");
        Assert.Equal(1, code);
        Assert.Contains("outcome=failed", output, StringComparison.Ordinal);
        Assert.Contains("never failed. It ended with exit code 3.", error, StringComparison.Ordinal);
        RunReport report = stage.Report();
        Assert.Equal([(ScenarioStatus.Flaky, 3), (ScenarioStatus.Failed, 2)], report.Scenarios.Select(entry => (entry.Status, entry.Attempts.Count)));
        Assert.Equal("try 2\n", await File.ReadAllTextAsync(stage.At("regression/fast/once/attempt-2.log"), TestContext.Current.CancellationToken));

        Scenarios(Scenario("once", "test $UV_ATTEMPT -eq 2", more: "retries: 1"));
        (code, output, error) = await stage.RunAsync("--command", "run", "--profile", "fast");
        Assert.True(code == 0, error);
        Assert.Contains("outcome=flaky", output, StringComparison.Ordinal);
        (code, output, error) = await stage.RunAsync("--command", "merge", "--profile", "fast");
        Assert.Equal(1, code);
        Assert.Contains("once is flaky: it passed only when it was tried again.", error, StringComparison.Ordinal);
        Assert.Contains("outcome=flaky", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_out_ends_the_whole_tree_and_the_report_says_so()
    {
        // A child that ignores the signal, one that has left its session, and one whose parents have all ended.
        Scenarios(
            Scenario(
                "hangs",
                "echo begun; (trap '' TERM; while :; do sleep 0.1; done) & setsid sleep 1111 & (setsid sh -c 'sleep 1111 & sleep 1111' &); sleep 1111",
                "1"),
            Scenario("leaves", "setsid sh -c 'sleep 1112 & sleep 1112' & echo bye"));
        (int code, _, string error) = await stage.RunAsync("--command", "run", "--profile", "fast");
        Assert.Equal(1, code);
        Assert.Contains("hangs failed. It took longer than 1 s, and was ended with all that it had started.", error, StringComparison.Ordinal);
        RunReport report = stage.Report();
        RunAttempt hung = report.Scenarios[0].Attempts[0], left = report.Scenarios[1].Attempts[0];
        Assert.Equal((null, true, "begun"), (hung.ExitCode, hung.TimedOut, hung.Excerpt));
        Assert.True(left.Passed);
        Assert.InRange(left.Leftovers, 1, 4);
        Assert.Equal([], Living());
    }

    [Fact]
    public async Task A_run_that_is_ended_leaves_no_process_and_a_report_that_says_so()
    {
        Scenarios(Scenario("first", "echo done"), Scenario("second", "touch begun; sleep 1113 & sleep 1113"), Scenario("third", "echo done"));
        using Process process = stage.Start("--command", "run", "--profile", "fast");
        while (!File.Exists(stage.At("begun")))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await GuardedProgram.RunAsync(
            new ChildCommand("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])
            {
                Environment = new Dictionary<string, string>(StringComparer.Ordinal),
                WorkingDirectory = "/",
            },
            TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(143, process.ExitCode);
        RunReport report = stage.Report();
        Assert.Equal([ScenarioStatus.Passed, ScenarioStatus.Failed, ScenarioStatus.Skipped], report.Scenarios.Select(entry => entry.Status));
        Assert.Equal(["The run was ended before it had."], report.Scenarios[1].Attempts[0].Problems);
        Assert.Equal([], Living());
    }

    [Fact]
    public async Task A_run_that_is_killed_leaves_a_report_in_which_nothing_more_passed()
    {
        Scenarios(Scenario("first", "echo done"), Scenario("second", "touch begun; exec sleep 3"));
        using Process process = stage.Start("--command", "run", "--profile", "fast");
        while (!File.Exists(stage.At("begun")))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal([ScenarioStatus.Passed, ScenarioStatus.Skipped], stage.Report().Scenarios.Select(entry => entry.Status));
        (int code, _, string error) = await stage.RunAsync("--command", "merge", "--profile", "fast");
        Assert.Equal(1, code);
        Assert.Contains("second was not tried.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_setup_fails_everything_is_skipped_which_is_not_passed()
    {
        string setup = "setup:\n  - { id: install, profiles: [fast], run: [sh, -c, \"exit 4\"], timeout-seconds: 5 }\n"
            + "  - { id: build, profiles: [fast], run: [\"true\"], timeout-seconds: 5 }\n";
        stage.Write(".github/uv-regression.yml",
            RegressionStage.Own(Scenario("starts", "touch tried")).Replace("scenarios:", setup + "scenarios:", StringComparison.Ordinal));
        (int code, _, string error) = await stage.RunAsync("--command", "run", "--profile", "fast");
        Assert.Equal(1, code);
        Assert.EndsWith(
            "error: install failed. It ended with exit code 4.\nbuild skipped. It was not tried.\nstarts skipped. It was not tried.\n", error,
            StringComparison.Ordinal);
        Assert.False(File.Exists(stage.At("tried")));
    }

    [Theory]
    [InlineData("regression: nothing", "", "can't be read")]
    [InlineData("a program that is not there", "run: [no-such-program]", "'no-such-program' can't be started: it is not installed")]
    public async Task What_cannot_be_run_fails_with_a_sentence(string what, string run, string words)
    {
        if (run.Length > 0)
            Scenarios($"  - {{ id: a, summary: {what}, category: runtime, profiles: [fast], subsystems: [editor], {run}, timeout-seconds: 5 }}");
        (int code, _, string error) = await stage.RunAsync("--command", "run", "--profile", "fast");
        Assert.Equal(run.Length > 0 ? 1 : 2, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_no_report_is_left_alone()
    {
        Scenarios(Scenario("a", "true"));
        stage.Write("regression/fast/mine.txt", "mine");
        (int code, _, string error) = await stage.RunAsync("--command", "run", "--profile", "fast");
        Assert.Equal(2, code);
        Assert.Contains("is no folder of a report, and is left alone", error, StringComparison.Ordinal);
        Assert.True(File.Exists(stage.At("regression/fast/mine.txt")));
    }

    [Fact]
    public async Task The_end_of_what_is_printed_is_in_the_report_and_all_of_it_beside()
    {
        Scenarios(Scenario("talks", "seq 1 5000; echo to both >&2; exit 1"));
        await stage.RunAsync("--command", "run", "--profile", "fast");
        string excerpt = stage.Report().Scenarios[0].Attempts[0].Excerpt;
        Assert.Equal(40, excerpt.Split('\n').Length);
        Assert.True(excerpt.Length <= 4000);
        Assert.Contains("to both", excerpt, StringComparison.Ordinal);
        Assert.Equal(5001, (await File.ReadAllLinesAsync(stage.At("regression/fast/talks/attempt-1.log"), TestContext.Current.CancellationToken)).Length);
    }

    private void Scenarios(params string[] scenarios) => stage.Write(".github/uv-regression.yml", RegressionStage.Own(string.Concat(scenarios)));

    private static string Scenario(string id, string script, string timeout = "20", string more = "", string arguments = "") =>
        $"  - id: {id}\n    summary: It {id}.\n    category: runtime\n    profiles: [fast]\n    subsystems: [editor]\n    timeout-seconds: {timeout}\n"
        + $"    run:\n      - sh\n      - -c\n      - >-\n        {script}\n      - sh\n{(arguments.Length > 0 ? $"      - {arguments}\n" : "")}    {more}\n";

    // Processes that were started in the stage's folder.
    private string[] Living() =>
    [
        .. from folder in Directory.GetDirectories("/proc")
           where char.IsAsciiDigit(Path.GetFileName(folder)[0])
           where Target(folder) == stage.At()
           select folder,
    ];

    private static string? Target(string process)
    {
        try
        {
            return new FileInfo(process + "/cwd").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using System.Text.Json;
using UvRelease.CheckChangelog;
using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

public sealed class StepSpecs : IDisposable
{
    private readonly StepRun run = new();
    private readonly GitHubDouble github = new();

    public StepSpecs()
    {
        run.Variables["GITHUB_REPOSITORY"] = "acme/sample-app";
        run.Variables["GITHUB_API_URL"] = github.Address.AbsoluteUri;
        run.Variables["GITHUB_EVENT_PATH"] = run.At("event.json");
        (github.Pull["number"], github.Pull["title"], github.Pull["commits"], github.Pull["changed_files"], github.Pull["body"]) =
            (7, "fix: remember its size", 2, 1, null);
        (github.Pull["head"]!["sha"], github.Pull["base"]!["sha"]) = ("bbbb", "aaaa");
        Event(github.Pull["title"]!.GetValue<string>());
    }

    private IReadOnlyDictionary<string, string> Outputs => RunnerFile.Read(run.Outputs);

    private void Event(string title, string login = "mei", string body = "") => File.WriteAllText(run.At("event.json"), JsonSerializer.Serialize(new
    {
        pull_request = new
        {
            number = 7,
            title,
            body,
            user = new { login },
            labels = Array.Empty<object>(),
            head = new { sha = "bbbb" },
            @base = new { sha = "aaaa" }
        },
    }));

    private Task<int> CheckAsync(params (string Name, string Value)[] inputs)
    {
        foreach ((string name, string value) in inputs)
            run.Variables["INPUT_" + name.ToUpperInvariant()] = value;
        return Task.Run(() => new StepHost(run.Environment(), () => 143, TestContext.Current.CancellationToken).Run<CheckChangelogOptions,
            CheckChangelogStep>([StepHost.FromInputs]));
    }

    [Fact]
    public async Task A_good_pull_request_passes_without_a_checkout()
    {
        Assert.Equal(0, await CheckAsync(("github-token", GitHubDouble.Token)));
        Assert.Equal(("done", "true", "fix: remember its size", "", "0"),
            (Outputs["result"], Outputs["valid"], Outputs["title"], Outputs["corrected-title"], Outputs["errors"]));
        Assert.Contains("all in order", run.Summary, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(run.Workspace, ".git"));
    }

    [Theory]
    [InlineData("fix: half a \\ud83d pair", "fix: half a \ufffd pair")]
    [InlineData("fix: \\uDE00\\ud83d end", "fix: \ufffd\ufffd end")]
    [InlineData("fix: a whole \\ud83d\\ude00", "fix: a whole 😀")]
    [InlineData("fix: no \\\\ud83d escape", "fix: no \\ud83d escape")]
    public async Task Half_a_character_of_a_title_is_replaced(string escaped, string title)
    {
        File.WriteAllText(run.At("event.json"), File.ReadAllText(run.At("event.json")).Replace("fix: remember its size", escaped, StringComparison.Ordinal));
        await CheckAsync();
        Assert.Equal(title, Outputs["title"]);
    }

    [Fact]
    public async Task The_title_is_read_again_for_a_run_that_is_started_again()
    {
        Event("Old and wrong");
        Assert.Equal(0, await CheckAsync(("github-token", GitHubDouble.Token)));
        Assert.Equal("fix: remember its size", Outputs["title"]);
    }

    [Fact]
    public async Task Configuration_commitlint_and_fragments_come_from_GitHub()
    {
        github.Contents[".github/uv-release.yml@aaaa"] = "check:\n  commitlint: .commitlintrc.json\n  fragments:\n    paths: [src]\n";
        github.Contents[".commitlintrc.json@aaaa"] = "{\"extends\": [\"@commitlint/config-conventional\"]}";
        github.Files.Add((".changes/one.md", "added"));
        github.Contents[".changes/one.md@bbbb"] = "---\ntype: fix\nkind: gone\n---\nText\n";
        github.Pull["title"] = "fix: Remember its size";
        Assert.Equal(1, await CheckAsync(("github-token", GitHubDouble.Token)));
        Assert.Contains("::error title=fragment-invalid,file=.changes/one.md,line=3", run.Output, StringComparison.Ordinal);
        Assert.Contains("::error title=subject-case%3A title::", run.Output, StringComparison.Ordinal);
        Assert.Equal("fix: remember its size", Outputs["corrected-title"]);
        Assert.Contains("```text\nfix: remember its size\n```", run.Summary, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(run.Workspace, "release", "check.json")));
        Assert.Equal(("uv-release/check/1", 2),
            (document.RootElement.GetProperty("schema").GetString(), document.RootElement.GetProperty("errors").GetInt32()));
        Assert.DoesNotContain(GitHubDouble.Token, run.Output.Replace("::add-mask::" + GitHubDouble.Token, "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error", 1, "failed")]
    [InlineData("never", 0, "done")]
    public async Task A_bad_title_fails_the_step_unless_it_is_told_not_to(string failOn, int code, string result)
    {
        github.Pull["title"] = "fix: remember its size.";
        Assert.Equal(code, await CheckAsync(("github-token", GitHubDouble.Token), ("fail-on", failOn)));
        Assert.Equal((result, "false", "fix: remember its size"), (Outputs["result"], Outputs["valid"], Outputs["corrected-title"]));
    }

    [Fact]
    public async Task Warnings_fail_the_step_where_they_are_told_to()
    {
        Event("Fix: remember its size");
        Assert.Equal(0, await CheckAsync());
        Assert.Equal(1, await CheckAsync(("fail-on", "warning")));
    }

    [Fact]
    public async Task A_bot_is_skipped_which_is_not_done()
    {
        Event("Bump x from 1 to 2", login: "dependabot[bot]");
        Assert.Equal(0, await CheckAsync());
        Assert.Equal(("skipped", ""), (Outputs["result"], Outputs["valid"]));
    }

    [Fact]
    public async Task What_cannot_be_known_blocks()
    {
        Directory.CreateDirectory(Path.Combine(run.Workspace, ".github"));
        await File.WriteAllTextAsync(Path.Combine(run.Workspace, ".github", "uv-release.yml"),
            "check:\n  fragments:\n    paths: [src]\n", TestContext.Current.CancellationToken);
        Assert.Equal(3, await CheckAsync());
        Assert.Contains("changed files can't be read", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"ref\":\"refs/heads/main\"}", 2)]
    [InlineData("{\"pull_request\":{\"number\":7}}", 3)]
    [InlineData("{\"pull_request\":", 3)]
    [InlineData("null", 3)]
    [InlineData("{\"merge_group\":{\"head_sha\":\"b\",\"base_sha\":\"a\"}}", 3)]
    public async Task An_event_without_a_change_is_refused(string payload, int code)
    {
        await File.WriteAllTextAsync(run.At("event.json"), payload, TestContext.Current.CancellationToken);
        Assert.Equal(code, await CheckAsync());
    }

    [Fact]
    public async Task A_file_to_import_that_is_not_there_is_refused() => Assert.Equal(2, await CheckAsync(("commitlint", ".commitlintrc.json")));

    [Fact]
    public async Task A_hostile_title_and_body_change_nothing()
    {
        string hostile = string.Concat(HostileText.All.Where(text => text.Length < 1000)) + "\u202e\u2066|`````<img src=x>";
        foreach (string title in (string[])[hostile, "fix: " + hostile, "::error::x\n::set-output name=valid::true", "##[error]x",
            "\u001b[31mfix: x", new string('z', 200 * 1024), "fix(" + new string('(', 100_000), string.Concat(Enumerable.Repeat("BREAKING CHANGE ", 12_000))])
        {
            await File.WriteAllTextAsync(run.Variables["GITHUB_OUTPUT"], "", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(run.Variables["GITHUB_STEP_SUMMARY"], "", TestContext.Current.CancellationToken);
            Event(title, body: title + "\n\nBREAKING CHANGE: " + title);
            Assert.Equal(1, await CheckAsync());
            Assert.Equal("failed", Outputs["result"]);
            Assert.Equal("false", Outputs["valid"]);
            Assert.DoesNotContain("<img", run.Summary.Split("\n| ")[^1], StringComparison.Ordinal);
        }

        // Each line that the runner would obey is one of ours.
        string[] commands = [.. run.Output.Split('\n').Where(line => line.TrimStart().StartsWith("::", StringComparison.Ordinal))
            .Select(line => line.TrimStart().Split("::")[1].Split(' ')[0]).Distinct().Order(StringComparer.Ordinal)];
        Assert.All(commands,
            command =>
            Assert.True(command is "error" or "warning" or "notice" or "debug" or "stop-commands" || command.StartsWith("token-", StringComparison.Ordinal),
            command));
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain('\u202e', run.Output);
    }

    public void Dispose()
    {
        github.Dispose();
        run.Dispose();
    }
}

using System.Text.Json.Nodes;
using Octokit;
using UvRelease.GitHub;
using UvRelease.Symbolicate;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Crashes;

/// <summary>Issues of signatures, at the double of GitHub: one each, whatever became of it.</summary>
public sealed class SignatureIssueSpecs : IAsyncLifetime
{
    private readonly StepRun run = new();
    private RepositoryDouble github = null!;

    public async ValueTask InitializeAsync()
    {
        github = await RepositoryDouble.OpenAsync();
        run.Variables["GITHUB_API_URL"] = github.Api.AbsoluteUri.TrimEnd('/');
        run.Variables["GITHUB_REPOSITORY"] = github.Repository;
        run.Variables["GITHUB_SERVER_URL"] = "https://github.com";
        run.Variables["GITHUB_RUN_ID"] = "7";
    }

    public async ValueTask DisposeAsync()
    {
        run.Dispose();
        if (github is not null)
            Assert.Equal("[]", (await github.StateAsync())["problems"]!.ToJsonString());
    }

    [Fact]
    public async Task Each_signature_gets_one_issue_and_a_closed_one_stays_the_only_one()
    {
        foreach (string name in (string[])["crashpad-render", "crashpad-thread", "crashpad-abort"])
            Take(name, name);
        Take("crashpad-render", "again");
        Assert.True(await StepAsync() == 0, run.Output);
        JsonArray issues = await IssuesAsync();
        Assert.All(issues, issue => Assert.Equal("crash", issue!["labels"]![0]!["name"]!.ToString()));
        Assert.Equal(issues.Count, issues.Select(issue => issue!["title"]!.ToString()).Distinct(StringComparer.Ordinal).Count());
        string render = Assert.Single(issues, issue => issue!["body"]!.ToString().Contains("seen 3 times", StringComparison.Ordinal))!["body"]!.ToString();
        Assert.Contains("demo::Widget::fail", render, StringComparison.Ordinal);
        Assert.Contains($"https://github.com/{github.Repository}/actions/runs/7", render, StringComparison.Ordinal);

        foreach (JsonNode? issue in issues)
            await CloseAsync((int)issue!["number"]!);
        Assert.True(await StepAsync() == 0, run.Output);
        Assert.Equal(issues.Count, (await IssuesAsync()).Count);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_asked()
    {
        Take("crashpad-render", "one");
        Assert.Equal(2, await run.StepAsync<SymbolicateOptions, SymbolicateStep>([("crashes", "crashes"), ("open-issues", "true")]));
        Assert.Contains("'github-token' is missing", run.Output, StringComparison.Ordinal);
        Assert.Empty(await github.CallsAsync());
    }

    private Task<int> StepAsync() => run.StepAsync<SymbolicateOptions, SymbolicateStep>(
        [("crashes", "crashes"), ("symbols-folder", "symbols"), ("open-issues", "true"), ("github-token", github.Token)]);

    private async Task CloseAsync(int number)
    {
        using var api = new GitHubApi(GitHubSettings.Brief(
            GitHubAddress.Of(run.Variables), github.Token, "issues: write", TimeProvider.System, new Progress<string>()));
        string[] parts = github.Repository.Split('/');
        await new OctokitClient(api, TestContext.Current.CancellationToken).Client.Issue.Update(
            parts[0], parts[1], number, new IssueUpdate { State = ItemState.Closed });
    }

    private async Task<JsonArray> IssuesAsync() => (await github.StateAsync())["issues"]!.AsArray();

    private void Take(string dump, string name)
    {
        Directory.CreateDirectory(Path.Combine(run.Workspace, "crashes"));
        File.Copy(CrashCorpus.Dump(dump), Path.Combine(run.Workspace, "crashes", name + ".dmp"));
        string[] symbols = Directory.GetFiles(Path.Combine(CrashCorpus.Symbols, "crasher"), "*.sym", SearchOption.AllDirectories);
        foreach (string file in symbols)
        {
            string copy = Path.Combine(run.Workspace, "symbols", Path.GetRelativePath(CrashCorpus.Symbols, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}

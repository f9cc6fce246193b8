using System.Net;
using System.Text.Json;
using UvRelease.ReleaseNotes;
using UvRelease.Runner;
using UvRelease.Tests.Changelog.Check;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Changelog.GitHub;

public sealed class ReleaseNotesStepSpecs : IDisposable
{
    private readonly GraphQlDouble github = new();
    private readonly GitSandbox git = new();
    private readonly StepRun run = new();
    private readonly string breaking, tabs;

    public ReleaseNotesStepSpecs()
    {
        git.Release("v1.0.0");
        breaking = git.Commit("feat(menu)!: no menu (#7)\n\nThe menu is gone.", author: "Bo <bo@example.com>");
        tabs = git.Commit("Tabs (#8)\n\nCo-authored-by: Cy <cy@example.com>");
        github.Commits[breaking] = [("Bo", "bo@example.com", "bo-b")];
        github.Commits[tabs] = [("Ann Author", "ann@example.com", "ann"), ("Cy", "cy@example.com", null)];
        github.PullRequests[7] = ("feat(menu)!: no menu", "## Migration\r\n\r\nClick the button.\r\n\r\n### Before\r\n\r\n`menu`", breaking);
        github.PullRequests[8] = ("feat: tabs", "", tabs);
        foreach ((string name, string value) in git.Variables)
            run.Variables.TryAdd(name, value);
        run.Variables["GITHUB_WORKSPACE"] = git.Folder;
        run.Variables["GITHUB_REPOSITORY"] = "acme/sample-app";
        run.Variables["GITHUB_API_URL"] = github.Address.AbsoluteUri;
    }

    private IReadOnlyDictionary<string, string> Outputs => RunnerFile.Read(run.Outputs);

    private JsonElement Notes => JsonDocument.Parse(File.ReadAllText(git.At("release", "notes.json"))).RootElement;

    private Task<int> WriteAsync(params (string Name, string Value)[] inputs)
    {
        foreach ((string name, string value) in inputs)
            run.Variables["INPUT_" + name.ToUpperInvariant()] = value;
        return Task.Run(() => new StepHost(run.Environment() with { Time = new ImpatientClock() }, () => 143, TestContext.Current.CancellationToken)
            .Run<ReleaseNotesOptions, ReleaseNotesStep>([StepHost.FromInputs]));
    }

    [Fact]
    public async Task With_a_token_GitHub_tells_logins_titles_and_migration_notes()
    {
        Assert.Equal(0, await WriteAsync(("github-token", GraphQlDouble.Token)));
        Assert.Empty(github.Refusals);
        Assert.Equal("2.0.0", Outputs["version"]);
        Assert.Equal("2", Outputs["conventional"]);
        Assert.Equal(["bo-b Bo", " Cy", "ann Ann Author"], Notes.GetProperty("contributors")
            .EnumerateArray().Select(person => $"{person.GetProperty("login").GetString()} {person.GetProperty("name").GetString()}"));
        Assert.Equal(("Click the button.", "`menu`"),
            (Notes.GetProperty("upgrade")[0].GetProperty("title").GetString(), Notes.GetProperty("upgrade")[0].GetProperty("before").GetString()));
        Assert.Contains("### Features\n\n- tabs ([#8]", Outputs["notes"], StringComparison.Ordinal);
        Assert.Contains("- Bo – first", Outputs["notes"], StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", Notes.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(GraphQlDouble.Token, run.Output.Replace("::add-mask::" + GraphQlDouble.Token, "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_is_a_mention_where_the_team_wants_it()
    {
        Directory.CreateDirectory(git.At(".github"));
        await File.WriteAllTextAsync(git.At(".github", "uv-release.yml"), "changelog: { mentions: true }", TestContext.Current.CancellationToken);
        Assert.Equal(0, await WriteAsync(("github-token", GraphQlDouble.Token)));
        Assert.Contains("- @bo-b – first contribution\n- Cy – first contribution\n- @ann\n", Outputs["notes"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_asked_and_git_alone_tells()
    {
        Assert.Equal(0, await WriteAsync());
        Assert.Empty(github.Queries);
        Assert.Contains("### Other changes\n\n- Tabs ([#8]", Outputs["notes"], StringComparison.Ordinal);
        Assert.All(Notes.GetProperty("contributors").EnumerateArray(), person => Assert.Equal(JsonValueKind.Null, person.GetProperty("login").ValueKind));
    }

    [Fact]
    public async Task When_GitHub_is_ill_the_notes_are_those_without_a_token_and_it_is_said_once()
    {
        Assert.Equal(0, await WriteAsync());
        string notes = await File.ReadAllTextAsync(git.At("release", "notes.json"), TestContext.Current.CancellationToken);
        github.Fail([.. Enumerable.Repeat<Action<HttpListenerResponse,
            System.Text.Json.Nodes.JsonObject>>((response, _) => GitHubDouble.Write(response, "{}", 502), 4)]);
        Assert.Equal(0, await WriteAsync(("github-token", GraphQlDouble.Token)));
        Assert.Equal(notes, await File.ReadAllTextAsync(git.At("release", "notes.json"), TestContext.Current.CancellationToken));
        Assert.Single(run.Output.Split('\n'), line => line.StartsWith("::warning", StringComparison.Ordinal)
            && line.Contains("written without the rest. GitHub refuses graphql with status 502.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_is_refused_fails_the_step()
    {
        github.Fail((response, _) => GitHubDouble.Write(response, """{"message":"Bad credentials"}""", 401));
        Assert.Equal(2, await WriteAsync(("github-token", GraphQlDouble.Token)));
        Assert.Contains("The token is wrong", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GITHUB_REPOSITORY", "", "GITHUB_REPOSITORY is missing")]
    [InlineData("GITHUB_GRAPHQL_URL", "ftp://x", "GITHUB_GRAPHQL_URL is no address")]
    public async Task Where_nobody_knows_whom_to_ask_it_is_said(string variable, string value, string words)
    {
        run.Variables[variable] = value;
        Assert.Equal(3, await WriteAsync(("github-token", GraphQlDouble.Token)));
        Assert.Contains(words, run.Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        run.Dispose();
        git.Dispose();
        github.Dispose();
    }
}

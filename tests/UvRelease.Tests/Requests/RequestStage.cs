using System.Text.Json.Nodes;
using UvRelease.ReleaseRequest;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Requests;

/// <summary>A repository on disk, what GitHub knows of it, and the step release-request between them.</summary>
public abstract class RequestStage : GitHubStage
{
    internal const string Branch = "uv-release/main";

    internal GitSandbox Git { get; } = new();

    internal StepRun Run { get; } = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach ((string name, string value) in Git.Variables)
            Run.Variables.TryAdd(name, value);
        Run.Variables["GITHUB_WORKSPACE"] = Git.Folder;
        Run.Variables["GITHUB_API_URL"] = GitHub.Api.ToString();
        Run.Variables["GITHUB_GRAPHQL_URL"] = new Uri(GitHub.Api, "graphql").ToString();
        Run.Variables["GITHUB_REPOSITORY"] = GitHub.Repository;
        Run.Variables["GITHUB_REF"] = "refs/heads/main";
        Run.Time = new LeapingClock(TimeSpan.FromMinutes(1));
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        Git.Dispose();
        Run.Dispose();
    }

    internal void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Git.At(path))!);
        File.WriteAllText(Git.At(path), text);
    }

    /// <summary>Commits all that was written.</summary>
    internal string Save(string message)
    {
        Git.Git("add", "-A");
        return Git.Commit(message);
    }

    /// <summary>A project with one release and a change after it.</summary>
    internal void Project()
    {
        Write("package.json", "{\n  \"name\": \"sample-app\",\n  \"version\": \"1.1.0\",\n  \"private\": true\n}\n");
        Save("feat: the first of all");
        Git.Git("tag", "v1.1.0");
        Git.Commit("feat: open several windows (#7)", "src/windows.js");
    }

    /// <summary>Runs the step for the commit that is checked out, which is pushed before.</summary>
    internal async Task<int> RequestAsync(params (string Name, string Value)[] inputs)
    {
        string commit = Git.Git("rev-parse", "HEAD");
        JsonNode heads = (await GitHub.StateAsync())["heads"]!;
        heads["main"] = commit;
        await GitHub.SetAsync(new { heads, files = Git.Git("ls-tree", "-r", "--name-only", "HEAD").Split('\n') });
        return await StepAsync(inputs);
    }

    /// <summary>Runs the step as <see cref="RequestAsync"/>; it must end well.</summary>
    internal async Task DoneAsync(params (string Name, string Value)[] inputs)
    {
        int code = await RequestAsync(inputs);
        Assert.True(code == 0, Run.Output);
    }

    /// <summary>Runs the step.</summary>
    internal async Task<int> StepAsync(params (string Name, string Value)[] inputs)
    {
        await File.WriteAllTextAsync(Run.Variables["GITHUB_STEP_SUMMARY"], "", TestContext.Current.CancellationToken);
        return await Run.StepAsync<ReleaseRequestOptions, ReleaseRequestStep>([("github-token", GitHub.Token), .. inputs]);
    }

    internal async Task<JsonArray> PullsAsync() => (await GitHub.StateAsync())["pulls"]!.AsArray();

    internal async Task<JsonNode> OnlyPullAsync() => Assert.Single(await PullsAsync())!;

    /// <summary>Files of the branch's commit on top of main, by path; null for a file that it removes.</summary>
    internal async Task<Dictionary<string, string?>> FilesAsync(string branch = Branch)
    {
        JsonNode state = await GitHub.StateAsync();
        JsonNode commit = state["commits"]![(string)state["heads"]![branch]!]!;
        return state["trees"]![(string)commit["tree"]!]!.AsObject().ToDictionary(one => one.Key, one => (string?)one.Value!["text"], StringComparer.Ordinal);
    }

    /// <summary>Merges the request as GitHub does, by a merge commit, or squashed with a message.</summary>
    internal async Task<string> MergeAsync(string? squash = null, string branch = Branch)
    {
        JsonArray pulls = await PullsAsync();
        JsonNode pull = pulls.First(one => (string)one!["head"]!["ref"]! == branch && (string)one["state"]! == "open")!;
        Dictionary<string, string?> files = await FilesAsync(branch);
        JsonNode state = await GitHub.StateAsync();
        string message = (string)state["commits"]![(string)state["heads"]![branch]!]!["message"]!;
        if (squash is null)
            Git.Git("checkout", "-q", "-b", "request");
        foreach ((string path, string? text) in files)
        {
            if (text is null)
                File.Delete(Git.At(path));
            else
                Write(path, text);
        }

        string commit = Save(squash ?? message);
        if (squash is null)
        {
            Git.Git("checkout", "-q", "main");
            Git.Git("merge", "-q", "--no-ff", "-m", $"Merge pull request #{pull["number"]} from acme/{branch}\n\n{pull["title"]}", "request");
            Git.Git("branch", "-qD", "request");
            commit = Git.Git("rev-parse", "HEAD");
        }

        pull["state"] = "closed";
        pull["merged"] = true;
        pull["merged_at"] = "2026-01-01T00:00:00Z";
        pull["merge_commit_sha"] = commit;
        await GitHub.SetAsync(new { pulls });
        return commit;
    }
}

using System.Text.Json.Nodes;
using UvRelease.ReleaseNotes;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Requests;

/// <summary>A monorepo with three components: one app that depends on a library, and one that doesn't.</summary>
public sealed class ComponentSpecs : RequestStage
{
    private const string Components = """
        components:
          core:
            paths: [packages/core]
          desktop:
            paths: [apps/desktop]
          site:
            paths: [apps/site]
            tag-pattern: site@*

        """;

    private void Monorepo(string settings = "")
    {
        Write(".github/uv-release.yml", Components + settings);
        Write("package.json", """{"name":"acme","private":true,"workspaces":["packages/*","apps/*"]}""");
        Write("packages/core/package.json", "{\n\t\"name\": \"@acme/core\",\n\t\"version\": \"1.0.0\"\n}\n");
        Write("apps/desktop/package.json", "{\n  \"name\": \"desktop\",\n  \"version\": \"2.0.0\",\n  \"dependencies\": { \"@acme/core\": \"^1.0.0\" }\n}\n");
        Write("apps/site/package.json", "{\n  \"name\": \"site\",\n  \"version\": \"3.0.0\",\n  \"dependencies\": {}\n}\n");
        Save("feat: all of it");
        Git.Git("tag", "core-v1.0.0");
        Git.Git("tag", "desktop-v2.0.0");
        Git.Git("tag", "site@3.0.0");
    }

    private JsonArray Releases() => JsonNode.Parse(RunnerFile.Read(Run.Outputs)["releases"])!.AsArray();

    [Fact]
    public async Task One_request_has_all_releases_and_bumps_what_depends_on_them()
    {
        Monorepo();
        Git.Commit("feat: faster search", "packages/core/search.js");
        await DoneAsync();
        JsonNode pull = await OnlyPullAsync();
        string body = (string)pull["body"]!;
        Assert.Equal("chore: release packages", (string)pull["title"]!);
        Assert.Contains("| core | 1.0.0 | 1.1.0 |", body, StringComparison.Ordinal);
        Assert.Contains("| desktop | 2.0.0 | 2.0.1 | depends on core |", body, StringComparison.Ordinal);
        Assert.Contains("| site | 3.0.0 | – | no change asks for a release |", body, StringComparison.Ordinal);
        Dictionary<string, string?> files = await FilesAsync();
        Assert.Equal("{\n\t\"name\": \"@acme/core\",\n\t\"version\": \"1.1.0\"\n}\n", files["packages/core/package.json"]);
        Assert.Equal("{\n  \"name\": \"desktop\",\n  \"version\": \"2.0.1\",\n  \"dependencies\": { \"@acme/core\": \"^1.1.0\" }\n}\n",
            files["apps/desktop/package.json"]);
        Assert.False(files.ContainsKey("apps/site/package.json"));
        Assert.Contains("Faster search", files["packages/core/CHANGELOG.md"], StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Faster search", files["apps/desktop/CHANGELOG.md"], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Merged_each_component_is_released_once_with_its_own_notes()
    {
        Monorepo();
        Git.Commit("feat: faster search", "packages/core/search.js");
        await DoneAsync();
        string merge = await MergeAsync("chore: release packages (#1)");
        await DoneAsync();
        Assert.Equal(["core 1.1.0 packages/core core-v*", "desktop 2.0.1 apps/desktop desktop-v*"],
            Releases().Select(one => $"{one!["component"]} {one["version"]} {one["package"]} {one["tag-pattern"]}"));
        foreach ((string component, string version, bool has) in new[] { ("core", "1.1.0", true), ("desktop", "2.0.1", false) })
        {
            Assert.Equal(0, await Run.StepAsync<ReleaseNotesOptions, ReleaseNotesStep>([("component", component), ("version", version)]));
            string notes = await File.ReadAllTextAsync(Git.At("release", "notes.md"), TestContext.Current.CancellationToken);
            Assert.Equal(has, notes.Contains("aster search", StringComparison.Ordinal));
            Assert.Equal($"{component}-v{version}", RunnerFile.Read(Run.Outputs)["tag"]);
        }

        // Half of it is released: the rest is still to be.
        Git.Git("tag", "core-v1.1.0", merge);
        await DoneAsync();
        Assert.Equal("desktop", (string)Assert.Single(Releases())!["component"]!);
        Git.Git("tag", "desktop-v2.0.1", merge);
        await DoneAsync();
        Assert.Empty(Releases());
        Assert.Single(await PullsAsync());
    }

    [Fact]
    public async Task A_commit_that_touches_two_is_told_in_both()
    {
        Monorepo();
        Write("packages/core/a.js", "a");
        Write("apps/site/a.js", "a");
        Save("fix: dates in all time zones");
        await DoneAsync();
        Dictionary<string, string?> files = await FilesAsync();
        Assert.Contains("ates in all time zones", files["packages/core/CHANGELOG.md"], StringComparison.Ordinal);
        Assert.Contains("ates in all time zones", files["apps/site/CHANGELOG.md"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_component_can_have_a_request_of_its_own()
    {
        Monorepo("request:\n  pull-requests: each\n");
        Git.Commit("feat: faster search", "packages/core/search.js");
        Git.Commit("fix: links", "apps/site/links.js");
        await DoneAsync();
        Assert.Equal(["chore: release packages", "chore: release site@3.0.1"],
            (await PullsAsync()).Select(one => (string)one!["title"]!).Order(StringComparer.Ordinal));
        Assert.False((await FilesAsync(Branch + "--site")).ContainsKey("packages/core/package.json"));
        await MergeAsync("chore: release site@3.0.1 (#2)", Branch + "--site");
        await DoneAsync();
        Assert.Equal(("site", "3.0.1"), ((string)Releases()[0]!["component"]!, (string)Releases()[0]!["version"]!));
        Git.Git("tag", "site@3.0.1");
        await DoneAsync();
        Assert.Equal("open", (string)(await PullsAsync()).Single(one => (string)one!["head"]!["ref"]! == Branch + "--core")!["state"]!);
    }

    [Fact]
    public async Task Without_requests_the_list_of_what_is_to_be_released_is_an_output()
    {
        Monorepo();
        Git.Commit("fix: links", "apps/site/links.js");
        await DoneAsync(("open", "false"));
        Assert.Equal("site", (string)Assert.Single(Releases())!["component"]!);
        Assert.Empty(await PullsAsync());
    }

    [Theory]
    [InlineData("components:\n  a:\n    paths: [packages/core]\n    tag-pattern: v*\n  b:\n    paths: [apps/site]\n    tag-pattern: v*\n",
        "which is that of a")]
    [InlineData("components:\n  a: {}\n", "lacks 'paths'")]
    [InlineData("components:\n  a:\n    paths: [apps/*]\n", "Name the folder of its package.json")]
    [InlineData("components:\n  a:\n    paths: [.github]\n", "There is no .github/package.json")]
    public async Task Components_that_make_no_sense_are_refused(string settings, string words)
    {
        Monorepo();
        Write(".github/uv-release.yml", settings);
        Save("ci: components");
        Assert.NotEqual(0, await RequestAsync());
        Assert.Contains(words, Run.Output, StringComparison.Ordinal);
        Assert.Empty(await PullsAsync());
    }

    [Fact]
    public async Task Notes_of_a_component_that_is_not_there_are_refused()
    {
        Monorepo();
        Assert.NotEqual(0, await Run.StepAsync<ReleaseNotesOptions, ReleaseNotesStep>([("component", "coer")]));
        Assert.Contains("There is no component 'coer'", Run.Output, StringComparison.Ordinal);
    }
}

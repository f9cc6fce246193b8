using System.Text.Json;
using Xunit;

namespace UvRelease.Tests.Changelog;

/// <summary>release-notes as a whole, on repositories of git itself.</summary>
public sealed class ReleaseNotesStepSpecs : IDisposable
{
    private readonly ReleaseNotesStage stage = new();

    public void Dispose() => stage.Dispose();

    private async Task BreakAsync(string version, string words)
    {
        stage.Git.Commit($"feat!: {words}\n\nBREAKING CHANGE: {words} is gone\n\nMigration: do without {words}.");
        Assert.Equal(0, await stage.ReleaseAsync(("version", version), ("upgrade-file", "UPGRADING.md")));
        stage.Git.Commit($"chore: release {version}", "released");
        stage.Git.Git("tag", "v" + version);
    }

    [Theory]
    [InlineData("channel", "canary", 2, "The version 1.1.0-canary.1 has a suffix", "Leave 'channel' empty here, and give canary to publish.")]
    [InlineData("channel", "beta", 2, "The version 1.1.0-beta.1 has a suffix", "would refuse this version after all builds")]
    [InlineData("version", "1.1.0-rc.1", 2, "The version 1.1.0-rc.1 has a suffix", "Take a plain version.")]
    [InlineData("version", "1.1.0+build", 2, "The version 1.1.0+build has a suffix", "Take a plain version.")]
    [InlineData("channel", "stable", 0, "1.1.0: 1 commit since", "")]
    public async Task A_version_that_publish_would_refuse_is_told_before_anything_is_built(string input, string value, int code, string said, string mend)
    {
        stage.Write(".github/uv-release.yml", "publish: { app: sample-app }\n");
        stage.Git.Release("v1.0.0");
        stage.Git.Commit("feat: a window");
        Assert.Equal(code, await stage.ReleaseAsync((input, value)));
        Assert.Contains(said, stage.Run.Output, StringComparison.Ordinal);
        Assert.Contains(mend, stage.Run.Output, StringComparison.Ordinal);
        Assert.Equal(code == 0, File.Exists(stage.Git.At("release/notes.md")));
    }

    [Fact]
    public async Task Dates_that_lie_hide_no_release_before()
    {
        stage.Git.Release("v1.0.0");
        stage.Git.Release("v1.1.0");
        stage.Git.Wait(TimeSpan.FromDays(-4000));
        for (int i = 0; i < 10; i++)
            stage.Git.Commit($"fix: {i}");
        stage.Git.Wait(TimeSpan.FromDays(9000));
        stage.Git.Commit("feat: last");
        Assert.Empty(stage.Git.Git("for-each-ref", "--merged=HEAD", "refs/tags/v1.1.0"));
        Assert.Equal(0, await stage.ReleaseAsync());
        Assert.Equal(("1.1.0", "1.2.0", "11"), (stage.Outputs["previous-version"], stage.Outputs["version"], stage.Outputs["commits"]));
    }

    [Fact]
    public async Task Who_jumps_from_3_to_5_gets_the_sections_in_between_in_order()
    {
        foreach ((string version, string words) in ((string, string)[])[("3.0.0", "three"), ("4.0.0", "four"), ("4.1.0", "more")])
            await BreakAsync(version, words);
        stage.Write("UPGRADING.md",
            stage.Read("UPGRADING.md").Replace("## Upgrading to 4\n", "## Upgrading to 4\n\nBy hand: take a backup.\n", StringComparison.Ordinal));
        stage.Git.Commit("docs: words by hand", "x");
        stage.Git.Commit("feat!: five\n\nBREAKING CHANGE: five is gone");
        Assert.Equal(0, await stage.ReleaseAsync(("version", "5.0.0"), ("upgrade-from", "3.2.0")));
        Assert.Equal(("release/upgrade.md", "release/upgrade.json"), (stage.Outputs["upgrade-notes-file"], stage.Outputs["upgrade-json-file"]));
        string text = stage.Read("release/upgrade.md");
        string[] order = ["## Upgrading to 4", "By hand", "four is gone", "more is gone", "## Upgrading to 5", "five is gone"];
        Assert.Equal(order, order.OrderBy(words => text.IndexOf(words, StringComparison.Ordinal)));
        Assert.All(order, words => Assert.Contains(words, text, StringComparison.Ordinal));
        Assert.DoesNotContain("three", text, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(stage.Read("release/upgrade.json"));
        Assert.Equal(["4", "5"], json.RootElement.GetProperty("sections").EnumerateArray().Select(section => section.GetProperty("line").GetString()));

        // Of the version that he has, what was listed since.
        Assert.Equal(0, await stage.ReleaseAsync(("upgrade-from", "4.0.0")));
        text = stage.Read("release/upgrade.md");
        Assert.Contains("more is gone", text, StringComparison.Ordinal);
        Assert.DoesNotContain("four is gone", text, StringComparison.Ordinal);
        Assert.Equal(0, await stage.ReleaseAsync(("upgrade-from", "")));
        Assert.False(stage.Outputs.ContainsKey("upgrade-notes-file"));
    }

    [Theory]
    [InlineData("v3", "UPGRADING.md", "must be a semantic version")]
    [InlineData("5.0.0", "UPGRADING.md", "must be a version before that")]
    [InlineData("6.0.0", "UPGRADING.md", "must be a version before that")]
    [InlineData("3.0.0", "", "without 'upgrade-file'")]
    public async Task A_wrong_beginning_is_an_error_before_anything_is_written(string from, string guide, string words)
    {
        stage.Git.Commit("feat!: five");
        Assert.NotEqual(0, await stage.ReleaseAsync(("version", "5.0.0"), ("upgrade-from", from), ("upgrade-file", guide)));
        Assert.Contains(words, stage.Run.Output + stage.Run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(stage.Git.At("release")));
    }

    [Theory]
    [InlineData("changelog-file", "CHANGELOG.md", "<!-- /uv-release:release 4.0.0 -->\n", "has lost its pair")]
    [InlineData("upgrade-file", "UPGRADING.json", "{}", "can't be read as uv-release/upgrade")]
    public async Task A_file_that_can_t_be_brought_up_to_date_is_an_error_before_anything_is_written(string input, string file, string text, string words)
    {
        stage.Git.Commit("feat!: five");
        stage.Write(file, text);
        Assert.Equal(2, await stage.ReleaseAsync(("version", "5.0.0"), (input, Path.ChangeExtension(file, ".md"))));
        Assert.Contains(words, stage.Run.Output + stage.Run.Error, StringComparison.Ordinal);
        Assert.Equal([stage.Git.At(file)], Directory.GetFiles(stage.Git.Folder));
    }

    [Fact]
    public async Task Overrides_of_the_repository_are_followed_and_an_unknown_id_is_a_warning_at_its_line()
    {
        string wrong = stage.Git.Commit("chore: a new window (#3)");
        string leaked = stage.Git.Commit("feat: secret plans");
        stage.Write(".changes/overrides.yml", $"{wrong[..8]}: \"feat(ui): a new window\"\n{leaked}: null\nfeedfeedfeed: 'fix: nothing'\n");
        Assert.Equal(0, await stage.ReleaseAsync());
        Assert.Contains("- **ui:** a new window", stage.Read("release/notes.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stage.Read("release/notes.md"), StringComparison.Ordinal);
        Assert.Equal("2", stage.Outputs["commits"]);
        Assert.Contains("::warning file=.changes/overrides.yml,line=3", stage.Run.Output, StringComparison.Ordinal);

        stage.Git.Git("tag", "v1.0.0");
        Assert.Equal(0, await stage.ReleaseAsync(("all-releases", "true")));
        Assert.Contains("- **ui:** a new window", stage.Read("release/CHANGELOG.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stage.Read("release/CHANGELOG.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stable_release_says_since_which_beta_each_change_is_there()
    {
        stage.Git.Commit("feat: root");
        stage.Git.Git("tag", "v1.0.0");
        stage.Git.Commit("feat: early");
        stage.Git.Git("tag", "v1.1.0-beta.1");
        stage.Git.Commit("fix: late");
        stage.Git.Git("tag", "v1.1.0-beta.2");
        stage.Git.Commit("fix: last");
        Assert.Equal(0, await stage.ReleaseAsync(("version", "1.1.0")));
        string notes = stage.Read("release/notes.md");
        Assert.DoesNotContain("All of this", notes, StringComparison.Ordinal);
        Assert.Matches("(?m)^- early .*– \\*since beta\\.1\\*$", notes);
        Assert.Matches("(?m)^- late .*– \\*since beta\\.2\\*$", notes);
        Assert.DoesNotMatch("(?m)^- last.*since", notes);
        Assert.DoesNotContain("since", stage.Read("release/notes.txt"), StringComparison.Ordinal);
        using (var json = JsonDocument.Parse(stage.Read("release/notes.json")))
            Assert.Equal(["1.1.0-beta.1", null, "1.1.0-beta.2"], json.RootElement.GetProperty("sections").EnumerateArray()
                .SelectMany(section => section.GetProperty("entries").EnumerateArray()).Select(entry => entry.GetProperty("since").GetString()));
        stage.Write(".github/uv-release.yml", "changelog:\n  since-marks: false\n");
        Assert.Equal(0, await stage.ReleaseAsync());
        Assert.DoesNotContain("since", stage.Read("release/notes.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_a_monorepo_has_the_notes_and_the_changelog_of_its_merges()
    {
        stage.Git.Commit("chore: begin", "web/a");
        stage.Git.Git("tag", "v1.0.0");
        stage.Git.Git("checkout", "-q", "-b", "topic");
        stage.Git.Commit("wip", "desktop/a");
        stage.Git.Git("checkout", "-q", "main");
        stage.Git.Commit("feat: pages", "web/b");
        stage.Git.Git("merge", "-q", "--no-ff", "-m", "Merge pull request #7 from mei/topic\n\nfeat: sync", "topic");
        Assert.Equal(0, await stage.ReleaseAsync(("include-paths", "desktop"), ("version", "1.1.0")));
        Assert.Contains("- sync", stage.Read("release/notes.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("pages", stage.Read("release/notes.md"), StringComparison.Ordinal);
        Assert.Equal("2", stage.Outputs["commits"]);
        Assert.Equal(0, await stage.ReleaseAsync(("all-releases", "true")));
        Assert.Contains("- sync", stage.Read("release/CHANGELOG.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("pages", stage.Read("release/CHANGELOG.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_patches_are_told_once_where_the_project_wants_it()
    {
        Twins();
        Assert.Equal(0, await stage.ReleaseAsync(("version", "1.0.0")));
        Assert.Equal(2, stage.Read("release/notes.txt").Split("crash").Length - 1);
        stage.Write(".github/uv-release.yml", "changelog:\n  deduplicate: patch-id\n");
        Assert.Equal(0, await stage.ReleaseAsync());
        Assert.Equal(1, stage.Read("release/notes.txt").Split("crash").Length - 1);
        Assert.DoesNotContain("fetches", stage.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clone_without_contents_fetches_what_patches_are_made_of_and_says_so()
    {
        Twins();
        stage.Git.Git("config", "uploadpack.allowFilter", "true");
        stage.Git.Git("config", "uploadpack.allowAnySHA1InWant", "true");
        using GitSandbox clone = stage.Git.Clone("--filter=blob:none");
        stage.Run.Variables["GITHUB_WORKSPACE"] = clone.Folder;
        Directory.CreateDirectory(clone.At(".github"));
        File.WriteAllText(clone.At(".github", "uv-release.yml"), "changelog:\n  deduplicate: patch-id\n");
        Assert.Equal(0, await stage.ReleaseAsync(("version", "1.0.0")));
        Assert.Equal(1, File.ReadAllText(clone.At("release", "notes.txt")).Split("crash").Length - 1);
        Assert.Contains("filter blob:none: git fetches what is missing now", stage.Run.Output, StringComparison.Ordinal);
    }

    private void Twins()
    {
        stage.Git.Commit("feat: root", "root");
        File.WriteAllText(stage.Git.At("a"), "1\n2\n3\n");
        stage.Git.Git("checkout", "-q", "-b", "side");
        stage.Git.Git("add", "-A");
        stage.Git.Commit("fix: crash");
        stage.Git.Git("checkout", "-q", "main");
        File.WriteAllText(stage.Git.At("a"), "1\n2\n3\n");
        stage.Git.Git("add", "-A");
        stage.Git.Commit("fix(core): no crash any more");
        stage.Git.Merge("side");
        stage.Git.Git("checkout", "-q", "-b", "rest");
        stage.Git.Git("rm", "-q", "a");
        stage.Git.Commit("chore: sweep");
    }
}

using System.Text.Json;
using Xunit;

namespace UvRelease.Tests.Changelog;

/// <summary>What release-notes says about its decisions, where its links lead, and what it refuses to read.</summary>
public sealed class ReleaseNotesReasonSpecs : IDisposable
{
    private readonly ReleaseNotesStage stage = new();

    public void Dispose() => stage.Dispose();

    [Theory]
    [InlineData("feat(ui): tabs\n\nbody", "1.1.0 because of ", ", feat(ui): tabs (minor).")]
    [InlineData("fix!: sizes", "2.0.0 because of ", ", fix!: sizes (major).")]
    [InlineData("chore: x\n\nRelease-As: 3.0.0", "3.0.0 because of the footer Release-As: 3.0.0 of ", ".")]
    public async Task What_decided_the_version_is_told(string message, string version, string reason)
    {
        stage.Git.Release("v1.0.0");
        stage.Git.Commit(message);
        stage.Git.Commit("fix: later");
        Assert.Equal(0, await stage.ReleaseAsync());
        Assert.Contains(version, stage.Run.Output, StringComparison.Ordinal);
        Assert.Contains(reason, stage.Run.Output, StringComparison.Ordinal);
        string summary = File.ReadAllText(stage.Run.Variables["GITHUB_STEP_SUMMARY"]);
        Assert.StartsWith(version, summary, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(stage.Read("release/notes.json"));
        JsonElement why = json.RootElement.GetProperty("versionReason");
        Assert.Equal(stage.Git.Git("rev-parse", "HEAD~1").Trim(), why.GetProperty("commit").GetString());
        Assert.Contains(why.GetProperty("text").GetString()!, message, StringComparison.Ordinal);
        Assert.Equal(0, await stage.ReleaseAsync(("version", "9.0.0")));
        Assert.Contains("\"versionReason\": null", stage.Read("release/notes.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_footer_that_was_done_decides_nothing_and_that_is_said()
    {
        stage.Git.Release("v1.0.0");
        stage.Git.Commit("fix: x\n\nRelease-As: 1.0.0");
        Assert.Equal(0, await stage.ReleaseAsync());
        Assert.Contains(", fix: x (patch).", stage.Run.Output, StringComparison.Ordinal);
        Assert.Matches("::warning::The footer 'Release-As: 1.0.0' of [0-9a-f]{8} decides nothing: that release exists", stage.Run.Output);
    }

    [Fact]
    public async Task A_range_that_was_given_is_told_by_its_commit()
    {
        stage.Git.Release("v1.0.0");
        stage.Git.Commit("fix: x");
        stage.Git.Commit("fix: y");
        Assert.Equal(0, await stage.ReleaseAsync(("from", "HEAD~1"), ("version", "2.0.0")));
        Assert.Contains($"2.0.0: 1 commit since {stage.Git.Git("rev-parse", "HEAD~1")[..8]}, ", stage.Run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024.10.1", "1.0.0", "Give a version after 2024.10.1. Numbers that begin anew")]
    [InlineData("1.1.0-rc.1", "1.1.0-beta.1", "take a label that sorts after the last one")]
    [InlineData("2024.10", "", "Give `from: v2024.10` once, and a `version` after 2024.10.0")]
    public async Task A_version_that_goes_back_is_refused_with_the_way_on(string last, string version, string advice)
    {
        stage.Git.Release("v" + last);
        stage.Git.Commit("fix: x");
        Assert.Equal(2, await stage.ReleaseAsync(("version", version)));
        Assert.Contains(advice, stage.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fragment_that_decides_the_version_is_named()
    {
        stage.Git.Release("v1.0.0");
        stage.Write(".changes/tabs.md", "---\ntype: feat\n---\nTabs\n");
        stage.Git.Commit("chore: tabs");
        Assert.Equal(0, await stage.ReleaseAsync());
        Assert.Contains("1.1.0 because of .changes/tabs.md, Tabs (minor).", stage.Run.Output, StringComparison.Ordinal);
        Assert.Contains("\"kind\": \"fragment\"", stage.Read("release/notes.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_and_a_pattern_that_nothing_matches_are_told()
    {
        stage.Git.Release("v1.0.0");
        stage.Git.Commit("feat: a", "app/a");
        Assert.Equal(0, await stage.ReleaseAsync(("include-paths", "app\nshard/**\na*/**"), ("version", "1.1.0")));
        Assert.Contains("No file matches the included path 'shard/**'", stage.Run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("included path 'app'", stage.Run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("included path 'a*/**'", stage.Run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await stage.ReleaseAsync(("include-paths", ""), ("tag-pattern", "ap-v{version}")));
        Assert.Contains("::warning::No tag follows the pattern 'ap-v{version}'", stage.Run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://ada:ghp_secret@github.com/acme/app.git", "", "https://github.com/acme/app")]
    [InlineData("git@ghe.acme.example:acme/app.git", "", "https://ghe.acme.example/acme/app")]
    [InlineData("git@github.com:acme/app.git", "https://ghe.acme.example:8443/acme/desktop.git", "https://ghe.acme.example:8443/acme/desktop")]
    [InlineData("git@github.com:acme/app.git", "acme/desktop", "https://github.com/acme/desktop")]
    public async Task On_a_machine_links_lead_to_the_remote_or_where_they_are_said_to(string origin, string repository, string page)
    {
        stage.Git.Release("v1.0.0");
        string fix = stage.Git.Commit("fix: a");
        stage.Git.Git("remote", "add", "origin", origin);
        stage.Run.Variables.Remove("GITHUB_REPOSITORY");
        Assert.Equal(0, await stage.ReleaseAsync(("repository", repository)));
        Assert.Contains($"]({page}/compare/v1.0.0...v1.0.1)", stage.Read("release/notes.md"), StringComparison.Ordinal);
        Assert.Contains($"]({page}/commit/{fix})", stage.Read("release/notes.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stage.Run.Output + stage.Run.Error + stage.Read("release/notes.md") + stage.Read("release/notes.json"),
            StringComparison.Ordinal);
        Assert.Equal(2, await stage.ReleaseAsync(("repository", "nowhere")));
    }

    [Fact]
    public async Task What_comes_after_the_upgrade_guide_in_a_summary_is_Markdown_again()
    {
        stage.Git.Release("v1.0.0");
        stage.Git.Commit("feat!: a");
        Assert.Equal(0, await stage.ReleaseAsync());
        Assert.EndsWith("\n</details>\n\n", File.ReadAllText(stage.Run.Variables["GITHUB_STEP_SUMMARY"]), StringComparison.Ordinal);
        Assert.Contains("*No migration note. Read the change:* ", stage.Read("release/notes.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link", ".changes")]
    [InlineData("device", "configuration")]
    [InlineData("pipe", "configuration")]
    [InlineData("pipe", ".changes/a.md")]
    [InlineData("pipe", ".changes/overrides.yml")]
    [InlineData("device", ".changes/a.md")]
    [InlineData("device", ".changes/overrides.yml")]
    public async Task What_is_no_file_or_folder_of_the_repository_is_refused(string what, string where)
    {
        stage.Git.Release("v1.0.0");
        stage.Git.Commit("fix: a");
        string file = stage.Git.At(where == "configuration" ? "c.yml" : where);
        if (what != "link")
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (what == "link")
            Directory.CreateSymbolicLink(stage.Git.At(".changes"), "/etc");
        else if (what == "device")
            File.CreateSymbolicLink(file, "/dev/zero");
        else
            await System.Diagnostics.Process.Start("mkfifo", [file]).WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, await stage.ReleaseAsync(("configuration", where == "configuration" ? "c.yml" : "")));
        Assert.False(Directory.Exists(stage.Git.At("release")));
    }

    [Fact]
    public async Task Included_paths_that_nothing_changes_are_told()
    {
        stage.Git.Release("v1.0.0");
        stage.Git.Commit("feat: a", "app/a");
        Assert.Equal(0, await stage.ReleaseAsync(("include-paths", "ap"), ("version", "1.1.0")));
        Assert.Contains("The only commit of the range changes no path that is included", stage.Run.Output, StringComparison.Ordinal);
    }
}

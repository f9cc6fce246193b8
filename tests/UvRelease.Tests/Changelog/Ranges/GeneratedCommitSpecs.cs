using UvRelease.Changelog.Git;
using UvRelease.Changelog.Ranges;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Ranges;

/// <summary>Releases whose tags are on generated commits, which no history of the sources contains: the trailer Source-commit leads back.</summary>
public sealed class GeneratedCommitSpecs : IDisposable
{
    private readonly GitSandbox git = new();
    private string? branch;

    public GeneratedCommitSpecs()
    {
        git.Git("config", "uploadpack.allowFilter", "true");
        git.Commit("feat: one", "one");
    }

    public void Dispose() => git.Dispose();

    private string Generate(string tag, string? source = null, string trailers = "", bool annotated = false)
    {
        string tree = git.Git("mktree", "--missing");
        string[] parent = branch is null ? [] : ["-p", branch];
        branch = git.Git(["commit-tree", tree, .. parent, "-m", $"release: {tag}\n\n{trailers}Source-commit: {source ?? git.Git("rev-parse", "HEAD")}\n"]);
        git.Git(annotated ? ["tag", "-a", "-m", "A release", tag, branch] : ["tag", tag, branch]);
        return branch;
    }

    private static (ReleaseRange Range, IReadOnlyList<Commit> Commits) Read(GitSandbox of, RangeRequest? request = null) =>
        ReleaseRange.Read(of.Repository, request ?? new RangeRequest(), null, CancellationToken.None);

    private void Is(string? previous, int commits, RangeRequest? request = null)
    {
        (ReleaseRange range, IReadOnlyList<Commit> read) = Read(git, request);
        Assert.Equal((previous, commits), (range.PreviousTag?.Name, read.Count));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "Signed-off-by: Ann <ann@example.com>\n")]
    public void The_release_before_is_the_one_whose_source_the_end_contains(bool annotated, string trailers)
    {
        Generate("v1.0.0", trailers: trailers, annotated: annotated);
        git.Commit("fix: two", "two");
        (ReleaseRange range, IReadOnlyList<Commit> commits) = Read(git);
        Assert.Equal(("1.0.0", "1.0.0"), (range.Previous?.ToString(), range.Stable?.ToString()));
        Assert.Equal("fix: two", Assert.Single(commits).Message.TrimEnd());
        Generate("v1.0.1", annotated: annotated);
        git.Commit("feat: three", "three");
        Is("v1.0.1", 1);
        Is("v1.0.0", 2, new RangeRequest { From = "v1.0.0" });
        Is("v1.0.0", 1, new RangeRequest { To = "v1.0.1" });
        Is("v1.0.0", 1, new RangeRequest { From = "refs/tags/v1.0.0", To = "v1.0.1" });
    }

    [Fact]
    public void A_source_that_is_released_already_is_that_release()
    {
        Generate("v1.0.0");
        git.Commit("fix: two", "two");
        Generate("v1.0.1");
        (ReleaseRange range, IReadOnlyList<Commit> commits) = Read(git);
        Assert.Equal(("v1.0.1", "v1.0.0", 1), (range.Released?.Name, range.PreviousTag?.Name, commits.Count));
    }

    [Fact]
    public void Releases_of_other_sources_don_t_count()
    {
        Generate("v1.0.0");
        git.Git("checkout", "-q", "-b", "next");
        git.Commit("feat!: new", "new");
        Generate("v2.0.0");
        git.Git("checkout", "-q", "main");
        git.Commit("fix: two", "two");
        Is("v1.0.0", 1);
        git.Merge("next");
        Is("v2.0.0", 2);
    }

    [Theory]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("main")]
    [InlineData("--all")]
    public void A_trailer_that_names_no_commit_of_the_history_leads_nowhere(string source)
    {
        Generate("v1.0.0", source);
        git.Commit("fix: two", "two");
        ReleaseException error = Assert.Throws<ReleaseException>(() => Read(git));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains("v1.0.0 has no commit in common", error.Message, StringComparison.Ordinal);
        Is(null, 2, new RangeRequest { FirstRelease = true });
        Is(null, 2, new RangeRequest { To = "main", Version = SemanticVersion.TryParse("1.0.0") });
    }

    [Fact]
    public void Pre_releases_are_found_by_their_sources_too()
    {
        Generate("v1.0.0");
        git.Commit("feat: two", "two");
        Generate("v1.1.0-canary.5");
        git.Commit("feat: three", "three");
        Generate("v1.1.0-beta.1");
        git.Commit("fix: four", "four");
        Is("v1.1.0-beta.1", 1, new RangeRequest { Channel = "canary" });
        Is("v1.0.0", 3);
    }

    [Fact]
    public void On_the_generated_branch_itself_its_own_commits_count()
    {
        Generate("v1.0.0");
        Generate("v1.0.1");
        git.Git("checkout", "-q", "-f", branch!);
        git.Commit("fix: by hand", "hand");
        Is("v1.0.1", 1);
    }

    [Fact]
    public void A_changelog_of_all_releases_gives_each_its_commits()
    {
        Generate("v1.0.0");
        git.Commit("fix: two", "two");
        Generate("v1.0.1");
        git.Commit("fix: three", "three");
        IReadOnlyList<ReleaseSection<Commit>> all = ReleaseHistory.Read(git.Repository, new RangeRequest(), false, commit => commit, CancellationToken.None);
        Assert.Equal([(null, 1), ("v1.0.1", 1), ("v1.0.0", 1)], all.Select(section => (section.Tag?.Name, section.Commits.Count)));
    }

    [Theory]
    [InlineData("--depth=1", "--no-tags")]
    [InlineData("--no-tags")]
    [InlineData("--depth=1000", "--no-tags")]
    public void Tags_that_a_clone_lacks_are_fetched_with_the_generated_commits(params string[] options)
    {
        Generate("v1.0.0");
        git.Wait(TimeSpan.FromDays(2));
        git.Commit("fix: two", "two");
        git.Git("checkout", "-q", "-b", "next");
        git.Commit("feat!: new", "new");
        Generate("v2.0.0");
        git.Git("checkout", "-q", "main");
        using GitSandbox clone = git.Clone(options);
        Assert.Equal(Fault.IncompleteHistory, Assert.Throws<ReleaseException>(() => Read(clone)).Fault);
        (ReleaseRange range, IReadOnlyList<Commit> commits) = Read(clone, new RangeRequest { Deepen = Deepen.Auto });
        Assert.Equal(("v1.0.0", "1.0.0", 1), (range.PreviousTag?.Name, range.Stable?.ToString(), commits.Count));
    }
}

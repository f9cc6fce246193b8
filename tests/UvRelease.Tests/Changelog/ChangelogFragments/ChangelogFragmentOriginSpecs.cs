using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using Xunit;

namespace UvRelease.Tests.Changelog.ChangelogFragments;

public sealed class ChangelogFragmentOriginSpecs : IDisposable
{
    private readonly GitSandbox git = new();

    public void Dispose() => git.Dispose();

    private string Add(string message, string name, string type = "feat", string title = "In the author's words")
    {
        Directory.CreateDirectory(git.At(".changes"));
        File.WriteAllText(git.At(".changes", name), $"---\ntype: {type}\n---\n{title}\n");
        return git.Commit(message, "code.txt");
    }

    private async Task<(IReadOnlyList<ChangelogFragment> Fragments, IReadOnlyList<Change> Changes)> ReadAsync(string? from = null,
        GitRepository? repository = null, string folder = ".changes")
    {
        repository ??= git.Repository;
        string end = (repository.Resolve("HEAD", TestContext.Current.CancellationToken))!;
        var query = new LogQuery(from, end);
        IReadOnlyList<Change> changes = ChangeList.From(CommitLog.Read(repository, query, TestContext.Current.CancellationToken), new ChangeRules()).Changes;
        string path = Path.Combine(repository.Path, folder);
        IReadOnlyList<ChangelogFragment> fragments = ChangelogFragmentFolder.Read(path, folder);
        return (ChangelogFragmentOrigins.Fill(repository, query, path, fragments, changes, TestContext.Current.CancellationToken), changes);
    }

    private static string? Pair((IReadOnlyList<ChangelogFragment> Fragments, IReadOnlyList<Change> Changes) read) =>
        new ChangelogFragmentMatches(read.Changes, read.Fragments).ChangeOf(Assert.Single(read.Fragments)) is { } change
            ? $"{change.Type}: {change.Description}" : null;

    [Fact]
    public async Task A_fragment_tells_the_change_that_it_came_with()
    {
        git.Commit("feat: other");
        string id = Add("feat: write-ahead log", "log.md");
        git.Commit("feat: last");
        var read = await ReadAsync();
        Assert.Equal(id, read.Fragments[0].Commit);
        Assert.Equal("feat: write-ahead log", Pair(read));
    }

    [Fact]
    public async Task A_fragment_that_is_not_committed_or_older_than_the_range_has_no_commit()
    {
        string old = Add("feat: old", "old.md");
        git.Commit("feat: new");
        File.WriteAllText(git.At(".changes", "fresh.md"), "---\ntype: feat\n---\nFresh\n");
        Assert.Equal([null, null], (await ReadAsync(old)).Fragments.Select(fragment => fragment.Commit));
        Assert.Equal([null, old], (await ReadAsync()).Fragments.Select(fragment => fragment.Commit));
    }

    [Fact]
    public async Task An_edit_after_it_was_added_moves_nothing()
    {
        string id = Add("feat: a", "a.md");
        Add("docs: better words", "a.md", title: "Better words");
        Assert.Equal(id, Assert.Single((await ReadAsync()).Fragments).Commit);
    }

    [Theory]
    [InlineData("docs: a fragment", "feat: sync")]
    [InlineData("wip", "feat: sync")]
    public async Task A_commit_for_the_fragment_alone_leads_to_the_change_that_the_same_merge_brought(string message, string told)
    {
        git.Commit("chore: begin");
        git.Git("checkout", "-q", "-b", "side");
        git.Commit("feat: sync", "sync.txt");
        Add(message, "sync.md");
        git.Git("checkout", "-q", "main");
        git.Commit("feat: something else");
        git.Git("merge", "-q", "--no-ff", "-m", "Merge pull request #7 from mei/side\n\nKeep two machines in step", "side");
        Assert.Equal(told, Pair(await ReadAsync()));
    }

    [Fact]
    public async Task The_title_of_the_merge_is_told_by_the_fragment_where_no_commit_of_it_is_conventional()
    {
        git.Commit("chore: begin");
        git.Git("checkout", "-q", "-b", "side");
        Add("wip", "sync.md");
        git.Git("checkout", "-q", "main");
        git.Commit("feat: something else");
        git.Git("merge", "-q", "--no-ff", "-m", "Merge pull request #7 from mei/side\n\nfeat: keep two machines in step", "side");
        Assert.Equal("feat: keep two machines in step", Pair(await ReadAsync()));
    }

    [Fact]
    public async Task Of_several_changes_of_its_type_in_one_merge_none_is_guessed()
    {
        git.Commit("chore: begin");
        git.Git("checkout", "-q", "-b", "side");
        git.Commit("feat: one", "1");
        git.Commit("feat: two", "2");
        Add("docs: fragment", "one.md");
        git.Git("checkout", "-q", "main");
        git.Merge("side");
        Assert.Equal("docs: fragment", Pair(await ReadAsync()));
    }

    [Fact]
    public async Task A_named_pull_request_goes_before_the_commit_of_a_late_fragment()
    {
        git.Commit("feat: sync (#12)");
        git.Commit("chore: between");
        Directory.CreateDirectory(git.At(".changes"));
        File.WriteAllText(git.At(".changes", "late.md"), "---\ntype: feat\npr: 12\n---\nLate\n");
        git.Commit("docs: tell of sync", "x");
        Assert.Equal("feat: sync", Pair(await ReadAsync()));
    }

    [Fact]
    public async Task Odd_names_beside_it_a_blobless_clone_and_a_folder_with_magic_in_its_name_change_nothing()
    {
        Directory.CreateDirectory(git.At("a[b]*", "old"));
        foreach (string name in (string[])["odd\nname.md", "\"quoted\".md", "ümläut.md", "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef", "old/x.md"])
            File.WriteAllText(git.At("a[b]*", name), "x");
        git.Commit("docs: odd", "y");
        File.WriteAllText(git.At("a[b]*", "x.md"), "---\ntype: feat\n---\nWords\n");
        string id = git.Commit("feat: it", "z");
        git.Git("config", "uploadpack.allowFilter", "true");
        using GitSandbox clone = git.Clone("--filter=blob:none");
        Assert.Equal("blob:none", PartialClone.Filter(clone.Repository, TestContext.Current.CancellationToken));
        foreach (string name in (string[])["odd\nname.md", "\"quoted\".md", "ümläut.md"])
            File.Delete(clone.At("a[b]*", name));
        Assert.Equal(id, Assert.Single((await ReadAsync(null, clone.Repository, "a[b]*")).Fragments).Commit);
    }

    [Fact]
    public async Task A_clone_without_trees_is_not_asked_for_each_of_them()
    {
        Add("feat: it", "x.md");
        git.Git("config", "uploadpack.allowFilter", "true");
        using GitSandbox clone = git.Clone("--filter=tree:0");
        Assert.Null(Assert.Single((await ReadAsync(null, clone.Repository)).Fragments).Commit);
    }

    [Fact]
    public async Task A_folder_outside_of_the_repository_has_fragments_without_commits()
    {
        git.Commit("feat: a");
        using TemporaryFolder other = new();
        other.Write("x.md", "---\ntype: feat\n---\nWords\n");
        Assert.Null(Assert.Single((await ReadAsync(null, null, other.Path)).Fragments).Commit);
    }
}

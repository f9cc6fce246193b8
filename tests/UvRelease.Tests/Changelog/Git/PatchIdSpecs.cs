using System.Text;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using Xunit;

namespace UvRelease.Tests.Changelog.Git;

public sealed class PatchIdSpecs : IDisposable
{
    private readonly GitSandbox git = new();

    public void Dispose() => git.Dispose();

    private async Task<IReadOnlyDictionary<string, string>> ReadAsync() =>
        PatchIds.Read(git.Repository, new LogQuery(null, git.Git("rev-parse", "HEAD")), TestContext.Current.CancellationToken);

    private string Write(string message, string file, string text)
    {
        File.WriteAllText(git.At(file), text, Encoding.Latin1);
        git.Git("add", "-A");
        return git.Commit(message);
    }

    // main and side change the same line in the same way, in other words and by other people.
    private (string First, string Copy) Twins()
    {
        Write("chore: begin", "a.txt", "one\ntwo\nthree\nfour\nfive\nsix\n");
        git.Git("checkout", "-q", "-b", "side");
        Write("fix: on the side", "b.txt", "b\n");
        string first = Write("fix: crash", "a.txt", "one\ntwo\nthree\nfour\nFIVE caf\u00e9\nsix\n");
        git.Git("checkout", "-q", "main");
        string copy = Write("fix(core): no crash any more", "a.txt", "one\ntwo\nthree\nfour\nFIVE caf\u00e9\nsix\n");
        git.Merge("side");
        return (first, copy);
    }

    [Fact]
    public async Task Equal_patches_have_one_id_as_git_itself_says()
    {
        (string first, string copy) = Twins();
        IReadOnlyDictionary<string, string> ids = await ReadAsync();
        Assert.Equal(ids[first], ids[copy]);
        Assert.Equal(4, ids.Count);
        // git cherry is git's own judge of equal patches.
        string[] cherry = git.Git("cherry", copy, "side").Split('\n');
        Assert.Contains("- " + first, cherry);
        Assert.Equal(3, ids.Values.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_copy_in_other_words_is_told_once_where_patches_are_compared()
    {
        Twins();
        IReadOnlyList<Commit> commits = CommitLog.Read(git.Repository, null, git.Git("rev-parse", "HEAD"), TestContext.Current.CancellationToken);
        Assert.Equal(4, ChangeList.From(commits, new ChangeRules()).Changes.Count);
        ChangeSet set = ChangeList.From(commits, new ChangeRules { PatchIds = await ReadAsync() });
        Assert.Equal(1, set.Counts.Repeated);
        Assert.Equal(["begin", "on the side"], set.Changes.Select(change => change.Description)
            .Where(description => !description.Contains("crash", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Single(set.Changes, change => change.Description.Contains("crash", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_fixes_under_the_same_words_are_two_and_one_that_was_carried_over_is_one()
    {
        Write("chore: begin", "a.txt", "a\n");
        git.Git("checkout", "-q", "-b", "side");
        string first = Write("fix: crash", "b.txt", "b\n"), carried = Write("fix: slow", "c.txt", "c\n");
        git.Git("checkout", "-q", "main");
        string second = Write("fix: crash", "d.txt", "d\n"), again = Write("fix: slow", "c.txt", "c\n");
        IReadOnlyDictionary<string, string> ids = PatchIds.Of(git.Repository, [first, carried, second, again], TestContext.Current.CancellationToken);
        Assert.Equal((4, ids[carried], 3), (ids.Count, ids[again], ids.Values.Distinct(StringComparer.Ordinal).Count()));
        git.Git("config", "remote.origin.partialclonefilter", "blob:none");
        IReadOnlyDictionary<string, string> paths = PatchIds.Of(git.Repository, [first, carried, second, again], TestContext.Current.CancellationToken);
        Assert.Equal(("A\tb.txt\n", "A\td.txt\n", paths[again]), (paths[first], paths[second], paths[carried]));
    }

    [Fact]
    public async Task Configured_diffs_and_attributes_change_no_id()
    {
        (string first, string copy) = Twins();
        string before = (await ReadAsync())[first];
        foreach ((string name, string value) in ((string, string)[])[("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("diff.context", "0"),
            ("diff.algorithm", "histogram"), ("color.ui", "always"), ("diff.external", "false"), ("diff.renames", "copies"),
            ("log.diffMerges", "separate"), ("format.pretty", "oneline"), ("diff.interHunkContext", "9"), ("diff.orderFile", "order")])
            git.Git("config", name, value);
        File.WriteAllText(git.At("order"), "*.txt\n");
        IReadOnlyDictionary<string, string> after = await ReadAsync();
        Assert.Equal((before, before), (after[first], after[copy]));
    }

    [Fact]
    public async Task Patches_of_many_megabytes_are_compared_part_by_part()
    {
        Write("chore: begin", "a.txt", "begin\n");
        string line = new('x', 99);
        var ids = new List<string>();
        for (int i = 0; i < 4; i++)
            ids.Add(Write($"feat: {i}", $"big{i}.txt", string.Concat(Enumerable.Repeat($"{i}{line}\n", 50_000))));
        string huge = Write("feat: huge", "huge.txt", string.Concat(Enumerable.Repeat(line + "\n", 400_000)));
        string last = Write("fix: last", "a.txt", "end\n");
        IReadOnlyDictionary<string, string> read = await ReadAsync();
        Assert.All(ids.Append(last), id => Assert.True(read.ContainsKey(id)));
        Assert.False(read.ContainsKey(huge), "A patch over the limit is compared with nothing.");
        Assert.Equal(6, read.Count);
    }
}

using System.Globalization;
using System.Text;
using UvRelease.Changelog.Git;
using Xunit;

namespace UvRelease.Tests.Changelog.Git;

public sealed class CommitGraphSpecs : IDisposable
{
    private const int Commits = 300;

    private readonly GitSandbox git = new();

    public void Dispose() => git.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 50)]
    [InlineData(4, 5_000)]
    [InlineData(5, 500_000)]
    public void Commits_are_sorted_as_git_sorts_them(int seed, int skew)
    {
        string[] tips = Import(new Random(seed), skew);
        var query = new LogQuery(null, tips[0]) { Also = tips[1..] };
        CancellationToken stop = TestContext.Current.CancellationToken;
        IReadOnlyList<Commit> found = CommitLog.Read(git.Repository, query with { AsFound = true }, stop);
        var graph = new CommitGraph();
        string[] ids = new string[found.Count];
        foreach (Commit commit in found)
            ids[graph.Add(commit)] = commit.Id;
        graph.Sort();
        string[] sorted = [.. CommitLog.Read(git.Repository, query, stop).Select(commit => commit.Id)];
        Assert.Equal(Commits, sorted.Length);
        Assert.Equal(sorted, Enumerable.Range(0, graph.Added).Select(place => ids[graph.At(place)]));
        Assert.NotEqual(sorted, found.Select(commit => commit.Id));
    }

    // Lines that begin alone, merges of up to three parents, and dates that lie by as much as is asked for.
    private string[] Import(Random random, int skew)
    {
        var stream = new StringBuilder();
        for (int mark = 1; mark <= Commits; mark++)
        {
            int[] parents = mark == 1 ? [] : [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(Math.Max(1, mark - 20), mark)).Distinct()];
            int second = 1_700_000_000 + (60 * mark) + random.Next(-skew, skew + 1);
            stream.Append(CultureInfo.InvariantCulture,
                $"commit refs/heads/{mark}\nmark :{mark}\ncommitter Ann <ann@example.com> {second} +0000\ndata 4\n{mark:D4}\n");
            for (int i = 0; i < parents.Length; i++)
                stream.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "from" : "merge")} :{parents[i]}\n");
        }

        git.FastImport(stream);
        return git.Git("for-each-ref", "--format=%(objectname)").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

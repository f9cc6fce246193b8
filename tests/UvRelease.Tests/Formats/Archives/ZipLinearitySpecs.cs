using UvRelease.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Formats.Archives;

/// <summary>What a hostile zip costs is counted in steps and bytes: twice the input may cost twice as much, and a bit for sorting.</summary>
public sealed class ZipLinearitySpecs
{
    public static TheoryData<string> Kinds => ["deep parents that fold", "one folder that folds", "marks in any order", "no two alike"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Names_are_compared_in_memory_that_grows_with_them(string kind)
    {
        long once = Cost(kind, 4_000), twice = Cost(kind, 8_000);
        Assert.InRange(twice, once, once * 5 / 2);
        Assert.InRange(once, 0, 4_000 * 259 * 40L);
    }

    [Fact]
    public void Links_through_links_are_followed_once()
    {
        // Each leads through the one before many times; followed anew each time these would be 2^30 ways.
        var links = new LinkTargets();
        links.Add("l0", "d");
        for (int i = 1; i < 30; i++)
            links.Add($"l{i}", $"l{i - 1}");
        string through = string.Concat(Enumerable.Repeat("l0/../", 30)) + "d";
        for (int i = 0; i < 139; i++)
            links.Add($"m{i}", through);
        Assert.Null(links.Problem());
        Assert.InRange(links.Steps, 139 * 61, 139 * 61 + 40);
    }

    [Fact]
    public void Long_targets_cost_their_parts()
    {
        var links = new LinkTargets();
        string target = string.Concat(Enumerable.Repeat("a/", 2000)) + "b";
        for (int i = 0; i < 500; i++)
            links.Add($"folder/l{i}", target);
        Assert.Null(links.Problem());
        Assert.Equal(500 * 2001, links.Steps);
    }

    [Theory]
    [InlineData(40, null)]
    [InlineData(41, "more than 40 links")]
    public void As_many_links_are_followed_as_Linux_follows(int count, string? says)
    {
        foreach (bool backwards in (bool[])[false, true])
        {
            var links = new LinkTargets();
            foreach (int i in Enumerable.Range(0, count).OrderBy(i => backwards ? -i : i))
                links.Add($"l{i}", i == 0 ? "file" : $"l{i - 1}");
            Assert.Equal(says is null, links.Problem() is null);
            if (says is not null)
                Assert.Contains(says, links.Problem()!.Value.Problem, StringComparison.Ordinal);
        }
    }

    private static long Cost(string kind, int count)
    {
        (string, ArchiveEntryKind)[] names = [.. Enumerable.Range(0, count).Select(i => (kind switch
        {
            "deep parents that fold" => $"{i:x}/{string.Concat(Enumerable.Repeat("\u00e9/", 60))}x",
            "one folder that folds" => $"{string.Concat(Enumerable.Repeat("\u00e9", 100))}/{i:x}",
            "marks in any order" => $"{i:x}{string.Concat(Enumerable.Repeat("\u0301\u0323", 30))}",
            _ => $"{i:x}/{string.Concat(Enumerable.Repeat("a/", 60))}x",
        }, ArchiveEntryKind.File))];
        FoldedName.Of("\u00e9");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(EntryNames.Collisions(names));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

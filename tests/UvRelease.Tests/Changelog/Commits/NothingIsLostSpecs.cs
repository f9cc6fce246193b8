using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;
using Xunit;
using ReleaseNotesOf = UvRelease.Changelog.Notes.ReleaseNotes;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>Whatever the history: every commit is listed, hidden by its type, reverted, repeated, or only merges what is; and it is in one release.</summary>
public class NothingIsLostSpecs
{
    private const int Commits = 60;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_commit_of_a_random_history_is_accounted_for(int seed)
    {
        using GitSandbox git = new();
        var history = new RandomHistory(seed, Commits);
        git.FastImport(history.Stream);
        IReadOnlyList<Commit> commits = CommitLog.Read(git.Repository, null, "refs/heads/main", Stop);
        Assert.Equal(history.Nodes.Select(node => node.Id).Order(StringComparer.Ordinal), commits.Select(commit => commit.Id).Order(StringComparer.Ordinal));

        ReadCommit[] read = [.. commits.Select(commit => ChangeList.Read(commit, new ChangeRules()))];
        ChangeSet set = ChangeList.FromRead(read, new ChangeRules());
        CommitCounts counts = set.Counts;
        Assert.Equal(commits.Count, counts.Total);
        Assert.Equal(counts.Total, counts.Conventional + counts.LookAlike + counts.Other);
        Assert.Equal(read.Count(commit => commit.IsReverted), counts.Reverted);
        Assert.Equal(read.Count(commit => commit.IsRepeated), counts.Repeated);
        Assert.Equal(Taken(history), read.Where(commit => commit.IsReverted).Select(commit => commit.Commit.Id).ToHashSet(StringComparer.Ordinal));

        HashSet<string> told = [.. set.Changes.Select(change => change.Commit.Id)];
        string[] words = [.. set.Changes.Select(change => change.Description)];
        var byId = read.ToDictionary(commit => commit.Commit.Id, StringComparer.Ordinal);
        foreach (ReadCommit commit in read)
        {
            Assert.False(commit.IsReverted && commit.IsRepeated);
            if (commit.IsReverted || told.Contains(commit.Commit.Id))
                continue;
            // What a copy says is listed with another commit; what a merge brought says more than its title.
            if (commit.IsRepeated)
                Assert.Contains(words, word => commit.Message.Description.StartsWith(word, StringComparison.Ordinal));
            else
                Assert.True(commit.Commit.Parents.Count > 1 && (commit.Merge.TitleStart < 0 || read.Any(other => other.MergedBy == commit.Commit.Id)),
                    commit.Commit.Message);
        }

        ReleaseNotesOf notes = new NotesBuilder(new ChangelogConfiguration()).Build(Story.Content("5.0.0", []) with { Changes = set });
        Assert.Equal(set.Changes.Count, notes.Sections.Sum(section => section.Entries.Count) + notes.Hidden);
        Assert.Equal(counts, notes.Commits);
        HashSet<string> shown = [.. notes.Sections.SelectMany(section => section.Entries).Select(entry => entry.Commit!)];
        string[] hidden = [.. new ChangelogConfiguration().HiddenTypes];
        Assert.All(set.Changes.Where(change => change.IsBreaking || !hidden.Contains(change.Type)), change => Assert.Contains(change.Commit.Id, shown));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_commit_is_in_exactly_one_release_and_in_the_first_that_contains_it(int seed)
    {
        using GitSandbox git = new();
        var history = new RandomHistory(seed, Commits);
        IReadOnlyList<(string Tag, int Commit)> tags = history.Tag("1.0.0", "1.1.0", "2.0.0-beta.1", "2.0.0-beta.2", "2.0.0-beta.10", "2.0.0");
        git.FastImport(history.Stream);
        IReadOnlyList<ReleaseSection<Commit>> sections =
            ReleaseHistory.Read(git.Repository, new RangeRequest { To = "refs/heads/main" }, branches: false, commit => commit, Stop);
        Dictionary<string, string> found = sections.SelectMany(section => section.Commits.Select(commit => (commit.Id, Tag: section.Tag?.Name ?? "")))
            .ToDictionary(pair => pair.Id, pair => pair.Tag, StringComparer.Ordinal);
        Assert.Equal(history.Nodes.Count, found.Count);
        Assert.Equal(tags.Count, sections.Count(section => section.Tag is not null));
        for (int place = 0; place < history.Nodes.Count; place++)
            Assert.Equal(tags.FirstOrDefault(tag => history.Reaches(tag.Commit, place)).Tag ?? "", found[history.Nodes[place].Id]);

        // The same for the pre-releases that 2.0.0 rolls up. Dates of these commits lie, which misleads git where it looks for a range; so the whole
        // history is taken.
        IReadOnlyList<Commit> commits = CommitLog.Read(git.Repository, null, "refs/heads/main", Stop);
        IReadOnlyDictionary<string, SemanticVersion> firsts =
            FirstPreReleases.Of(commits, VersionTag.List(git.Repository, new TagPattern("v"), Stop), SemanticVersion.TryParse("2.0.0")!);
        for (int place = 0; place < history.Nodes.Count; place++)
        {
            string? first = tags.FirstOrDefault(tag => tag.Tag.Contains("-beta", StringComparison.Ordinal) && history.Reaches(tag.Commit, place)).Tag;
            Assert.Equal(first?[1..], firsts.GetValueOrDefault(history.Nodes[place].Id)?.ToString());
        }
    }

    // From the newest revert to the oldest: one that is in effect takes out what it names, and itself.
    private static HashSet<string> Taken(RandomHistory history)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (int place = history.Nodes.Count - 1; place >= 0; place--)
        {
            RandomHistory.Node node = history.Nodes[place];
            if (node.Reverts is { } target && !taken.Contains(node.Id))
                taken.UnionWith([node.Id, history.Nodes[target].Id]);
        }

        return taken;
    }
}

namespace UvRelease.Changelog.Commits;

/// <summary>What is known about the commits that each merge brought.</summary>
internal sealed class MergedKinds
{
    private readonly bool[] any;
    private readonly bool[] conventional;
    private readonly bool[] breaking;

    private MergedKinds(int count)
    {
        any = new bool[count];
        conventional = new bool[count];
        breaking = new bool[count];
    }

    /// <summary>Hands what each commit is up to the merge that brought it, and from there to the merge that brought that one.</summary>
    public static MergedKinds Of(ReadCommit[] commits, int[] owners)
    {
        var kinds = new MergedKinds(commits.Length);
        for (int place = commits.Length - 1; place >= 0; place--)
        {
            int owner = owners[place];
            if (owner < 0)
                continue;
            ReadCommit commit = commits[place];
            kinds.any[owner] |= kinds.any[place] || !commit.Merge.IsMerge;
            kinds.conventional[owner] |= kinds.conventional[place] || commit.Kind == MessageKind.Conventional;
            kinds.breaking[owner] |= kinds.breaking[place] || (!commit.Merge.IsMerge && commit.Message.IsBreaking);
        }

        return kinds;
    }

    /// <summary>True when a merge brought commits that are not merges themselves.</summary>
    public bool Any(int place) => any[place];

    /// <summary>True when the commits that a merge brought say what its own message says: what breaks must not get lost with it.</summary>
    public bool TellWhat(int place, CommitMessage message) => conventional[place] && (breaking[place] || !message.IsBreaking);
}

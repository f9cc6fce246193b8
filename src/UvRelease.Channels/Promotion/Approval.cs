using UvRelease.Channels.Logs;
using UvRelease.Releases;

namespace UvRelease.Channels.Promotion;

/// <summary>Whether those agreed who must, before a move is done: whoever started the run or published the release is none of them.</summary>
/// <param name="request">The wish. A plan needs nobody.</param>
/// <param name="path">How the release came to where it is.</param>
internal sealed class Approval(ApprovedRequest request, ReleasePath path)
{
    /// <summary>The accounts that agreed, in ordinal order; empty where nobody was asked.</summary>
    /// <param name="channel">A channel that has the release.</param>
    /// <param name="release">The release.</param>
    /// <param name="needsTwo">True in an emergency.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: too few, or nobody knows who published the release.</exception>
    public async Task<IReadOnlyList<string>> CheckAsync(
        string channel, ReleaseReference release, bool needsTwo, CancellationToken cancellationToken)
    {
        if (request.DryRun || !(needsTwo || request.NeedsApprover))
            return [];
        string publisher = await path.PublisherAsync(channel, release.Digest, cancellationToken) ?? throw Refused(
            $"The logs do not say who published {release.Version}, and whoever did may not approve it. Put the logs of the channels that it came through back "
            + "from a backup.");
        RunApprovals others = (request.Approvals ?? RunApprovals.None(request.Channel)).Except(publisher);
        string who = $"{others.Told}.{(request.Approvals?.Has(publisher) == true ? $" {publisher} published it, and does not count." : "")}";
        if (needsTwo)
        {
            return others.AreTwo ? [.. others.First.Union(others.Second, StringComparer.Ordinal).Order(StringComparer.Ordinal)] : throw Refused(
                "An emergency takes two people, neither of whom started the run or published the release, who approve an environment each, and the approvals "
                + $"are: {who} Give both environments reviewers of their own.");
        }

        return others.First.Count > 0 ? others.First : throw Refused(
            $"{request.Channel} changes when somebody approves it who did not start the run and did not publish the release, and the approvals are: {who} "
            + "Run it in a job whose environment has required reviewers, and switch 'Prevent self-review' on there.");
    }

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}

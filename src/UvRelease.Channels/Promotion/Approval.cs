using UvRelease.Releases;

namespace UvRelease.Channels.Promotion;

/// <summary>Whether those agreed who must, before a move is done. A plan needs nobody.</summary>
internal static class Approval
{
    /// <summary>The accounts that agreed; empty where nobody was asked.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: too few, or only who started the run.</exception>
    public static IReadOnlyList<string> Check(ApprovedRequest request, bool needsTwo)
    {
        if (request.DryRun)
            return [];
        if (needsTwo && request.Approvals?.AreTwo != true)
        {
            throw Refused(
                $"An emergency takes two people, neither of whom started the run, who approve two environments of it, and {Count(request)} did. "
                + "Give the workflow a second environment with other reviewers.");
        }

        if (request.NeedsApprover && request.Approvals is not { Approvers.Count: > 0 })
        {
            throw Refused(
                $"{request.Channel} changes when somebody approves it who did not start the run, and nobody did. Run it in a job whose environment has "
                + "required reviewers, and switch 'Prevent self-review' on there.");
        }

        return request.Approvals?.Approvers ?? [];
    }

    private static string Count(ApprovedRequest request) => request.Approvals?.Approvers.Count switch
    {
        null or 0 => "nobody",
        1 => "one",
        { } many => $"{many} of one environment",
    };

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}

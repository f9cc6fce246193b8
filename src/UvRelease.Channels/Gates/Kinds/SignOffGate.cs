using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.GitHub.Facts;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>Enough reviewers of the environment approved this run, none of them the one who published the release or started the run.</summary>
internal static class SignOffGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        string environment = at.Question.ReviewedBy(at.Configuration.SignOff);
        if (!FactCheck.Has(at.Facts.SignOff, $"the environment {environment} and the run's reviews", at.Now, out SignOffFacts? found, out GateFinding? problem))
            return problem;
        if (!Is(found.Environment.Name, environment))
            return GateFinding.Error($"The environment {found.Environment.Name} was read, and {environment} is wanted.", "Read that one.");
        if (!found.Environment.ProtectionRules.OfType<ReviewersRule>().Any(rule => rule.Reviewers.Count > 0))
            return GateFinding.Error($"The environment {environment} asks no reviewer.", "Add required reviewers in the settings of the repository.");
        ApprovalFacts[] decided = [.. found.Approvals.Where(approval => approval.Environments.Any(one => Is(one.Name, environment)))];
        if (Array.Find(decided, approval => approval.State == ApprovalState.Rejected) is { } rejected)
            return GateFinding.Fail($"{rejected.User.Login} rejected this run.", "Settle it with the reviewer, and start a new run.");
        AccountFacts[] approvers =
            [.. decided.Where(approval => approval.State == ApprovalState.Approved).Select(approval => approval.User).DistinctBy(user => user.Id)];
        AccountFacts[] others = [.. approvers.Where(user => !Is(user.Login, at.Question.Publisher) && !Is(user.Login, at.Question.Actor))];
        int wanted = at.Configuration.SignOff.Approvals;
        if (others.Length >= wanted)
            return GateFinding.Pass($"Approved by {FactCheck.Some([.. others.Select(user => user.Login)])}.", "A rejection would.");
        if (others.Length < approvers.Length)
        {
            AccountFacts self = approvers.First(user => !others.Contains(user));
            return GateFinding.Fail(
                $"{self.Login} approved, and published the release or started the run: that is no second person.",
                $"Let {wanted - others.Length} others approve.");
        }

        return GateFinding.Inconclusive($"{others.Length} of {wanted} approvals are there for {environment}.", "Wait for the reviewers.");
    }

    // Neither logins nor names of environments are case-sensitive at GitHub.
    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

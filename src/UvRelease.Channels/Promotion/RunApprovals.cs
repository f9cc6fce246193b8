using UvRelease.GitHub.Facts;
using UvRelease.Releases;

namespace UvRelease.Channels.Promotion;

/// <summary>Who approved the run that moves a channel: what GitHub says of its environments' reviewers, never what an input says.</summary>
public sealed class RunApprovals
{
    private readonly (string Login, string Environment)[] approved;

    private RunApprovals(IEnumerable<(string Login, string Environment)> approved) => this.approved = [.. approved.Distinct()];

    /// <summary>Accounts that approved the run and did not start it, in ordinal order.</summary>
    public IReadOnlyList<string> Approvers => [.. approved.Select(one => one.Login).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>True where two of them approved one environment each.</summary>
    public bool AreTwo => Array.Exists(approved, one => Array.Exists(approved, other => other.Login != one.Login && other.Environment != one.Environment));

    /// <summary>Reads them.</summary>
    /// <param name="facts">The repository of the run.</param>
    /// <param name="run">Number of the run.</param>
    /// <param name="starters">Logins that started the run or started it again.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException">GitHub can't be asked, or does not know the run or who started it.</exception>
    public static async Task<RunApprovals> ReadAsync(FactReader facts, long run, IEnumerable<string> starters, CancellationToken cancellationToken)
    {
        AccountFacts starter = (await facts.FindRunAsync(run, cancellationToken))?.Actor ?? throw new ReleaseException(
            Fault.Environment,
            $"GitHub does not say who started run {run}, so nobody can be told from that account. The job needs permissions: actions: read.");
        string[] all = [.. starters, starter.Login];
        return new RunApprovals(
            from approval in await facts.ApprovalsAsync(run, cancellationToken)
            where approval.State == ApprovalState.Approved && approval.User.Id != starter.Id
            where !all.Contains(approval.User.Login, StringComparer.OrdinalIgnoreCase)
            from environment in approval.Environments
            select (approval.User.Login, environment.Name));
    }
}

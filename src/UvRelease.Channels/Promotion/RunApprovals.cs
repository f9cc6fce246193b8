using UvRelease.GitHub.Facts;
using UvRelease.Releases;

namespace UvRelease.Channels.Promotion;

/// <summary>Who approved the run that moves a channel: what GitHub says of its environments' reviewers, never what an input says.</summary>
public sealed class RunApprovals
{
    // Names of environments are not case-sensitive at GitHub, and neither are logins.
    private static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;
    private readonly string environment;
    private readonly (string Login, string Environment)[] approved;

    private RunApprovals(string environment, IEnumerable<(string Login, string Environment)> approved) =>
        (this.environment, this.approved) = (environment, [.. approved.Distinct()]);

    /// <summary>Accounts that approved the channel's environment and did not start the run, in ordinal order.</summary>
    public IReadOnlyList<string> First => Of(environment);

    /// <summary>The same of the environment that is asked second in an emergency: its name ends in <c>-second</c>.</summary>
    public IReadOnlyList<string> Second => Of(SecondName);

    /// <summary>True where two of them approved one environment each.</summary>
    public bool AreTwo => First.Any(one => Second.Any(other => !Names.Equals(one, other)));

    /// <summary>Who approved what, as half a sentence.</summary>
    internal string Told => $"'{environment}' by {Some(First)}, '{SecondName}' by {Some(Second)}";

    private string SecondName => environment + "-second";

    /// <summary>Nobody's.</summary>
    internal static RunApprovals None(string environment) => new(environment, []);

    /// <summary>Reads them.</summary>
    /// <param name="facts">The repository of the run.</param>
    /// <param name="run">Number of the run.</param>
    /// <param name="environment">The environment whose approvals count.</param>
    /// <param name="starters">Logins that started the run or started it again.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException">GitHub can't be asked, or does not know the run or who started it.</exception>
    public static async Task<RunApprovals> ReadAsync(
        FactReader facts, long run, string environment, IEnumerable<string> starters, CancellationToken cancellationToken)
    {
        AccountFacts starter = (await facts.FindRunAsync(run, cancellationToken))?.Actor ?? throw new ReleaseException(
            Fault.Environment,
            $"GitHub does not say who started run {run}, so nobody can be told from that account. The job needs permissions: actions: read.");
        string[] all = [.. starters, starter.Login];
        return new RunApprovals(
            environment,
            from approval in await facts.ApprovalsAsync(run, cancellationToken)
            where approval.State == ApprovalState.Approved && approval.User.Id != starter.Id
            where !all.Contains(approval.User.Login, Names)
            from one in approval.Environments
            select (approval.User.Login, one.Name));
    }

    /// <summary>Those of all others.</summary>
    internal RunApprovals Except(string login) => new(environment, approved.Where(one => !Names.Equals(one.Login, login)));

    /// <summary>True where an account approved one of the two environments.</summary>
    internal bool Has(string login) => First.Contains(login, Names) || Second.Contains(login, Names);

    private string[] Of(string name) =>
        [.. approved.Where(one => Names.Equals(one.Environment, name)).Select(one => one.Login).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Some(IReadOnlyList<string> logins) => logins.Count == 0 ? "nobody" : string.Join(" and ", logins);
}

using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Requests.Checkouts;
using UvRelease.Requests.Planning;
using UvRelease.Requests.Settings;

namespace UvRelease.Requests.Requests;

/// <summary>What became of a request.</summary>
public enum RequestOutcome
{
    /// <summary>It is new.</summary>
    Opened,

    /// <summary>It was there, and proposes something else now.</summary>
    Updated,

    /// <summary>It was there, and is right.</summary>
    Unchanged,

    /// <summary>Somebody closed it, and nothing new came since.</summary>
    StaysClosed,

    /// <summary>There is nothing to release any more.</summary>
    Withdrawn,
}

/// <summary>A request, and what became of it.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Number">Number of the pull request.</param>
/// <param name="Url">Its page.</param>
public sealed record KeptRequest(RequestOutcome Outcome, int Number, string Url);

/// <summary>
/// Keeps the pull request of a proposal. Its branch has one commit on top of the target's head, made anew as often as either changes, so that it never
/// conflicts. Killed between two writes, the next run finishes: a branch without a pull request is ours by its commit, and a pull request whose text says
/// "unfinished" gets its labels.
/// </summary>
/// <param name="octokit">GitHub's API.</param>
/// <param name="repository">owner/name.</param>
/// <param name="checkout">The commit at the target's head.</param>
/// <param name="target">The branch that releases are made from.</param>
/// <param name="settings">Section <c>request</c>.</param>
public sealed class RequestKeeper(
    OctokitClient octokit, string repository, Checkout checkout, string target, RequestConfiguration settings)
{
    private const string ByWorkflow =
        "This pull request was opened with the workflow's own token, so no checks start on it. Close it and open it again to start "
        + "them, or pass the token of a GitHub App to release-request.";

    /// <summary>The branch of a request.</summary>
    /// <param name="target">The branch that releases are made from.</param>
    /// <param name="leader">The component; null for all of them.</param>
    public static string BranchOf(string target, string? leader) => $"uv-release/{target}{(leader is null ? "" : "--" + leader)}";

    /// <summary>Opens or updates the request.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Refused"/>: the branch has a commit that is not ours, or the text's markers were changed. <see cref="Fault.Environment"/>: GitHub
    /// refuses, or can't be asked.
    /// </exception>
    public async Task<KeptRequest> KeepAsync(Proposal proposal, IReadOnlyList<PlannedRelease> plan, CancellationToken cancellationToken)
    {
        string branch = BranchOf(target, proposal.Leader);
        (WrittenPullRequest? pull, string? head, WrittenCommit? commit) = await ReadAsync(branch, cancellationToken);
        OwnCommit? own = commit is null ? null : OwnCommit.Of(commit.Message, commit.Tree);
        // Everything that can be refused is asked before the first write.
        string part = RequestBody.Write(proposal, plan, IsByWorkflow(pull) ? ByWorkflow : null);
        string body = RequestBody.Put(pull?.Body, part, !RequestBody.IsUnfinished(pull?.Body) && pull is not null, Named(pull, branch));
        if (pull is null && await ClosedAsync(branch, proposal.Digest) is { } closed)
            return new KeptRequest(RequestOutcome.StaysClosed, closed.Number, closed.Url);
        bool isCurrent = own is not null && own.Files == FileChange.DigestOf(proposal.Files) && own.Proposal == proposal.Digest
            && commit!.Parents is [var parent] && parent == checkout.Commit;
        if (!isCurrent)
            await CommitAsync(proposal, branch, head, cancellationToken);
        if (pull is null)
            return await OpenAsync(proposal, plan, branch, head is null, part);
        bool isSame = isCurrent && pull.Title == proposal.Title && pull.Body?.ReplaceLineEndings("\n") == body;
        if (!isSame)
            pull = await octokit.UpdatePullRequestAsync(repository, pull.Number, proposal.Title, body, closes: false);
        if (RequestBody.IsUnfinished(body))
            await FinishAsync(pull, proposal, plan);
        else if (isSame)
            return new KeptRequest(RequestOutcome.Unchanged, pull.Number, pull.Url);
        return new KeptRequest(RequestOutcome.Updated, pull.Number, pull.Url);
    }

    /// <summary>Closes the request of a component that has nothing to release any more, and removes its branch.</summary>
    /// <returns>Null where there is none.</returns>
    /// <inheritdoc cref="KeepAsync"/>
    public async Task<KeptRequest?> WithdrawAsync(string? leader, CancellationToken cancellationToken)
    {
        string branch = BranchOf(target, leader);
        (WrittenPullRequest? pull, _, _) = await ReadAsync(branch, cancellationToken);
        if (pull is null)
            return null;
        string body = RequestBody.Put(pull.Body, "There is nothing to release any more: what asked for it was taken back, or is released.\n",
            true, Named(pull, branch));
        await octokit.UpdatePullRequestAsync(repository, pull.Number, pull.Title, body, closes: true);
        await octokit.DeleteBranchAsync(repository, branch);
        return new KeptRequest(RequestOutcome.Withdrawn, pull.Number, pull.Url);
    }

    private static bool IsByWorkflow(WrittenPullRequest? pull) => pull?.Author == "github-actions[bot]";

    private static string Named(WrittenPullRequest? pull, string branch) => pull is null ? $"the pull request of {branch}" : $"pull request {pull.Number}";

    private async Task<(WrittenPullRequest? Pull, string? Head, WrittenCommit? Commit)> ReadAsync(string branch, CancellationToken cancellationToken)
    {
        WrittenPullRequest? pull = (await octokit.PullRequestsAsync(repository, branch, target, areOpen: true)) is [var first, ..] ? first : null;
        string? head = await octokit.HeadAsync(repository, branch);
        if (head is null)
            return (pull, null, null);
        WrittenCommit? commit = await octokit.FindCommitAsync(repository, head);
        if (commit is null || !await IsOursAsync(commit, cancellationToken))
        {
            throw new ReleaseException(Fault.Refused,
                $"The branch {branch} ends with the commit {head}, which no release request made, and it would be lost. Put that change into {target}, and "
                + $"delete the branch; the next run makes it anew.");
        }

        return (pull, head, commit);
    }

    // "Update branch" on the page of a pull request merges the target into the branch.
    private async Task<bool> IsOursAsync(WrittenCommit commit, CancellationToken cancellationToken)
    {
        if (OwnCommit.Of(commit.Message, commit.Tree) is not null)
            return true;
        return commit.Parents is [var first, var second] && checkout.Repository.Resolve(second, cancellationToken) is { } merged
            && checkout.Repository.IsAncestor(merged, checkout.Commit, cancellationToken)
            && await octokit.FindCommitAsync(repository, first) is { } ours && OwnCommit.Of(ours.Message, ours.Tree) is not null;
    }

    // The newest one that was not merged, if it proposed the same.
    private async Task<WrittenPullRequest?> ClosedAsync(string branch, string digest)
    {
        if (await octokit.PullRequestsAsync(repository, branch, target, areOpen: false) is not [{ MergeCommit: null } newest, ..])
            return null;
        WrittenCommit? commit = await octokit.FindCommitAsync(repository, newest.Head);
        return commit is not null && OwnCommit.Of(commit.Message, commit.Tree)?.Proposal == digest ? newest : null;
    }

    private async Task CommitAsync(Proposal proposal, string branch, string? head, CancellationToken cancellationToken)
    {
        string before = checkout.Repository.Run(["rev-parse", checkout.Commit + "^{tree}"], cancellationToken).Trim();
        string tree = await new RequestTree(octokit, repository).CreateAsync(before, proposal.Files);
        string commit = await octokit.CreateCommitAsync(repository, OwnCommit.Message(proposal, tree), tree, checkout.Commit);
        try
        {
            await octokit.SetBranchAsync(repository, branch, commit, head is null);
        }
        catch (ReleaseException e) when (e.Message.Contains("rotected", StringComparison.Ordinal)
            || e.Message.Contains("rule violations", StringComparison.Ordinal))
        {
            throw new ReleaseException(Fault.Environment,
                $"The branch {branch} is protected. Take uv-release/** out of the rule, or let the token's App pass it. {e.Message}", e);
        }
    }

    private async Task<KeptRequest> OpenAsync(Proposal proposal, IReadOnlyList<PlannedRelease> plan, string branch, bool isNewBranch, string part)
    {
        WrittenPullRequest pull;
        try
        {
            pull = await octokit.OpenPullRequestAsync(repository, proposal.Title, branch, target, RequestBody.Put(null, part, false, ""), settings.Draft);
        }
        catch (ReleaseException e) when (e.Message.Contains("not permitted to create", StringComparison.Ordinal))
        {
            // Nothing is left half done.
            if (isNewBranch)
                await octokit.DeleteBranchAsync(repository, branch);
            throw new ReleaseException(Fault.Environment,
                "This repository does not let the workflow's own token open pull requests. Set Settings → Actions → General → \"Allow GitHub Actions to "
                    + "create and "
                + $"approve pull requests\", or pass the token of a GitHub App. {e.Message}", e);
        }

        await FinishAsync(pull, proposal, plan);
        return new KeptRequest(RequestOutcome.Opened, pull.Number, pull.Url);
    }

    // Labels and reviewers once, so that what people take away stays away.
    private async Task FinishAsync(WrittenPullRequest pull, Proposal proposal, IReadOnlyList<PlannedRelease> plan)
    {
        if (settings.Labels.Count > 0)
            await octokit.AddLabelsAsync(repository, pull.Number, [.. settings.Labels]);
        if (settings.Reviewers.Count + settings.TeamReviewers.Count > 0)
            await octokit.AskForReviewAsync(repository, pull.Number, settings.Reviewers, settings.TeamReviewers);
        string part = RequestBody.Write(proposal, plan, IsByWorkflow(pull) ? ByWorkflow : null);
        string body = RequestBody.Put(pull.Body, part, true, $"pull request {pull.Number}");
        await octokit.UpdatePullRequestAsync(repository, pull.Number, proposal.Title, body, closes: false);
    }
}

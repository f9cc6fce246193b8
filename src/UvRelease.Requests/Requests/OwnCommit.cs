using System.Text.RegularExpressions;
using UvRelease.Requests.Checkouts;
using UvRelease.Requests.Planning;

namespace UvRelease.Requests.Requests;

/// <summary>
/// What the message of a request's commit says of it, in the trailer <c>Release-request</c>: the digest of the proposal, that of the files, and the
/// tree. By the
/// tree a commit that somebody else made, or changed, is told from ours.
/// </summary>
/// <param name="Proposal">Digest of the proposal.</param>
/// <param name="Files">Digest of the files that it changes.</param>
/// <param name="Tree">Id of its tree.</param>
internal sealed partial record OwnCommit(string Proposal, string Files, string Tree)
{
    /// <summary>The message of a commit.</summary>
    public static string Message(Proposal proposal, string tree) =>
        $"{proposal.Title}\n\nRelease-request: {proposal.Digest} {FileChange.DigestOf(proposal.Files)} {tree}\n";

    /// <summary>Reads it out of a message; null for a commit of somebody else.</summary>
    /// <param name="message">The message.</param>
    /// <param name="tree">The tree that the commit really has.</param>
    public static OwnCommit? Of(string message, string tree) =>
        Trailer().Match(message.ReplaceLineEndings("\n")) is { Success: true } match && match.Groups["tree"].Value == tree
            ? new OwnCommit(match.Groups["proposal"].Value, match.Groups["files"].Value, tree) : null;

    [GeneratedRegex(@"^Release-request: (?<proposal>[0-9a-f]{16}) (?<files>[0-9a-f]{16}) (?<tree>[0-9a-f]{40,64})$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Trailer();
}

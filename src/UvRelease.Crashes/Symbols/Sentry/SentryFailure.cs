using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Sentry;

/// <summary>What the output of sentry-cli means, and how to mend it. The first line of the table that fits is taken.</summary>
internal static partial class SentryFailure
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase;

    private static readonly (Regex Form, string Sentence, Fault Fault)[] Table =
    [
        (Form(@"http status: 401"),
            "Sentry does not take the token. Give 'sentry-token' one of that Sentry, with the scopes project:releases and org:ci.", Fault.Input),
        (Form(@"http status: 403"), "The token of Sentry may not do this. Give it the scopes project:releases and org:ci, for this organization.", Fault.Input),
        (Form(@"http status: 404|project not found|organization not found"),
            "Sentry knows no such organization or project. Look at 'sentry-org', 'sentry-project' and 'sentry-url'.", Fault.Input),
        (Form(@"http status: 413|too large|exceeds the maximum"),
            "A part of the upload is larger than the server, or a proxy before it, takes. Raise its limit for bodies to at least the chunk size "
            + "of Sentry (8 MiB).",
            Fault.Environment),
        (Form(@"http status: 429"), "Sentry takes no more requests for now. Run the step again later: what it has is not sent again.", Fault.Environment),
        (Form(@"http status: 5\d\d"), "Sentry has a fault of its own. Run the step again later: what it has is not sent again.", Fault.Environment),
        (Form(@"could ?n.?t resolve host|could ?n.?t connect|connection|timed? ?out|transfer closed|empty reply|not a JSON response"),
            "Sentry can't be reached. Look at 'sentry-url' and at the network, and run the step again: what Sentry has is not sent again.", Fault.Environment),
    ];

    /// <summary>Makes the error of an output.</summary>
    /// <param name="call">What was called.</param>
    /// <param name="output">What it said.</param>
    /// <param name="target">Where to.</param>
    public static ReleaseException Of(string call, IReadOnlyList<string> output, SentryTarget target)
    {
        string text = string.Join('\n', output);
        string what = output.FirstOrDefault(line => line.StartsWith("error:", StringComparison.OrdinalIgnoreCase)) is { } error ? error[6..].Trim()
            : output.LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "it said nothing";
        string where = $"sentry-cli {call} for {target.Organization}/{target.Project} failed: {(what.Length > 300 ? what[..300] + "…" : what)}.";
        foreach ((Regex form, string sentence, Fault fault) in Table)
        {
            if (form.IsMatch(text))
                return new ReleaseException(fault, $"{where} {sentence}");
        }

        return new ReleaseException(Fault.Environment, $"{where} Its whole output is in the log above.");
    }

    /// <summary>A line without colours.</summary>
    public static string Plain(string line) => Colours().Replace(line, "").TrimEnd();

    private static Regex Form(string pattern) => new(pattern, Options);

    [GeneratedRegex(@"\x1b\[[0-9;]*m", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Colours();
}

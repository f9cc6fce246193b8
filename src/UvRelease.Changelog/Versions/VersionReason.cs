namespace UvRelease.Changelog.Versions;

/// <summary>What decided a derived version.</summary>
/// <param name="Kind"><c>footer</c> (Release-As), <c>fragment</c>, <c>commit</c>, or <c>pre-releases</c> where nothing new asks for a release.</param>
/// <param name="Bump">What it asks for: <c>major</c>, <c>minor</c> or <c>patch</c>; null where it names the version itself.</param>
/// <param name="Commit">Full id of the commit; null for a fragment that is not committed, and for pre-releases.</param>
/// <param name="Fragment">File of the changelog fragment, relative to the workspace; null for another kind.</param>
/// <param name="Text">The footer, the fragment's title, or the change as a header; not escaped. Empty for pre-releases.</param>
public sealed record VersionReason(string Kind, string? Bump, string? Commit, string? Fragment, string Text)
{
    /// <summary>The rest of a sentence that begins with "because of".</summary>
    /// <param name="commit">Shows the id of a commit.</param>
    /// <param name="text">Shows a text of people.</param>
    public string Tell(Func<string, string> commit, Func<string, string> text) => Kind switch
    {
        "footer" => $"the footer {text(Text)}{(Commit is null ? "" : $" of {commit(Commit)}")}",
        "fragment" => $"{text(Fragment!)}, {text(Text)} ({Bump})",
        "commit" => $"{commit(Commit!)}, {text(Text)} ({Bump})",
        _ => "the pre-releases before it",
    };
}

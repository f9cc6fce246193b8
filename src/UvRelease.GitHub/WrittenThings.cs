namespace UvRelease.GitHub;

/// <summary>A pull request, as those who write it need to know it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Body">Its text; null for none.</param>
/// <param name="Url">Its page.</param>
/// <param name="Branch">Branch that it comes from.</param>
/// <param name="Head">Commit at its head.</param>
/// <param name="MergeCommit">Commit that merged it; null where it is not merged.</param>
/// <param name="Author">Login of who opened it; null where that is gone.</param>
public sealed record WrittenPullRequest(int Number, string Title, string? Body, string Url, string Branch, string Head, string? MergeCommit, string? Author);

/// <summary>A commit of the git data API.</summary>
/// <param name="Message">Its message.</param>
/// <param name="Tree">Id of its tree.</param>
/// <param name="Parents">Ids of its parents.</param>
public sealed record WrittenCommit(string Message, string Tree, IReadOnlyList<string> Parents);

/// <summary>An issue, or a comment on one.</summary>
/// <param name="Id">Number of the issue, or id of the comment.</param>
/// <param name="Title">Title of the issue; "" for a comment.</param>
/// <param name="Body">Its text; null for none.</param>
public sealed record WrittenText(long Id, string Title, string? Body);

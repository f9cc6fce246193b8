namespace UvRelease.Changelog.Git;

/// <summary>A commit as git has it.</summary>
/// <param name="Id">Full object id: 40 hexadecimal digits, or 64 in a SHA-256 repository.</param>
/// <param name="Parents">Ids of its parents; more than one for a merge.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="AuthoredAt">When, in UTC.</param>
/// <param name="Message">Subject and body as they are, invalid bytes replaced.</param>
public sealed record Commit(string Id, IReadOnlyList<string> Parents, Person Author, DateTimeOffset AuthoredAt, string Message);

/// <summary>Somebody named in a commit.</summary>
/// <param name="Name">Name.</param>
/// <param name="Mail">Mail address.</param>
public sealed record Person(string Name, string Mail);

using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Contributors;

/// <summary>Somebody who took part in a release.</summary>
/// <param name="Person">Name and mail address, as in the newest commit. The address is not published.</param>
/// <param name="Changes">How many changes have this author or co-author.</param>
/// <param name="IsFirstTime">True when no commit of an earlier release has an author of this address.</param>
/// <param name="Login">Login at GitHub; null where it is not known.</param>
public sealed record Contributor(Person Person, int Changes, bool IsFirstTime, string? Login = null)
{
    /// <summary>True for GitHub Apps, whose names end so; thanks are for people.</summary>
    public bool IsBot => Person.Name.EndsWith("[bot]", StringComparison.Ordinal) || Person.Mail.Contains("[bot]@", StringComparison.Ordinal);
}

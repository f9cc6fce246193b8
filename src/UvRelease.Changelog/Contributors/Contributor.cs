using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Contributors;

/// <summary>Somebody who took part in a release.</summary>
/// <param name="Person">Name and mail address, as in the newest commit. The address is not published.</param>
/// <param name="Changes">How many changes have this author or co-author.</param>
/// <param name="IsFirstTime">True when no commit of an earlier release has this person as author or co-author.</param>
/// <param name="Login">Login at GitHub; null where it is not known.</param>
public sealed record Contributor(Person Person, int Changes, bool IsFirstTime, string? Login = null);

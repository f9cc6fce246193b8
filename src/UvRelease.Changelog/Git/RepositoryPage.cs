using UvRelease.Posix;

namespace UvRelease.Changelog.Git;

/// <summary>The page of a repository at GitHub or a GitHub Enterprise Server, which links in notes lead to.</summary>
public static class RepositoryPage
{
    private const int LongestAddress = 500;

    // Their pages for commits, pull requests and comparisons are elsewhere: a link that leads nowhere is worse than none.
    private static readonly string[] OtherHosts =
    [
        "gitlab", "bitbucket", "gitea", "forgejo", "codeberg.org", "dev.azure.com", "visualstudio.com", "sr.ht", "sourceforge", "codecommit", "gitee",
        "gerrit",
    ];

    /// <summary>Reads what a clone came from; nothing is asked of any network.</summary>
    /// <returns>Null where there is no remote <c>origin</c>, or where its address has no such page.</returns>
    public static Uri? OfOrigin(GitRepository repository, CancellationToken cancellationToken)
    {
        ChildResult result = repository.Try(["remote", "get-url", "origin"], cancellationToken);
        return result.ExitCode == 0 ? Of(result.Output.Trim()) : null;
    }

    /// <summary>
    /// The page that belongs to an address that git fetches from: https, http, git and ssh addresses, and scp's form <c>git@host:owner/name.git</c>. Users,
    /// passwords and tokens in it are dropped, and a port is kept only where it is that of a page.
    /// </summary>
    /// <param name="remote">The address, or <c>owner/name</c> with <paramref name="server"/>.</param>
    /// <param name="server">Address of the server that <c>owner/name</c> alone is on; null takes no such name.</param>
    public static Uri? Of(string remote, string? server = null)
    {
        if (remote.Length is 0 or > LongestAddress || remote.Any(char.IsControl))
            return null;
        int scheme = remote.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
            return OfAddress(remote[..scheme].ToLowerInvariant(), remote);
        int colon = remote.IndexOf(':', StringComparison.Ordinal), slash = remote.IndexOf('/', StringComparison.Ordinal);
        if (colon > 0 && (slash < 0 || colon < slash))
        {
            string host = remote[(remote.LastIndexOf('@', colon) + 1)..colon];
            return IsOnNetwork(host) ? Page("https", WithoutSsh(host), remote[(colon + 1)..]) : null;
        }

        return server is not null && Uri.TryCreate(server, UriKind.Absolute, out Uri? at) && at.Scheme is "https" or "http"
            ? Page(at.Scheme, at.Authority, remote) : null;
    }

    private static Uri? OfAddress(string scheme, string remote)
    {
        scheme = scheme.StartsWith("git+", StringComparison.Ordinal) ? scheme[4..] : scheme.EndsWith("+git", StringComparison.Ordinal) ? scheme[..^4] : scheme;
        if (scheme is not ("https" or "http" or "ssh" or "git")
            || !Uri.TryCreate($"{scheme}{remote[remote.IndexOf("://", StringComparison.Ordinal)..]}", UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
            return null;
        return scheme is "https" or "http"
            ? Page(scheme, uri.IsDefaultPort ? uri.Host : $"{uri.Host}:{uri.Port}", uri.AbsolutePath)
            : IsOnNetwork(uri.Host) ? Page("https", WithoutSsh(uri.Host), uri.AbsolutePath) : null;
    }

    // A name without a dot is an alias of somebody's ssh configuration, or a drive; and github.com-work is one too: no domain ends so (RFC 3696 §2).
    private static bool IsOnNetwork(string host) => host.LastIndexOf('.') is > 0 and int dot
        && host.AsSpan(dot + 1) is var last && (!last.Contains('-') || last.StartsWith("xn--", StringComparison.OrdinalIgnoreCase));

    // GitHub takes ssh on the port of https at ssh.github.com.
    private static string WithoutSsh(string host) =>
        host.StartsWith("ssh.", StringComparison.OrdinalIgnoreCase) && host.Count(c => c == '.') > 1 ? host[4..] : host;

    private static Uri? Page(string scheme, string authority, string path)
    {
        string name = path.Trim('/');
        name = name.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        string host = authority.Split(':')[0];
        bool isOther = OtherHosts.Any(other => host.Contains(other, StringComparison.OrdinalIgnoreCase));
        return !isOther && name.Split('/') is [var owner, var repository] && IsName(owner) && IsName(repository)
            && Uri.TryCreate($"{scheme}://{authority.ToLowerInvariant()}/{name}", UriKind.Absolute, out Uri? page) && page.UserInfo.Length == 0 ? page : null;
    }

    private static bool IsName(string text) => text.Length > 0 && text is not ("." or "..")
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}

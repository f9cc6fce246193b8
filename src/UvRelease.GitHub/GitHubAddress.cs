using UvRelease.Releases;

namespace UvRelease.GitHub;

/// <summary>Where a GitHub listens: github.com, an Enterprise Server, or a tenant of ghe.com. Its token goes to these hosts, schemes and ports alone.</summary>
public sealed class GitHubAddress
{
    private const string EnterprisePath = "/api/v3";
    private const string TenantDomain = ".ghe.com";
    private readonly string[] homes;

    /// <summary>Takes the address of the REST API.</summary>
    /// <param name="api">https://api.github.com, https://HOST/api/v3 of an Enterprise Server, https://api.NAME.ghe.com.</param>
    /// <param name="graphQl">Address of the GraphQL API; null takes the one that belongs to <paramref name="api"/>.</param>
    public GitHubAddress(Uri api, Uri? graphQl = null)
    {
        string text = api.AbsoluteUri.TrimEnd('/');
        Api = new Uri(text + "/");
        // An Enterprise Server has /api/v3 and /api/graphql.
        GraphQl = graphQl ?? new Uri((text.EndsWith(EnterprisePath, StringComparison.Ordinal) ? text[..^"/v3".Length] : text) + "/graphql");
        Uploads = api.Host.StartsWith("api.", StringComparison.Ordinal) ? new UriBuilder(api.Scheme, "uploads." + api.Host[4..], api.Port).Uri : api;
        homes = [Origin(Api), Origin(GraphQl), Origin(Uploads)];
    }

    /// <summary>Address of the REST API; ends with a slash.</summary>
    public Uri Api { get; }

    /// <summary>Address of the GraphQL API.</summary>
    public Uri GraphQl { get; }

    /// <summary>Host that takes files of releases: that of the API, or <c>uploads.</c> in place of its <c>api.</c>.</summary>
    public Uri Uploads { get; }

    /// <summary>Reads where the run's own GitHub is.</summary>
    /// <param name="variables">Variables of the run: GITHUB_API_URL and GITHUB_GRAPHQL_URL, or else GITHUB_SERVER_URL; github.com without any.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: one is no address.</exception>
    public static GitHubAddress Of(IReadOnlyDictionary<string, string> variables)
    {
        Uri api = Read(variables, "GITHUB_API_URL") ?? ApiOf(WebOf(variables));
        return new GitHubAddress(api, Read(variables, "GITHUB_GRAPHQL_URL"));
    }

    /// <summary>Where people see the run's own GitHub: GITHUB_SERVER_URL, or github.com.</summary>
    /// <inheritdoc cref="Of"/>
    public static Uri WebOf(IReadOnlyDictionary<string, string> variables) => Read(variables, "GITHUB_SERVER_URL") ?? new Uri("https://github.com");

    /// <summary>Where a release's files are sent: its <c>upload_url</c> without the template; null where that is not this GitHub's own host for them.</summary>
    public Uri? UploadsOf(string uploadUrl)
    {
        int template = uploadUrl.IndexOf('{', StringComparison.Ordinal);
        return Uri.TryCreate(template < 0 ? uploadUrl : uploadUrl[..template], UriKind.Absolute, out Uri? address)
            && Origin(address) == Origin(Uploads) && address is { Query: "", Fragment: "" }
                ? address
                : null;
    }

    /// <summary>True where the token may go.</summary>
    internal bool IsHome(Uri address) => homes.Contains(Origin(address), StringComparer.Ordinal);

    /// <summary>Scheme, host and port, with the user's name if there is one.</summary>
    internal static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static Uri ApiOf(Uri server) =>
        server.Host == "github.com" ? new Uri("https://api.github.com")
        : server.Host.EndsWith(TenantDomain, StringComparison.Ordinal) ? new UriBuilder(server.Scheme, "api." + server.Host, server.Port).Uri
        : new Uri(server.AbsoluteUri.TrimEnd('/') + EnterprisePath);

    private static Uri? Read(IReadOnlyDictionary<string, string> variables, string name)
    {
        if (variables.GetValueOrDefault(name) is not { Length: > 0 } given)
            return null;
        return Uri.TryCreate(given, UriKind.Absolute, out Uri? address) && address.Scheme is "https" or "http"
            ? address
            : throw new ReleaseException(Fault.Environment, $"{name} is no address of http or https.");
    }
}

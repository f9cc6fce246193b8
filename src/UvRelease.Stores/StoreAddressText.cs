using System.Net;
using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Stores;

/// <summary>The text of a <see cref="StoreAddress"/>. What it says of a wrong one never repeats what may be a secret.</summary>
internal static partial class StoreAddressText
{
    private const string Forms = "Write a folder, s3://bucket/prefix?region=…, az://account/container/prefix, or gs://bucket/prefix.";
    private static readonly string[] S3Options = ["region", "endpoint", "path-style"];
    private static readonly string[] EndpointAlone = ["endpoint"];

    public static StoreAddress Parse(string text, string baseFolder)
    {
        if (text.Length == 0)
            throw Wrong($"The address of the store is empty. {Forms}");
        if (text.Any(char.IsControl))
            throw Wrong("The address of the store has a control character.");
        int colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon < 0 && OneSlash().IsMatch(text))
            throw Wrong($"The address of the store has one slash or none after its kind, and takes two. {Forms}");
        if (colon < 0)
            return new StoreAddress.Directory(Path.GetFullPath(text, baseFolder));
        string scheme = text[..colon].ToLowerInvariant();
        string rest = text[(colon + 3)..];
        (string path, string query) = rest.Split('?', 2) is [var before, var after] ? (before, after) : (rest, "");
        if (path.Split('/')[0].Contains('@', StringComparison.Ordinal))
            throw Wrong("The address of the store has a user or a password in it. Addresses are printed: give credentials by their own inputs.");
        return scheme switch
        {
            "file" => Folder(path),
            "s3" => S3(path, Options(query, S3Options)),
            "az" => Azure(path, Options(query, EndpointAlone)),
            "gs" => Google(path, Options(query, EndpointAlone)),
            "http" or "https" => throw Wrong($"The address of the store is a web address, which can't be written to. {Forms}"),
            _ => throw Wrong($"The address of the store begins with '{scheme}://', which is no kind of store. {Forms}"),
        };
    }

    [GeneratedRegex("^(?:s3|az|gs|file|https?):", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex OneSlash();

    private static StoreAddress.Directory Folder(string path) => path.StartsWith('/')
        ? new StoreAddress.Directory(Path.GetFullPath(Uri.UnescapeDataString(path)))
        : throw Wrong("An address file:// needs three slashes and an absolute path: file:///var/releases. A path alone is fine too.");

    private static StoreAddress.S3 S3(string path, Dictionary<string, string> options)
    {
        (string bucket, string prefix) = Split(path);
        if (!BucketName().IsMatch(bucket))
            throw Wrong("The address of the store has no valid bucket: s3://bucket/prefix, 3 to 63 of a-z, 0-9, '.', '-'.");
        Uri? endpoint = Endpoint(options);
        string region = options.GetValueOrDefault("region")
            ?? (endpoint is null ? throw Wrong($"The address s3://{bucket} has no region. Append ?region=eu-central-1, or whichever the bucket is in.")
                : "us-east-1");
        if (!RegionName().IsMatch(region))
            throw Wrong($"The region '{region}' in the address of the store is none: letters, digits and '-'.");
        bool pathStyle = options.GetValueOrDefault("path-style", "false") switch
        {
            "true" => true,
            "false" => false,
            var other => throw Wrong($"path-style in the address of the store is 'true' or 'false', not '{other}'."),
        };
        // A certificate for *.endpoint does not cover a bucket with dots, and an address in numbers has no subdomains.
        bool noSubdomain = bucket.Contains('.', StringComparison.Ordinal) || (endpoint is not null && IPAddress.TryParse(endpoint.Host, out _));
        return new StoreAddress.S3(bucket, Prefix(prefix), region) { Endpoint = endpoint, PathStyle = pathStyle || noSubdomain };
    }

    private static StoreAddress.Azure Azure(string path, Dictionary<string, string> options)
    {
        (string account, string rest) = Split(path);
        (string container, string prefix) = Split(rest);
        if (!AccountName().IsMatch(account))
            throw Wrong("The address of the store has no valid account: az://account/container/prefix, 3 to 24 of a-z, 0-9.");
        if (!ContainerName().IsMatch(container))
            throw Wrong($"The address az://{account} has no valid container: az://account/container/prefix, 3 to 63 of a-z, 0-9, '-'.");
        return new StoreAddress.Azure(account, container, Prefix(prefix)) { Endpoint = Endpoint(options) };
    }

    private static StoreAddress.Google Google(string path, Dictionary<string, string> options)
    {
        (string bucket, string prefix) = Split(path);
        return GoogleBucket().IsMatch(bucket) ? new StoreAddress.Google(bucket, Prefix(prefix)) { Endpoint = Endpoint(options) }
            : throw Wrong("The address of the store has no valid bucket: gs://bucket/prefix, 3 to 63 of a-z, 0-9, '.', '-', '_'.");
    }

    private static (string First, string Others) Split(string path) => path.Split('/', 2) is [var first, var rest] ? (first, rest) : (path, "");

    private static string Prefix(string prefix)
    {
        string trimmed = prefix.TrimEnd('/');
        return trimmed.Length == 0 ? "" : StoreKey.Of(trimmed).Text + "/";
    }

    private static Uri? Endpoint(Dictionary<string, string> options)
    {
        if (!options.TryGetValue("endpoint", out string? text))
            return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme is not ("https" or "http"))
            throw Wrong("The endpoint in the address of the store is no https:// address.");
        if (endpoint.UserInfo.Length > 0 || endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
            throw Wrong("The endpoint in the address of the store has more than host, port and path; credentials are given by their own inputs.");
        // Keys are signatures over plain HTTP, but the bytes of a release could be changed on their way.
        return endpoint.Scheme == "https" || endpoint.IsLoopback
            ? endpoint
            : throw Wrong($"The endpoint '{endpoint.Host}' in the address of the store is not encrypted. Use https://.");
    }

    private static Dictionary<string, string> Options(string query, string[] known)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            (string name, string value) = pair.Split('=', 2) is [var before, var after] ? (Uri.UnescapeDataString(before), Uri.UnescapeDataString(after))
                : (pair, "");
            if (Secrets.Any(secret => name.Contains(secret, StringComparison.OrdinalIgnoreCase)) || name is "sig" or "sv" or "se" or "sp")
                throw Wrong("The address of the store has a credential in it. Addresses are printed: give credentials by their own inputs, and make this "
                    + "one anew.");
            if (!known.Contains(name, StringComparer.Ordinal))
                throw Wrong($"The address of the store has the option '{name}', which is not known. Known are: {string.Join(", ", known)}.");
            if (!options.TryAdd(name, value))
                throw Wrong($"The address of the store has the option '{name}' twice.");
        }

        return options;
    }

    private static readonly string[] Secrets = ["key", "secret", "token", "password", "credential", "signature"];

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);

    // "Bucket naming rules", Amazon S3 User Guide.
    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex BucketName();

    // "Bucket naming guidelines", Cloud Storage; a name with dots may have 222, and must be a domain.
    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex GoogleBucket();

    [GeneratedRegex("^[A-Za-z0-9-]{1,40}$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RegionName();

    // "Naming and referencing containers, blobs, and metadata", Azure Storage.
    [GeneratedRegex("^[a-z0-9]{3,24}$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex AccountName();

    [GeneratedRegex("^(\\$web|\\$root|[a-z0-9]([a-z0-9]|-[a-z0-9]){2,62})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ContainerName();
}

using UvRelease.Crashes.Symbols.Making;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Sentry;

/// <summary>
/// Runs sentry-cli. Its whole environment is made here: the token is in it and nowhere else, and nothing of the caller's can send it elsewhere, let a failure
/// pass (<c>SENTRY_ALLOW_FAILURE</c>) or read a <c>.sentryclirc</c>. <c>send-event</c>, which sends the whole environment, is not among the calls.
/// </summary>
/// <param name="program">sentry-cli.</param>
/// <param name="target">Where to.</param>
/// <param name="token">The token.</param>
/// <param name="work">An empty folder, which it starts in.</param>
/// <param name="lines">What it says.</param>
public sealed class SentryClient(CrashProgram program, SentryTarget target, string token, string work, IProgress<string> lines)
{
    // How the network is reached, who is trusted there, and how patiently.
    private static readonly string[] Network =
        ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "SENTRY_HTTP_MAX_RETRIES"];

    private readonly List<string> said = [];

    /// <summary>Uploads programs and debug files; those that Sentry has are not sent.</summary>
    /// <param name="files">Files, or folders that are searched.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException">It failed; the sentence says why.</exception>
    public Task UploadDebugFilesAsync(IReadOnlyList<string> files, CancellationToken cancellationToken) =>
        RunAsync(["debug-files", "upload", "--no-zips", "--", .. files], cancellationToken);

    /// <summary>Uploads the scripts and source maps of a folder as a bundle.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="version">Name of the release.</param>
    /// <param name="urlPrefix">What the addresses of the scripts begin with in stack traces, such as <c>app:///</c>.</param>
    /// <param name="trimmed">Folders that are cut off the names of sources.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException">It failed; the sentence says why.</exception>
    public Task UploadSourceMapsAsync(string folder, string version, string urlPrefix, IReadOnlyList<string> trimmed, CancellationToken cancellationToken) =>
        RunAsync(
            [
                "sourcemaps", "upload", $"--release={version}", $"--url-prefix={urlPrefix}", "--strict",
                .. trimmed.Select(prefix => $"--strip-prefix={prefix}"), "--", folder,
            ],
            cancellationToken);

    /// <summary>Makes a release, or finds it made.</summary>
    /// <exception cref="ReleaseException">It failed; the sentence says why.</exception>
    public Task NewReleaseAsync(string version, CancellationToken cancellationToken) => RunAsync(["releases", "new", "--", version], cancellationToken);

    /// <summary>Says that a release is out.</summary>
    /// <exception cref="ReleaseException">It failed; the sentence says why.</exception>
    public Task FinalizeReleaseAsync(string version, CancellationToken cancellationToken) =>
        RunAsync(["releases", "finalize", "--", version], cancellationToken);

    /// <summary>Says where a release was deployed to.</summary>
    /// <exception cref="ReleaseException">It failed; the sentence says why.</exception>
    public Task NewDeployAsync(string version, string environment, CancellationToken cancellationToken) =>
        RunAsync(["deploys", "new", $"--release={version}", $"--env={environment}"], cancellationToken);

    private async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        said.Clear();
        ChildCommand command = program.Command(work, arguments) with { Environment = Environment() };
        ChildResult result;
        try
        {
            result = await GuardedProgram.StreamAsync(command, ReadAsync, cancellationToken);
        }
        catch (ChildStartException e)
        {
            throw new ReleaseException(Fault.Environment, $"{e.Message} Use the image of the actions.", e);
        }

        foreach (string line in result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Say(line);
        if (result.ExitCode != 0)
            throw SentryFailure.Of($"{arguments[0]} {arguments[1]}", said, target);
    }

    private async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
            Say(line);
    }

    // It is not known to print the token; if it ever does, nobody reads it.
    private void Say(string line)
    {
        string safe = SentryFailure.Plain(line).Replace(token, "***", StringComparison.Ordinal);
        said.Add(safe);
        lines.Report(safe);
    }

    private Dictionary<string, string> Environment()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = work,
            ["LC_ALL"] = "C.UTF-8",
            ["SENTRY_AUTH_TOKEN"] = token,
            ["SENTRY_ORG"] = target.Organization,
            ["SENTRY_PROJECT"] = target.Project,
            ["SENTRY_LOAD_DOTENV"] = "0",
            ["SENTRY_DISABLE_UPDATE_CHECK"] = "1",
            ["SENTRY_NO_PROGRESS_BARS"] = "1",
            ["SENTRY_LOG_LEVEL"] = "warn",
        };
        if (target.Url is { } url)
            environment["SENTRY_URL"] = url.AbsoluteUri;
        foreach (string name in Network.Where(program.Environment.ContainsKey))
            environment[name] = program.Environment[name];
        return environment;
    }
}

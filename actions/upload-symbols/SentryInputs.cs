using UvRelease.Crashes.Symbols.Sentry;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.UploadSymbols;

/// <summary>Inputs that say which project of Sentry gets the symbols.</summary>
public sealed record SentryInputs
{
    /// <summary>Organization.</summary>
    [Input("sentry-org", "Slug of the organization in Sentry. Empty uploads nothing to Sentry.")]
    public string? Organization { get; init; }

    /// <summary>Project.</summary>
    [Input("sentry-project", "Slug of the project in Sentry.")]
    public string? Project { get; init; }

    /// <summary>Token.</summary>
    [Input("sentry-token", "Token of Sentry with the scopes project:releases and org:ci. sentry-cli alone gets it, in its environment.")]
    public Secret? Token { get; init; }

    /// <summary>Address.</summary>
    [Input("sentry-url", "Address of a Sentry of your own. Empty takes sentry.io.")]
    public string? Url { get; init; }

    /// <summary>Release.</summary>
    [Input("sentry-release", "Name of the release in Sentry: what the app calls itself there. Empty takes the version of the release fragments.")]
    public string? Release { get; init; }

    /// <summary>Addresses of scripts.</summary>
    [Input("sentry-url-prefix", "What the addresses of the app's scripts begin with in stacks that Sentry gets.", Default = "app:///")]
    public string UrlPrefix { get; init; } = "";

    /// <summary>Whether the release is out.</summary>
    [Input("sentry-finalize", "true says that the release is out.", Default = "false")]
    public bool Finalize { get; init; }

    /// <summary>Environment of the deploy.</summary>
    [Input("sentry-environment", "Environment that the release is deployed to, such as its channel. Empty makes no deploy.")]
    public string? Environment { get; init; }

    /// <summary>The project; null where nothing goes to Sentry.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: project or token are missing, or something is wrong.</exception>
    internal (SentryTarget Target, string Token)? Target() => (Organization, Project, Token) switch
    {
        (null, null, _) => null,
        ({ } organization, { } project, { } token) => (SentryTarget.Of(organization, project, Url), token.Reveal()),
        _ => throw new ReleaseException(Fault.Input, "An upload to Sentry needs 'sentry-org', 'sentry-project' and 'sentry-token' (secret SENTRY_AUTH_TOKEN). "
            + "Give all three, and where the secret is set but empty here, pass it on to the called workflow by its name."),
    };
}

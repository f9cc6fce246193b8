using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Sentry;

/// <summary>A project of Sentry.</summary>
/// <param name="Organization">Slug of the organization.</param>
/// <param name="Project">Slug of the project.</param>
/// <param name="Url">Address of Sentry; null for sentry.io, or what the token itself names.</param>
public sealed record SentryTarget(string Organization, string Project, Uri? Url)
{
    /// <summary>Checks what somebody gave.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a name is no slug, or the address is none that a token may be sent to.</exception>
    public static SentryTarget Of(string organization, string project, string? url)
    {
        foreach (string slug in (string[])[organization, project])
        {
            if (slug.Length is 0 or > 100 || !slug.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || slug[0] == '-')
                throw new ReleaseException(Fault.Input,
                    $"'{slug}' is no name of Sentry's. Give the slugs of organization and project, as addresses of Sentry have them.");
        }

        return new SentryTarget(organization, project, url is null ? null : Address(url));
    }

    private static Uri Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        ? url
        : throw new ReleaseException(Fault.Input, $"'{text}' is no address of Sentry. Give one with https: and without credentials: a token is sent there.");
}

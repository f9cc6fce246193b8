namespace UvRelease.Credentials;

/// <summary>Gives tokens of an identity provider (OpenID Connect).</summary>
public interface IIdentityToken
{
    /// <summary>A token that is valid now.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Environment"/>: none can be had.</exception>
    Task<string> GetAsync(CancellationToken cancellationToken);
}

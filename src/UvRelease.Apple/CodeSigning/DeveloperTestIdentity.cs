using UvRelease.Keys;

namespace UvRelease.Apple.CodeSigning;

/// <summary>Identities in the form of Developer IDs whose root is their own: no Mac trusts what they sign.</summary>
public static class DeveloperTestIdentity
{
    /// <summary>Makes one.</summary>
    /// <param name="name">Name of the developer.</param>
    /// <param name="team">Identifier of the team: ten letters and digits.</param>
    /// <param name="installer">True for packages, false for code and disk images.</param>
    /// <param name="from">From when it is valid.</param>
    /// <param name="until">Until when it is valid.</param>
    /// <param name="seed">The same seed gives the same bytes, and its keys to all who know it; null gives keys of nobody else.</param>
    public static TestIdentity Create(string name, string team, bool installer, DateTimeOffset from, DateTimeOffset until, string? seed = null) =>
        TestIdentity.Create(new TestIdentityOptions
        {
            Subject = $"C=US, O=\"{name}\", OU={team}, CN=\"Developer ID {(installer ? "Installer" : "Application")}: {name} ({team})\"",
            LeafExtensions = [installer ? DeveloperCertificate.InstallerOid : DeveloperCertificate.ApplicationOid],
            AuthorityExtensions = [DeveloperCertificate.AuthorityOid],
            From = from,
            Until = until,
            Seed = seed,
        });
}

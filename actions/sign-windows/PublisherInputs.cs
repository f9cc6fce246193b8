using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.Windows.Publishers;
using System.Security.Cryptography.X509Certificates;

namespace UvRelease.SignWindows;

/// <summary>Inputs that say whose updates installed apps take.</summary>
public sealed record PublisherInputs
{
    /// <summary>Names.</summary>
    [Input("publisher-names",
        "publisherName of app-update.yml: whose updates installed apps take, one per line, such as CN=Example Inc, O=Example Inc. Before a "
        + "certificate with another name, releases are signed by the old one and give both names. Empty takes the signer's.")]
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What is served.</summary>
    [Input("served-feed",
        "Address of the feed that clients poll today, such as https://updates.example.org/stable/latest.yml: a signer whose update the apps of "
        + "that release would refuse is refused here. Empty does not look.")]
    public string? ServedFeed { get; init; }

    /// <summary>Names that the app gets.</summary>
    /// <param name="signer">Who signs it.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a name is none, or the app would refuse its own signer.</exception>
    internal IReadOnlyList<string> For(X509Certificate2 signer)
    {
        PublisherName.Check(Names);
        if (Names.Count == 0)
            return [PublisherName.Of(signer)];
        return PublisherName.Accept(Names, signer.Subject) ? Names
            : throw new ReleaseException(Fault.Input,
                $"'publisher-names' ({string.Join(" | ", Names)}) has no name of '{signer.Subject}', which signs: apps of this "
                + "release would refuse it. Add the signer's, or sign by the certificate of one of them.");
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace UvRelease.Keys;

/// <summary>What is wrong with a chain of certificates.</summary>
public enum ChainProblem
{
    /// <summary>It leads to no root that is trusted, or its keys are for something else.</summary>
    Untrusted,

    /// <summary>A certificate was not valid then.</summary>
    NotValidThen,
}

/// <summary>A chain that was judged.</summary>
/// <param name="Certificates">The certificates up to a trusted root, leaf first; none where it leads to none.</param>
/// <param name="Problem">What is wrong; null where nothing is.</param>
/// <param name="Reason">The same as the rest of a sentence.</param>
public sealed record JudgedChain(IReadOnlyList<X509Certificate2> Certificates, ChainProblem? Problem, string Reason);

/// <summary>Judges chains of certificates, each once: an app's programs mostly have the same. Whether one was revoked is not asked.</summary>
/// <param name="known">Beginnings of the dotted identifiers of critical extensions that are understood beside those of X.509.</param>
public sealed class CertificateChains(params string[] known)
{
    private const string X509Arc = "2.5.29.";
    private readonly Dictionary<string, JudgedChain> judged = new(StringComparer.Ordinal);

    /// <summary>Judges the chain of a certificate.</summary>
    /// <param name="leaf">The certificate.</param>
    /// <param name="others">What may be between it and a root.</param>
    /// <param name="roots">The roots that are trusted; null takes the highest certificate that is there for one.</param>
    /// <param name="at">When it must be valid.</param>
    /// <param name="use">What its key must be for, as a dotted identifier; null for anything.</param>
    public JudgedChain Of(X509Certificate2 leaf, X509Certificate2Collection others, IReadOnlyList<X509Certificate2>? roots, DateTimeOffset at, string? use)
    {
        IEnumerable<string> key = [leaf.Thumbprint, at.ToUnixTimeSeconds().ToString(), use ?? "", .. others.Select(other => other.Thumbprint),
            .. roots?.Select(root => root.Thumbprint) ?? ["any"]];
        string name = string.Join(' ', key);
        return judged.TryGetValue(name, out JudgedChain? before) ? before : judged[name] = Judge(leaf, others, roots, at, use);
    }

    private JudgedChain Judge(X509Certificate2 leaf, X509Certificate2Collection others, IReadOnlyList<X509Certificate2>? roots,
        DateTimeOffset at, string? use)
    {
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
                VerificationTimeIgnored = false,
                VerificationTime = at.UtcDateTime,
            },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange((roots ?? []).ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(others);
        if (use is not null)
            chain.ChainPolicy.ApplicationPolicy.Add(new Oid(use));
        chain.Build(leaf);
        X509Certificate2[] certificates = [.. chain.ChainElements.Select(element => element.Certificate)];
        // Critical extensions that are known here are not known to the framework.
        X509ChainStatus[] bad = [.. chain.ChainStatus.Where(status => status.Status != X509ChainStatusFlags.HasNotSupportedCriticalExtension
            && !(roots is null && status.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain))];
        if (certificates.SelectMany(certificate => certificate.Extensions).FirstOrDefault(IsUnknown) is { } unknown)
            return new([], ChainProblem.Untrusted, $"has the critical extension {unknown.Oid?.Value} in its chain, which is not known here.");
        if (bad.Length == 0)
            return new(certificates, null, "");
        return Array.TrueForAll(bad, status => status.Status == X509ChainStatusFlags.NotTimeValid)
            ? new([], ChainProblem.NotValidThen, $"or one above it was not valid on {at.UtcDateTime:yyyy-MM-dd}. Sign with a valid one and a time-stamp.")
            : new([], ChainProblem.Untrusted, $"leads to no root that is trusted: {string.Join(" ", bad.Select(status => status.StatusInformation.Trim()))}");
    }

    private bool IsUnknown(X509Extension extension) => extension.Critical && extension.Oid?.Value is { } oid
        && !known.Prepend(X509Arc).Any(arc => oid.StartsWith(arc, StringComparison.Ordinal));
}

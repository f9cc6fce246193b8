using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Requirements;
using UvRelease.Formats.Plists;

namespace UvRelease.Apple.Verification;

/// <summary>What requirements ask about code.</summary>
/// <param name="Directory">Its code directory.</param>
/// <param name="DirectoryHashes">The hashes it is known by.</param>
/// <param name="Chain">The certificates of its signature, leaf first; none where nobody signed, or they lead to no trusted root.</param>
/// <param name="InfoPlist">Its Info.plist; null where it has none.</param>
/// <param name="Entitlements">Its entitlements; null where it has none.</param>
/// <param name="Apple">Whose chains are Apple's.</param>
internal sealed record RequirementSubject(CodeDirectory Directory, IReadOnlyList<byte[]> DirectoryHashes, IReadOnlyList<X509Certificate2> Chain,
    PropertyListValue.Dictionary? InfoPlist, PropertyListValue.Dictionary? Entitlements, AppleCertificates Apple);

/// <summary>
/// Says whether code fulfils a requirement (reqinterp.cpp of Apple's Security framework). Null is «that can't be known here»: what only a Mac knows, its
/// user's trust and Apple's lists; what depends on it is unknown too.
/// </summary>
internal sealed class RequirementEvaluator(RequirementSubject subject)
{
    private static readonly Dictionary<string, string> SubjectFields = new(StringComparer.Ordinal)
    {
        ["CN"] = "2.5.4.3",
        ["C"] = "2.5.4.6",
        ["L"] = "2.5.4.7",
        ["ST"] = "2.5.4.8",
        ["STREET"] = "2.5.4.9",
        ["O"] = "2.5.4.10",
        ["OU"] = "2.5.4.11",
        ["D"] = "2.5.4.13",
        ["UID"] = "0.9.2342.19200300.100.1.1",
        ["email"] = "1.2.840.113549.1.9.1",
    };

    /// <summary>True, false, or null where it can't be known.</summary>
    public bool? Holds(Requirement requirement) => requirement switch
    {
        Requirement.Constant constant => constant.Value,
        Requirement.Identifier identifier => subject.Directory.Identifier == identifier.Name,
        Requirement.AppleAnchor => IsApples && subject.Chain.Count > 2
            && DeveloperCertificate.NameOf(subject.Chain[1]) == "Apple Code Signing Certification Authority"
            && DeveloperCertificate.NameOf(subject.Chain[0]) == "Software Signing",
        Requirement.AppleGenericAnchor => IsApples,
        Requirement.CertificateHash hash => Certificate(hash.Slot) is { } certificate
            && Convert.ToHexStringLower(CodeHash.Of(CodeHashKind.Sha1, certificate.RawDataMemory.Span)) == hash.Hash,
        Requirement.InfoValue info => Matches(subject.InfoPlist?[info.Key], new RequirementMatch(RequirementMatchKind.Equal, info.Value)),
        Requirement.And and => Both(Holds(and.Left), Holds(and.Right)),
        Requirement.Or or => !Both(!Holds(or.Left), !Holds(or.Right)),
        Requirement.Not not => !Holds(not.Inner),
        Requirement.CodeDirectoryHash hash => subject.DirectoryHashes.Any(own => Convert.ToHexStringLower(own) == hash.Hash),
        Requirement.InfoField field => Matches(subject.InfoPlist?[field.Key], field.Match),
        Requirement.EntitlementField field => Matches(subject.Entitlements?[field.Key], field.Match),
        Requirement.CertificateField field => Field(field),
        Requirement.CertificateExtension extension => Present(Certificate(extension.Slot) is { } certificate
            && DeveloperCertificate.Has(certificate, extension.Oid), extension.Match),
        Requirement.CertificatePolicy policy => Present(Certificate(policy.Slot) is { } certificate && HasPolicy(certificate, policy.Oid), policy.Match),
        Requirement.CertificateDate date => Date(date),
        Requirement.OfPlatform platform => subject.Directory.Platform == platform.Number,
        _ => null,
    };

    private bool IsApples => subject.Chain.Count > 0 && subject.Apple.IsRoot(subject.Chain[^1]);

    private static bool? Both(bool? left, bool? right) => left == false || right == false ? false : left & right;

    private X509Certificate2? Certificate(int slot) => (slot < 0 ? subject.Chain.Count + slot : slot) is var at && at >= 0 && at < subject.Chain.Count
        ? subject.Chain[at] : null;

    private bool? Field(Requirement.CertificateField field) =>
        !field.Field.StartsWith("subject.", StringComparison.Ordinal) || !SubjectFields.TryGetValue(field.Field["subject.".Length..], out string? oid) ? null
        : Matches(Certificate(field.Slot) is { } certificate && DeveloperCertificate.SubjectPart(certificate, oid) is { } value
            ? new PropertyListValue.Text(value) : null, field.Match);

    private static bool? Present(bool isPresent, RequirementMatch match) => match.Kind switch
    {
        RequirementMatchKind.Exists => isPresent,
        RequirementMatchKind.Absent => !isPresent,
        _ => null,
    };

    private static bool HasPolicy(X509Certificate2 certificate, string oid)
    {
        const string policies = "2.5.29.32";
        try
        {
            if (certificate.Extensions[policies] is not { } extension)
                return false;
            AsnReader list = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (list.HasData)
            {
                if (list.ReadSequence().ReadObjectIdentifier() == oid)
                    return true;
            }

            return false;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private bool? Date(Requirement.CertificateDate date)
    {
        if (Certificate(date.Slot)?.Extensions.FirstOrDefault(extension => extension.Oid?.Value == date.Oid) is not { } found)
            return date.Match.Kind == RequirementMatchKind.Absent;
        try
        {
            var reader = new AsnReader(found.RawData, AsnEncodingRules.DER);
            DateTimeOffset time = reader.PeekTag().TagValue == (int)UniversalTagNumber.UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
            return Compares((time - new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds.CompareTo(date.Match.Seconds), date.Match.Kind);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    // Of an array, one value is enough.
    private static bool? Matches(PropertyListValue? value, RequirementMatch match) => (value, match.Kind) switch
    {
        (_, RequirementMatchKind.Absent) => value is null,
        (null, _) => false,
        (_, RequirementMatchKind.Exists) => value is not PropertyListValue.Boolean { Value: false },
        (PropertyListValue.Array array, _) => array.Items.Any(item => Matches(item, match) == true),
        (PropertyListValue.Text text, _) => Text(text.Value, match),
        (PropertyListValue.Integer integer, _) => Text(integer.Value.ToString(), match),
        (PropertyListValue.Date date, _) =>
            Compares((date.Value - new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds.CompareTo(match.Seconds), match.Kind),
        _ => false,
    };

    private static bool? Text(string text, RequirementMatch match) => match.Kind switch
    {
        _ when match.Value is null => null,
        RequirementMatchKind.Equal => text == match.Value,
        RequirementMatchKind.Contains => text.Contains(match.Value, StringComparison.Ordinal),
        RequirementMatchKind.BeginsWith => text.StartsWith(match.Value, StringComparison.Ordinal),
        RequirementMatchKind.EndsWith => text.EndsWith(match.Value, StringComparison.Ordinal),
        _ => Compares(ByNumbers(text, match.Value), match.Kind),
    };

    private static bool? Compares(int order, RequirementMatchKind kind) => kind switch
    {
        RequirementMatchKind.Exists => true,
        RequirementMatchKind.Absent => false,
        RequirementMatchKind.Less or RequirementMatchKind.Before => order < 0,
        RequirementMatchKind.Greater or RequirementMatchKind.After => order > 0,
        RequirementMatchKind.LessOrEqual or RequirementMatchKind.OnOrBefore => order <= 0,
        RequirementMatchKind.GreaterOrEqual or RequirementMatchKind.OnOrAfter => order >= 0,
        RequirementMatchKind.On => order == 0,
        _ => null,
    };

    // Runs of digits as numbers, as CoreFoundation compares versions: 10.9 is before 10.11.
    private static int ByNumbers(string left, string right)
    {
        (int l, int r) = (0, 0);
        while (l < left.Length && r < right.Length)
        {
            if (char.IsAsciiDigit(left[l]) && char.IsAsciiDigit(right[r]))
            {
                ReadOnlySpan<char> one = Number(left, ref l), other = Number(right, ref r);
                int order = one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.SequenceCompareTo(other);
                if (order != 0)
                    return order;
            }
            else if (left[l] != right[r])
            {
                return left[l].CompareTo(right[r]);
            }
            else
            {
                (l, r) = (l + 1, r + 1);
            }
        }

        return (left.Length - l).CompareTo(right.Length - r);
    }

    private static ReadOnlySpan<char> Number(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return text.AsSpan(start, at - start).TrimStart('0');
    }
}

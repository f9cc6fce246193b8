namespace UvRelease.Apple.Requirements;

/// <summary>
/// What code must be to be taken for somebody's: an expression of Apple's requirement language (requirement.h of Apple's Security framework). Texts are
/// UTF-8, hashes are lower-case hexadecimal digits, certificates are counted from the leaf, which is 0; the root is −1.
/// </summary>
public abstract record Requirement
{
    /// <summary>Slot of the root of a chain.</summary>
    public const int Root = -1;

    /// <summary>Slot of the certificate that signed.</summary>
    public const int Leaf = 0;

    private Requirement()
    {
    }

    /// <summary>Both must hold.</summary>
    public static Requirement operator &(Requirement left, Requirement right) => new And(left, right);

    /// <summary>One must hold.</summary>
    public static Requirement operator |(Requirement left, Requirement right) => new Or(left, right);

    /// <inheritdoc cref="op_BitwiseAnd"/>
    public static Requirement BitwiseAnd(Requirement left, Requirement right) => left & right;

    /// <inheritdoc cref="op_BitwiseOr"/>
    public static Requirement BitwiseOr(Requirement left, Requirement right) => left | right;

    /// <inheritdoc/>
    public sealed override string ToString() => RequirementText.Write(this);

    /// <summary>Always or never.</summary>
    public sealed record Constant(bool Value) : Requirement;

    /// <summary>The code's identifier.</summary>
    public sealed record Identifier(string Name) : Requirement;

    /// <summary>Apple itself signed.</summary>
    public sealed record AppleAnchor : Requirement;

    /// <summary>The chain ends at Apple's root.</summary>
    public sealed record AppleGenericAnchor : Requirement;

    /// <summary>The chain ends at one of Apple's roots, by its name.</summary>
    public sealed record NamedAnchor(string Name) : Requirement;

    /// <summary>SHA-1 of a certificate.</summary>
    public sealed record CertificateHash(int Slot, string Hash) : Requirement;

    /// <summary>A text in the Info.plist, as old requirements ask for it.</summary>
    public sealed record InfoValue(string Key, string Value) : Requirement;

    /// <summary>Both hold.</summary>
    public sealed record And(Requirement Left, Requirement Right) : Requirement;

    /// <summary>One holds.</summary>
    public sealed record Or(Requirement Left, Requirement Right) : Requirement;

    /// <summary>It does not hold.</summary>
    public sealed record Not(Requirement Inner) : Requirement;

    /// <summary>The hash of the code directory, cut to 20 bytes.</summary>
    public sealed record CodeDirectoryHash(string Hash) : Requirement;

    /// <summary>A value in the Info.plist.</summary>
    public sealed record InfoField(string Key, RequirementMatch Match) : Requirement;

    /// <summary>An entitlement.</summary>
    public sealed record EntitlementField(string Key, RequirementMatch Match) : Requirement;

    /// <summary>A part of a certificate's name, as <c>subject.OU</c>.</summary>
    public sealed record CertificateField(int Slot, string Field, RequirementMatch Match) : Requirement;

    /// <summary>An extension of a certificate, by its dotted identifier.</summary>
    public sealed record CertificateExtension(int Slot, string Oid, RequirementMatch Match) : Requirement;

    /// <summary>A policy of a certificate.</summary>
    public sealed record CertificatePolicy(int Slot, string Oid, RequirementMatch Match) : Requirement;

    /// <summary>A date in an extension of a certificate.</summary>
    public sealed record CertificateDate(int Slot, string Oid, RequirementMatch Match) : Requirement;

    /// <summary>The user trusts a certificate.</summary>
    public sealed record Trusted(int Slot) : Requirement;

    /// <summary>The user trusts the chain.</summary>
    public sealed record ChainTrusted : Requirement;

    /// <summary>A requirement that the system knows by a name.</summary>
    public sealed record NamedCode(string Name) : Requirement;

    /// <summary>The platform that the code directory names.</summary>
    public sealed record OfPlatform(uint Number) : Requirement;

    /// <summary>Apple notarized it.</summary>
    public sealed record Notarized : Requirement;

    /// <summary>A Developer ID of old.</summary>
    public sealed record LegacyDeveloperId : Requirement;
}

/// <summary>How a value must be.</summary>
public enum RequirementMatchKind
{
    /// <summary>It is there.</summary>
    Exists,

    /// <summary>It is that.</summary>
    Equal,

    /// <summary>It has that in it.</summary>
    Contains,

    /// <summary>It begins so.</summary>
    BeginsWith,

    /// <summary>It ends so.</summary>
    EndsWith,

    /// <summary>Less.</summary>
    Less,

    /// <summary>More.</summary>
    Greater,

    /// <summary>Not more.</summary>
    LessOrEqual,

    /// <summary>Not less.</summary>
    GreaterOrEqual,

    /// <summary>At that moment.</summary>
    On,

    /// <summary>Before.</summary>
    Before,

    /// <summary>After.</summary>
    After,

    /// <summary>Not after.</summary>
    OnOrBefore,

    /// <summary>Not before.</summary>
    OnOrAfter,

    /// <summary>It is not there.</summary>
    Absent,
}

/// <summary>How a value must be, and what it is held against.</summary>
/// <param name="Kind">How.</param>
/// <param name="Value">A text; null where nothing is compared.</param>
/// <param name="Seconds">Seconds since 2001 in UTC, for dates.</param>
public sealed record RequirementMatch(RequirementMatchKind Kind, string? Value = null, long Seconds = 0)
{
    /// <summary>The value is there.</summary>
    public static RequirementMatch Exists { get; } = new(RequirementMatchKind.Exists);

    /// <summary>True for matches of dates.</summary>
    public bool IsDate => Kind is >= RequirementMatchKind.On and <= RequirementMatchKind.OnOrAfter;
}

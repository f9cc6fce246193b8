namespace UvRelease.Apple.CodeSigning;

/// <summary>Places in a signature (codedirectory.h of Apple's Security framework, cs_blobs.h of XNU).</summary>
public enum CodeSlot
{
    /// <summary>The code directory.</summary>
    CodeDirectory = 0,

    /// <summary>Info.plist; its hash alone.</summary>
    InfoPlist = 1,

    /// <summary>The requirements.</summary>
    Requirements = 2,

    /// <summary>CodeResources; its hash alone.</summary>
    Resources = 3,

    /// <summary>What the application wants; its hash alone.</summary>
    Application = 4,

    /// <summary>Entitlements as XML.</summary>
    Entitlements = 5,

    /// <summary>What a kind of file wants: of a disk image its trailer; its hash alone.</summary>
    Representation = 6,

    /// <summary>Entitlements as DER.</summary>
    EntitlementsDer = 7,

    /// <summary>Where it may be launched.</summary>
    LaunchConstraintSelf = 8,

    /// <summary>By whom it may be launched.</summary>
    LaunchConstraintParent = 9,

    /// <summary>Who must be responsible for a launch.</summary>
    LaunchConstraintResponsible = 10,

    /// <summary>What libraries may be loaded.</summary>
    LibraryConstraint = 11,

    /// <summary>The first code directory with another hash; four more can follow.</summary>
    AlternateDirectory = 0x1000,

    /// <summary>The signature proper, as CMS.</summary>
    Cms = 0x10000,

    /// <summary>Apple's identification.</summary>
    Identification = 0x10001,

    /// <summary>The ticket of a notarization, in disk images.</summary>
    Ticket = 0x10002,
}

/// <summary>Bits of a code directory (cs_blobs.h of XNU).</summary>
[Flags]
public enum CodeFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>It can host guests.</summary>
    Host = 0x1,

    /// <summary>Signed by nobody.</summary>
    Adhoc = 0x2,

    /// <summary>Pages that don't match are not loaded.</summary>
    Hard = 0x100,

    /// <summary>It ends when a page doesn't match.</summary>
    Kill = 0x200,

    /// <summary>Certificates must not have expired.</summary>
    CheckExpiration = 0x400,

    /// <summary>It is restricted.</summary>
    Restrict = 0x800,

    /// <summary>Signatures are enforced.</summary>
    Enforcement = 0x1000,

    /// <summary>Libraries must be of the same team.</summary>
    LibraryValidation = 0x2000,

    /// <summary>The hardened runtime.</summary>
    Runtime = 0x10000,

    /// <summary>The linker signed, for the machine it ran on.</summary>
    LinkerSigned = 0x20000,
}

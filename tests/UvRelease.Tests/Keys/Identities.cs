using UvRelease.Apple.CodeSigning;
using UvRelease.Keys;

namespace UvRelease.Tests.Keys;

/// <summary>Identities of nobody, to sign with.</summary>
internal static class Identities
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<TestIdentity> MadeRsa = new(() => Make(ecdsa: false)), MadeOther = new(() => Make(ecdsa: false)),
        MadeEcdsa = new(() => Make(ecdsa: true));

    public static TestIdentity Rsa => MadeRsa.Value;

    public static TestIdentity OtherRsa => MadeOther.Value;

    public static TestIdentity Ecdsa => MadeEcdsa.Value;

    private static TestIdentity Make(bool ecdsa) => TestIdentity.Create(new TestIdentityOptions
    {
        Subject = "O=Example Inc., CN=Example Inc.",
        From = From,
        Until = From.AddYears(2),
        Ecdsa = ecdsa,
    });

    /// <summary>One in the form of Apple's, for the step that signs for macOS.</summary>
    public static TestIdentity Developer(bool installer) =>
        DeveloperTestIdentity.Create("Example Inc.", "ABCDE12345", installer, From, From.AddYears(2));
}

namespace UvRelease.Windows.Authenticode;

/// <summary>Dotted identifiers of Authenticode ("Windows Authenticode Portable Executable Signature Format") and of what it is made of.</summary>
internal static class AuthenticodeOids
{
    public const string IndirectData = "1.3.6.1.4.1.311.2.1.4", PeImageData = "1.3.6.1.4.1.311.2.1.15", Opus = "1.3.6.1.4.1.311.2.1.12",
        Nested = "1.3.6.1.4.1.311.2.4.1", Timestamp = "1.3.6.1.4.1.311.3.3.1", CounterSignature = "1.2.840.113549.1.9.6",
        ContentType = "1.2.840.113549.1.9.3", MessageDigest = "1.2.840.113549.1.9.4", SigningTime = "1.2.840.113549.1.9.5",
        CodeSigning = "1.3.6.1.5.5.7.3.3", TimeStamping = "1.3.6.1.5.5.7.3.8";
}

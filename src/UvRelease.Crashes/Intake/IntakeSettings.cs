namespace UvRelease.Crashes.Intake;

/// <summary>How much is taken in, from whom and at once.</summary>
public sealed record IntakeSettings
{
    /// <summary>Bytes of a body as it is sent.</summary>
    public int MostSentBytes { get; init; } = 20 << 20;

    /// <summary>Bytes of a body once it is unpacked: what a small body can become.</summary>
    public int MostBytes { get; init; } = 32 << 20;

    /// <summary>Parts of a form.</summary>
    public int MostParts { get; init; } = 256;

    /// <summary>Bytes of one field of a form; Sentry's clients send up to 20,300.</summary>
    public int MostFieldBytes { get; init; } = 64 << 10;

    /// <summary>Requests that are worked on at once: each may hold its body twice. One more is asked to come again.</summary>
    public int MostAtOnce { get; init; } = 32;

    /// <summary>Requests of one client in a minute, on average; so many may come at once too.</summary>
    public int MostPerMinute { get; init; } = 60;

    /// <summary>What may stay of a report.</summary>
    public Redaction.RedactionRules Rules { get; init; } = Redaction.RedactionRules.Standard;
}

/// <summary>A request.</summary>
/// <param name="ContentType">Content-Type.</param>
/// <param name="ContentEncoding">Content-Encoding; null for none.</param>
/// <param name="Consent">The header <see cref="Intake.Consent.Header"/>; null for none.</param>
/// <param name="Client">What tells clients apart, such as an address. It is kept in memory for a minute, and goes nowhere else.</param>
/// <param name="Body">The body.</param>
public sealed record IntakeRequest(string? ContentType, string? ContentEncoding, string? Consent, string Client, Stream Body)
{
    /// <summary>Whether an error in reading the body says that it comes too slowly, in the words of the server.</summary>
    public Func<IOException, bool> IsTooSlow { get; init; } = _ => false;
}

/// <summary>An answer.</summary>
/// <param name="Status">Status of HTTP (RFC 9110).</param>
/// <param name="Text">The report's id, or what is wrong as a sentence.</param>
public readonly record struct IntakeAnswer(int Status, string Text)
{
    /// <summary>Seconds after which it may be tried again; 0 says nothing.</summary>
    public int RetryAfter { get; init; }
}

using UvRelease.Apple.Notarization;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.SignMacos;

/// <summary>Inputs that say who asks Apple to notarize.</summary>
public sealed record NotaryInputs
{
    /// <summary>Whether Apple is asked.</summary>
    [Input("notarize", "true has the app, dmg and pkg notarized by Apple, and staples the tickets to them. Macs warn of apps that are not.", Default = "false")]
    public bool Notarize { get; init; }

    /// <summary>The issuer.</summary>
    [Input("notary-issuer", "Issuer ID of App Store Connect, a UUID: Users and Access, Integrations.")]
    public string? Issuer { get; init; }

    /// <summary>The key's id.</summary>
    [Input("notary-key-id", "ID of the key of App Store Connect: ten letters and digits.")]
    public string? KeyId { get; init; }

    /// <summary>The key.</summary>
    [Input("notary-key", "Key of App Store Connect (AuthKey_….p8): its text, or base64 of it. It stays in memory.")]
    public Secret? Key { get; init; }

    /// <summary>How long Apple may take.</summary>
    [Input("notary-timeout", "How long Apple may take for one file, such as 45m or 2h.", Default = "2h")]
    public TimeSpan Timeout { get; init; }

    /// <summary>The notary service.</summary>
    [Input("notary-url", "Address of the notary service.", Default = "https://appstoreconnect.apple.com/")]
    public string Url { get; init; } = "https://appstoreconnect.apple.com/";

    /// <summary>The ticket service.</summary>
    [Input("ticket-url", "Address of the service of tickets.", Default = "https://api.apple-cloudkit.com/")]
    public string TicketUrl { get; init; } = "https://api.apple-cloudkit.com/";

    /// <summary>The bucket's service.</summary>
    [Input("notary-upload-url", "Address that files are uploaded to. Empty takes Amazon S3, as Apple has it.")]
    public string? UploadUrl { get; init; }

    /// <summary>Who asks; null where nobody does.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: something is missing or wrong.</exception>
    internal Notary? Open(Signers signers, StepContext context)
    {
        if (!Notarize)
            return null;
        if (signers.Code.IsAdhoc)
        {
            context.Log.Warning("Nothing is notarized, because nobody signs.");
            return null;
        }

        if (Issuer is null || KeyId is null || Key is null)
            throw new ReleaseException(Fault.Input,
                "'notarize' needs 'notary-issuer', 'notary-key-id' and 'notary-key' (secret NOTARY_KEY). Give all three, and where the secret is "
                + "set but empty here, pass it on to the called workflow by its name.");
        var options = new NotaryOptions
        {
            Address = Address("notary-url", Url),
            TicketAddress = Address("ticket-url", TicketUrl),
            UploadAddress = UploadUrl is { } upload ? Address("notary-upload-url", upload) : null,
            Time = context.Time,
            Progress = context.Log,
        };
        return new Notary(NotaryKey.Read(Issuer, KeyId, Key.Reveal()), options, Timeout, context.Log);
    }

    private static Uri Address(string input, string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? address) ? address
        : throw new ReleaseException(Fault.Input, $"'{input}' is '{text}' and must be an address that begins with https.");
}

namespace UvRelease.Crashes.Intake;

/// <summary>
/// The user's two consents: that reports are collected on the device, and that they are uploaded. An upload says that both were given: a form in two
/// fields, other bodies in a header. Without both it is refused.
/// </summary>
public static class Consent
{
    /// <summary>The header: <c>collecting, uploading</c>.</summary>
    public const string Header = "Uv-Release-Consent";

    internal const string CollectingField = "consent-collecting", UploadingField = "consent-uploading", Granted = "granted";

    /// <summary>Checks a form.</summary>
    /// <exception cref="RefusedUploadException">A consent is missing.</exception>
    internal static void Check(IReadOnlyDictionary<string, string> fields)
    {
        foreach (string field in (string[])[CollectingField, UploadingField])
        {
            if (fields.GetValueOrDefault(field) != Granted)
                throw Missing($"the form has no field '{field}' that says '{Granted}'");
        }
    }

    /// <summary>Checks a header.</summary>
    /// <exception cref="RefusedUploadException">A consent is missing.</exception>
    internal static void Check(string? header)
    {
        string[] given = (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (string consent in (string[])["collecting", "uploading"])
        {
            if (!given.Contains(consent, StringComparer.Ordinal))
                throw Missing($"the header {Header} doesn't say '{consent}'");
        }
    }

    private static RefusedUploadException Missing(string where) => new(
        RefusedUploadException.Forbidden, $"The user's consent is missing: {where}. Ask the user, and send it with the report. Nothing was stored.");
}

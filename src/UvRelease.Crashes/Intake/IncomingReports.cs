using System.Globalization;
using System.Security.Cryptography;
using UvRelease.Crashes.Redaction;
using UvRelease.Crashes.Reports;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Crashes.Intake;

/// <summary>A report that was taken.</summary>
/// <param name="Report">The report, which is stored.</param>
/// <param name="IsNew">False where it was there, for it was sent before.</param>
internal readonly record struct TakenReport(StoredReport Report, bool IsNew);

/// <summary>From a body to a stored report: reads it, checks consent, redacts, writes.</summary>
internal sealed class IncomingReports(IStore store, IntakeSettings settings, TimeProvider time)
{
    private const string Name = "the upload";

    private readonly ReportStore reports = new(store);

    /// <summary>Takes a form of Crashpad or Electron.</summary>
    /// <exception cref="RefusedUploadException">It is not taken.</exception>
    public async Task<TakenReport> TakeDumpAsync(Stream body, string contentType, CancellationToken cancellationToken)
    {
        UploadForm form = await UploadForm.ReadAsync(body, contentType, settings, cancellationToken);
        Consent.Check(form.Fields);
        RedactedDump redacted = RefusedUploadException.Checked(() => DumpRedaction.Redact(form.Dump, Name, settings.Rules));
        return await StoreAsync(redacted, form, cancellationToken);
    }

    /// <summary>Takes an error of JavaScript.</summary>
    public async Task<TakenReport> TakeErrorAsync(Stream body, IntakeRequest request, CancellationToken cancellationToken)
    {
        Consent.Check(request.Consent);
        byte[] document = await body.ReadSmallAsync(JavaScriptErrorJson.MostBytes, "The error", cancellationToken);
        return await StoreAsync(RefusedUploadException.Checked(() => JavaScriptRedaction.Redact(document, Name)), cancellationToken);
    }

    /// <summary>Stores a minidump, and what its form says.</summary>
    public async Task<TakenReport> StoreAsync(RedactedDump redacted, UploadForm form, CancellationToken cancellationToken)
    {
        // The content's own: Crashpad sends a report again when no answer reached it, also after midnight.
        string digits = redacted.Proof.Before[..32];
        if (await reports.FindAsync(Id(digits, daysAgo: 1), cancellationToken) is { } there)
            return new TakenReport(there, IsNew: false);
        StoredAnnotation[] annotations = [.. form.Fields.Where(field => settings.Rules.Value(field.Key, field.Value) is not null)
            .OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => new StoredAnnotation(field.Key, field.Value))];
        var report = new StoredReport
        {
            Id = Id(digits),
            Kind = CrashKind.Native,
            Received = Hour(),
            App = Form(annotations, "app", DocumentForms.Name),
            Version = Form(annotations, "release", ReportForms.Version) ?? Form(annotations, "_version", ReportForms.Version)
                ?? Form(annotations, "ver", ReportForms.Version),
            Channel = Form(annotations, "channel", DocumentForms.Name),
            Device = form.Fields.GetValueOrDefault("device") is { } device && ReportForms.Device(device) is null ? device : null,
            Startup = form.Fields.GetValueOrDefault("startup") == "true",
            Annotations = annotations,
            Proof = redacted.Proof with { FieldsDropped = form.Fields.Count - annotations.Length + form.PassedOver },
        };
        return new TakenReport(report, await reports.WriteAsync(report, redacted.Bytes, cancellationToken));
    }

    /// <summary>Stores an error of JavaScript.</summary>
    public async Task<TakenReport> StoreAsync(RedactedError redacted, CancellationToken cancellationToken)
    {
        var report = new StoredReport
        {
            // Two devices may send the same bytes: each is a report.
            Id = Id(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))),
            Kind = CrashKind.JavaScript,
            Received = Hour(),
            App = redacted.Error.App,
            Version = redacted.Error.Version,
            Channel = redacted.Error.Channel,
            Device = redacted.Error.Device,
            Startup = redacted.Error.Startup,
            Proof = redacted.Proof,
        };
        return new TakenReport(report, await reports.WriteAsync(report, redacted.Bytes, cancellationToken));
    }

    private string Id(string digits, int daysAgo = 0) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().AddDays(-daysAgo):yyyy-MM-dd}-{digits}");

    // To the hour: a time to the second could be matched with what else is known of a user.
    private string Hour()
    {
        DateTimeOffset now = time.GetUtcNow();
        return Times.Text(now - new TimeSpan(now.Ticks % TimeSpan.TicksPerHour));
    }

    private static string? Form(StoredAnnotation[] annotations, string name, Func<string, string?> problem) =>
        annotations.FirstOrDefault(annotation => annotation.Name == name) is { } found && problem(found.Value) is null ? found.Value : null;
}

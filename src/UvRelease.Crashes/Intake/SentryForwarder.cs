using UvRelease.Crashes.Reports;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Crashes.Intake;

/// <summary>
/// Sends stored minidumps on to Sentry's endpoint for them, <c>https://HOST/api/PROJECT/minidump/?sentry_key=KEY</c>: what the store has, which is redacted.
/// </summary>
/// <param name="http">The client; it must follow no redirects, or the dump would go to another host.</param>
/// <param name="endpoint">The endpoint.</param>
/// <param name="store">Where reports are kept.</param>
public sealed class SentryForwarder(HttpClient http, Uri endpoint, IStore store)
{
    private const int LongestDump = 1 << 30;

    /// <summary>Sends a minidump; errors of JavaScript are passed over.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: Sentry did not take it, or it can't be read.</exception>
    public async Task SendAsync(StoredReport report, CancellationToken cancellationToken)
    {
        if (report.Kind != CrashKind.Native || await store.ReadSmallAsync(ReportStore.ContentKey(report), LongestDump, cancellationToken) is not { } dump)
            return;
        using var form = new MultipartFormDataContent();
        Add("sentry[release]", report is { App: { } app, Version: { } version } ? $"{app}@{version}" : null);
        Add("sentry[environment]", report.Channel);
        Add("sentry[tags][report]", report.Id);
        form.Add(new ReadOnlyMemoryContent(dump.Content), "upload_file_minidump", $"{report.Id}.dmp");
        try
        {
            using HttpResponseMessage answer = await http.PostAsync(endpoint, form, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw Refused(report, $"the answer was {(int)answer.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            throw Refused(report, e.Message);
        }

        void Add(string name, string? value)
        {
            if (value is not null)
                form.Add(new StringContent(value), name);
        }
    }

    // Without the endpoint: it has the project's key.
    private static ReleaseException Refused(StoredReport report, string why) =>
        new(Fault.Environment, $"The report {report.Id} was not sent on to Sentry: {why}. It is in the store.");
}

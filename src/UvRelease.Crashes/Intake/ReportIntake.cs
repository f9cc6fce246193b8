using System.IO.Compression;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Crashes.Intake;

/// <summary>
/// Takes in crash reports and pings: checks consent and limits, redacts, stores, answers, in this order. What was answered with an id lasts; of what was
/// refused nothing is stored. Made for any server: it knows requests as streams.
/// </summary>
/// <param name="store">Where reports are kept.</param>
/// <param name="settings">Limits and rules.</param>
/// <param name="time">The clock.</param>
/// <param name="reported">Gets each report once it is stored; null for nobody.</param>
public sealed class ReportIntake(IStore store, IntakeSettings settings, TimeProvider time, IProgress<StoredReport>? reported = null)
{
    private const int ServiceUnavailable = 503;

    private readonly ClientLimits clients = new(settings.MostPerMinute, time);
    private readonly IncomingReports incoming = new(store, settings, time);
    private readonly PingStore pings = new(store, time);

    /// <summary>What happened since the start.</summary>
    public IntakeCounts Counts { get; } = new();

    /// <summary>Takes a report: a form with a minidump, or an error of JavaScript. The answer's text is its id.</summary>
    public Task<IntakeAnswer> TakeReportAsync(IntakeRequest request, CancellationToken cancellationToken) => AnswerAsync(
        request,
        async body =>
        {
            TakenReport taken = IsForm(request)
                ? await incoming.TakeDumpAsync(body, request.ContentType!, cancellationToken)
                : await incoming.TakeErrorAsync(body, Json(request), cancellationToken);
            Counts.Took(taken);
            if (taken.IsNew)
                reported?.Report(taken.Report);
            return new IntakeAnswer(200, taken.Report.Id);
        });

    /// <summary>Takes a ping.</summary>
    public Task<IntakeAnswer> TakePingAsync(IntakeRequest request, CancellationToken cancellationToken) => AnswerAsync(
        request,
        async body =>
        {
            Consent.Check(Json(request).Consent);
            byte[] document = await body.ReadSmallAsync(Ping.MostBytes, "The ping", cancellationToken);
            Ping ping = RefusedUploadException.Checked(() => Ping.Read(document, "the ping"));
            await pings.WriteAsync(ping);
            Counts.StoredPing();
            return new IntakeAnswer(200, "");
        });

    private async Task<IntakeAnswer> AnswerAsync(IntakeRequest request, Func<Stream, Task<IntakeAnswer>> take)
    {
        int status = ServiceUnavailable;
        bool isOneTooMany = Counts.Begin() > settings.MostAtOnce;
        try
        {
            IntakeAnswer answer = isOneTooMany
                ? new IntakeAnswer(RefusedUploadException.TooMany, "Too much comes at once. Send it again later.") { RetryAfter = 1 }
                : await TryAsync(request, take);
            status = answer.Status;
            return answer;
        }
        finally
        {
            Counts.End(status);
        }
    }

    private async Task<IntakeAnswer> TryAsync(IntakeRequest request, Func<Stream, Task<IntakeAnswer>> take)
    {
        if (clients.Take(request.Client) is > 0 and var seconds)
            return new IntakeAnswer(RefusedUploadException.TooMany, "This client sends too often. Send it again later.") { RetryAfter = seconds };
        try
        {
            await using Stream body = Unpacked(request);
            return await take(body);
        }
        catch (RefusedUploadException e)
        {
            return new IntakeAnswer(e.Status, e.Message);
        }
        catch (InvalidDataException)
        {
            return new IntakeAnswer(RefusedUploadException.BadRequest, "The body is no gzip, and its Content-Encoding says that it is.");
        }
        catch (Exception e) when (e is ReleaseException or IOException)
        {
            // What is wrong with the store is its owner's business: its words may name folders.
            return new IntakeAnswer(ServiceUnavailable, "The report can't be stored now. Send it again later.") { RetryAfter = 60 };
        }
    }

    private LimitedStream Unpacked(IntakeRequest request)
    {
        var sent = new LimitedStream(request.Body, settings.MostSentBytes, "The body", request.IsTooSlow);
        return request.ContentEncoding switch
        {
            null or "" or "identity" => sent,
            "gzip" => new LimitedStream(new GZipStream(sent, CompressionMode.Decompress), settings.MostBytes, "The unpacked body"),
            _ => throw new RefusedUploadException(RefusedUploadException.UnsupportedType, "The Content-Encoding is not read here. Send gzip, or none."),
        };
    }

    private static bool IsForm(IntakeRequest request) => IsType(request, "multipart/form-data");

    private static IntakeRequest Json(IntakeRequest request) => IsType(request, "application/json") ? request : throw new RefusedUploadException(
        RefusedUploadException.UnsupportedType, "The Content-Type is not read here. Send a form (multipart/form-data) with a minidump, or application/json.");

    private static bool IsType(IntakeRequest request, string type) =>
        (request.ContentType ?? "").Split(';')[0].Trim().Equals(type, StringComparison.OrdinalIgnoreCase);
}

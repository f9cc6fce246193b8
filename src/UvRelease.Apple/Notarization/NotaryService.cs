using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>
/// Apple's notary service ("Notary API", version 2, as notarytool uses it): a file is announced, uploaded to Amazon S3 with credentials for it alone, looked at
/// for minutes or hours, and judged.
/// </summary>
/// <param name="key">Whose submissions they are; stays the caller's.</param>
/// <param name="options">Addresses, clock and patience.</param>
public sealed class NotaryService(NotaryKey key, NotaryOptions options) : IDisposable
{
    private const string Name = "Apple's notary service";
    private readonly AppleService service = new(Name, options);

    /// <summary>Hands a file in: a zip with an app in it (<see cref="NotaryArchive"/>), a disk image, or a package.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no such file can be notarized; <see cref="Fault.Environment"/>: a service is not reached, or
    /// refuses, or answers what can't be believed.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public async Task<NotarySubmission> SubmitAsync(string file, CancellationToken cancellation)
    {
        using NotaryFile content = await Task.Run(() => NotaryFile.Open(file, options.PartSize, cancellation), cancellation);
        var announced = new AppleRequest(HttpMethod.Post, At("")) { Key = key, Json = Announcement(content) };
        NotaryUploadPlace place = await service.ReadAsync(announced, NotaryAnswers.Place, cancellation);
        using (var upload = new NotaryUpload(place, options))
            await upload.SendAsync(content, cancellation);
        options.Progress?.Report($"{content.Name} is submitted for notarization under the id {place.Id}.");
        return new NotarySubmission(place.Id, content.Sha256);
    }

    /// <summary>What is known of a submission now.</summary>
    /// <param name="id">The submission's id.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no id; <see cref="Fault.Environment"/>: the service is not reached, refuses, or answers
    /// what can't be believed.</exception>
    public Task<NotaryStatus> StatusAsync(string id, CancellationToken cancellation)
    {
        if (!NotaryAnswers.IsId(id))
            throw new ReleaseException(Fault.Input, "The submission's id is no UUID. Give the one that the service gave, such as 2efe2717-52ef-43a5-96dc-0797e4ca1041.");
        // A submission of this moment may not be known everywhere yet.
        return service.ReadAsync(new AppleRequest(HttpMethod.Get, At($"/{id}")) { Key = key, MayComeLater = true }, answer => NotaryAnswers.Status(answer, id), cancellation);
    }

    /// <summary>Waits until a submission is judged, one of another run too.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="limit">How long to wait; the service goes on all the same.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>What was decided, with the findings of the log.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: nothing was decided within the limit, or the service is not reached, refuses, or
    /// answers what can't be believed.</exception>
    public async Task<NotaryVerdict> WaitAsync(NotarySubmission submission, TimeSpan limit, CancellationToken cancellation)
    {
        long start = options.Time.GetTimestamp();
        for (int number = 1; ; number++)
        {
            NotaryStatus status = await StatusAsync(submission.Id, cancellation);
            if (status != NotaryStatus.InProgress)
                return await VerdictAsync(submission, status, cancellation);
            TimeSpan pause = options.Pause(number);
            if (options.Time.GetElapsedTime(start) + pause > limit)
                throw service.Bad($"has not decided on the submission {submission.Id} within {limit.TotalMinutes:0.#} minutes",
                    "It goes on there: run this again with that submission id, and nothing is uploaded a second time");
            options.Progress?.Report($"{Name} is still looking at {submission.Id}. Asking again in {pause.TotalSeconds:0} s.");
            await Task.Delay(pause, options.Time, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => service.Dispose();

    private async Task<NotaryVerdict> VerdictAsync(NotarySubmission submission, NotaryStatus status, CancellationToken cancellation)
    {
        // The log can come a little after the status.
        var place = new AppleRequest(HttpMethod.Get, At($"/{submission.Id}/logs")) { Key = key, MayComeLater = true };
        Uri address = await service.ReadAsync(place, answer => NotaryAnswers.LogAddress(answer, submission.Id), cancellation);
        var log = new AppleRequest(HttpMethod.Get, address) { LongestAnswer = NotaryLog.Largest, MayComeLater = true };
        return await service.ReadAsync(log, document => NotaryLog.Read(document, submission, status), cancellation);
    }

    private Uri At(string rest) => new(options.Address, $"/notary/v2/submissions{rest}");

    private static byte[] Announcement(NotaryFile file) => AppleService.Json(json =>
    {
        json.WriteString("submissionName", file.Name);
        json.WriteString("sha256", file.Sha256);
        json.WriteStartArray("notifications");
        json.WriteEndArray();
    });
}

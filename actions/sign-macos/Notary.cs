using UvRelease.Apple.Notarization;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.SignMacos;

/// <summary>Has Apple look at what was signed, and staples its tickets.</summary>
internal sealed class Notary : IDisposable
{
    private readonly NotaryKey key;
    private readonly NotaryService service;
    private readonly TicketService tickets;
    private readonly Stapler stapler;
    private readonly TimeSpan limit;
    private readonly Log log;

    /// <summary>Takes a key, which is its own from here on.</summary>
    public Notary(NotaryKey key, NotaryOptions options, TimeSpan limit, Log log)
    {
        (this.key, this.limit, this.log) = (key, limit, log);
        (service, tickets) = (new NotaryService(key, options), new TicketService(options));
        stapler = new Stapler(tickets);
    }

    /// <summary>Has a file notarized: an app's folder, a disk image or a package.</summary>
    /// <param name="path">It.</param>
    /// <param name="cancellationToken">Stops; Apple goes on all the same.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: Apple says no, and why; <see cref="Fault.Environment"/>: it said nothing in
    /// time.</exception>
    public async Task SubmitAsync(string path, CancellationToken cancellationToken)
    {
        string file = path;
        if (Directory.Exists(path))
        {
            file = Path.ChangeExtension(path, ".notary.zip");
            await NotaryArchive.WriteAsync(path, file, cancellationToken);
        }

        NotarySubmission submission = await service.SubmitAsync(file, cancellationToken);
        NotaryVerdict verdict = await service.WaitAsync(submission, limit, cancellationToken);
        if (file != path)
            File.Delete(file);
        if (verdict.Status != NotaryStatus.Accepted)
            throw new ReleaseException(Fault.Refused,
                [$"Apple does not notarize {Path.GetFileName(path)} (submission {verdict.Id}): {verdict.Summary}",
                    .. verdict.Findings.Select(finding => $"{finding}")]);
        foreach (NotaryFinding finding in verdict.Findings)
            log.Warning($"{finding}");
    }

    /// <summary>Staples the ticket.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is none in time.</exception>
    public Task StapleAsync(string path, CancellationToken cancellationToken) => Path.GetExtension(path) switch
    {
        ".dmg" => stapler.StapleDiskImageAsync(path, limit, cancellationToken),
        ".pkg" => stapler.StaplePackageAsync(path, limit, cancellationToken),
        _ => stapler.StapleAppAsync(path, limit, cancellationToken),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        service.Dispose();
        tickets.Dispose();
        key.Dispose();
    }
}

using System.Security.Cryptography;
using UvRelease.Apple.Notarization;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Apple.Notarization;

/// <summary>Doubles of all services, a key that they know, and a clock that leaps.</summary>
internal sealed class NotaryStage : IDisposable, IProgress<string>
{
    private readonly ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Lock gate = new();
    private readonly List<string> lines = [];

    public NotaryStage()
    {
        Storage = new NotaryStorage(Clock);
        Logs = new NotaryLogs(Clock);
        Notary = new NotaryDouble(Clock, pair, Storage, Logs.Url);
        Tickets = new TicketDouble(Clock);
        Key = NotaryKey.Read(NotaryDouble.Issuer, NotaryDouble.KeyId, Secret);
        Options = new NotaryOptions
        {
            Address = Notary.Url,
            UploadAddress = Storage.Url,
            TicketAddress = Tickets.Url,
            Time = Clock,
            Attempts = 3,
            RequestTimeout = TimeSpan.FromMinutes(2),
            PartSize = 5 * 1024 * 1024,
            Progress = this,
        };
    }

    public TemporaryFolder Folder { get; } = new();

    public LeapingClock Clock { get; } = new();

    public NotaryStorage Storage { get; }

    public NotaryLogs Logs { get; }

    public NotaryDouble Notary { get; }

    public TicketDouble Tickets { get; }

    public NotaryKey Key { get; set; }

    public NotaryOptions Options { get; set; }

    public string Secret => pair.ExportPkcs8PrivateKeyPem();

    /// <summary>What was told on the way.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
                return [.. lines];
        }
    }

    /// <summary>A zip of so many bytes, or what passes for one.</summary>
    public string File(int length = 1000, string name = "Sample.zip")
    {
        byte[] bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        System.IO.File.WriteAllBytes(Folder.At(name), bytes);
        return Folder.At(name);
    }

    public async Task<NotarySubmission> SubmitAsync(string? file = null)
    {
        using var service = new NotaryService(Key, Options);
        return await service.SubmitAsync(file ?? File(), TestContext.Current.CancellationToken);
    }

    public async Task<NotaryVerdict> WaitAsync(NotarySubmission submission, TimeSpan? limit = null)
    {
        using var service = new NotaryService(Key, Options);
        return await service.WaitAsync(submission, limit ?? TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
    }

    public async Task<byte[]> LookupAsync(params string[] names)
    {
        using var service = new TicketService(Options);
        return await service.LookupAsync(names, TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
    }

    /// <summary>Fails if a client did anything that a service does not have.</summary>
    public void AssertStrict() => Assert.Empty(new StrictDouble[] { Notary, Storage, Logs, Tickets }.SelectMany(one => one.Violations));

    public void Report(string value)
    {
        lock (gate)
            lines.Add(value);
    }

    public void Dispose()
    {
        Notary.Dispose();
        Storage.Dispose();
        Logs.Dispose();
        Tickets.Dispose();
        Key.Dispose();
        pair.Dispose();
        Folder.Dispose();
    }
}

using System.Text;
using UvRelease.Crashes.Intake;
using UvRelease.Fuzz.Crashes;
using UvRelease.Stores;
using UvRelease.Stores.Directories;

namespace UvRelease.Tests.Crashes.Intake;

/// <summary>An intake over a folder of its own, and a clock that is set by hand.</summary>
internal sealed class IntakeStage : IDisposable
{
    private readonly TemporaryFolder own = new();

    public IntakeStage(IntakeSettings? settings = null, string? folder = null)
    {
        Store = new DirectoryStore(
            new StoreAddress.Directory(folder ?? own.At("store")), new StoreSettings { Time = Time, Jitter = () => 0, Progress = new Progress<string>() });
        Intake = new ReportIntake(Store, settings ?? new IntakeSettings(), Time, new Reports(Reported));
    }

    public SetClock Time { get; } = new();

    public IStore Store { get; }

    public ReportIntake Intake { get; }

    public List<StoredReport> Reported { get; } = [];

    /// <summary>All files that are there, by their paths; a lock that is held is none.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => Directory.Exists(own.At("store"))
        ? Directory.GetFiles(own.At("store"), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "owner").ToDictionary(
            file => Path.GetRelativePath(own.At("store"), file), File.ReadAllBytes, StringComparer.Ordinal)
        : new Dictionary<string, byte[]>();

    /// <summary>The objects: what the store keeps for itself left out.</summary>
    public IEnumerable<string> Keys => Files.Keys.Where(key => !key.StartsWith(".uv-store", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public Task<IntakeAnswer> Send(MadeUpload upload, int chunk = int.MaxValue, bool gzip = false, string client = "192.0.2.1") =>
        Send(upload.ContentType, gzip ? MadeUpload.Gzip(upload.Write()) : upload.Write(), gzip ? "gzip" : null, chunk: chunk, client: client);

    public Task<IntakeAnswer> Send(
        string? contentType, byte[] body, string? encoding = null, string? consent = null, int chunk = int.MaxValue, string client = "192.0.2.1") =>
        Intake.TakeReportAsync(new IntakeRequest(contentType, encoding, consent, client, new ChunkedStream(body, chunk)), CancellationToken.None);

    public Task<IntakeAnswer> Ping(string json, string? consent = "collecting, uploading", string client = "192.0.2.1") => Intake.TakePingAsync(
        new IntakeRequest("application/json", null, consent, client, new MemoryStream(Encoding.UTF8.GetBytes(json))), CancellationToken.None);

    public void Dispose()
    {
        Store.Dispose();
        own.Dispose();
    }

    private sealed class Reports(List<StoredReport> reported) : IProgress<StoredReport>
    {
        public void Report(StoredReport value) => reported.Add(value);
    }
}

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 30, 20, 17, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.Ticks;
}

/// <summary>A body that comes in pieces.</summary>
internal sealed class ChunkedStream(byte[] bytes, int chunk) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, chunk)], cancellationToken);
}

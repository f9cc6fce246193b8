using System.Runtime.CompilerServices;
using UvRelease.Crashes.Reports;
using UvRelease.Stores;

namespace UvRelease.Crashes.Intake;

/// <summary>
/// Reports in a store: <c>reports/DAY/ID.dmp</c> or <c>.js-error.json</c>, and <c>ID.json</c>, which is written last. What has no record is no report.
/// Nothing is ever replaced, so that a report that was sent twice is there once.
/// </summary>
/// <param name="store">The store.</param>
public sealed class ReportStore(IStore store)
{
    private const string Folder = "reports/";
    private const int LongestRecord = 1 << 20;

    /// <summary>Writes a report; it lasts when this returns.</summary>
    /// <param name="report">The record.</param>
    /// <param name="content">The redacted report.</param>
    /// <param name="cancellationToken">Stops; the report may be there or not.</param>
    /// <returns>Whether it is new; false where it was there.</returns>
    public async Task<bool> WriteAsync(StoredReport report, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        string type = report.Kind == CrashKind.Native ? "application/octet-stream" : "application/json";
        await store.CreateAsync(ContentKey(report), Content(content, type), cancellationToken);
        return await store.CreateAsync(RecordKey(report.Id), Content(report.Write(), "application/json"), cancellationToken) is PutResult.Written;
    }

    /// <summary>The record of a report; null where there is none.</summary>
    /// <exception cref="Releases.ReleaseException">The record is not as its schema says.</exception>
    public async Task<StoredReport?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.ReadSmallAsync(RecordKey(id), LongestRecord, cancellationToken) is { } record ? StoredReport.Read(record.Content, id) : null;

    /// <summary>Key of the redacted report.</summary>
    public static StoreKey ContentKey(StoredReport report) =>
        StoreKey.Of($"{Folder}{Day(report.Id)}/{report.Id}{(report.Kind == CrashKind.Native ? ".dmp" : ".js-error.json")}");

    /// <summary>The records of a day, in the order of their ids.</summary>
    /// <exception cref="Releases.ReleaseException">A record is not as its schema says.</exception>
    public async IAsyncEnumerable<StoredReport> ListAsync(DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ListedObject found in store.ListAsync($"{Folder}{day:yyyy-MM-dd}/", cancellationToken))
        {
            string key = found.Key.Text;
            if (!key.EndsWith(".json", StringComparison.Ordinal) || key.EndsWith(".js-error.json", StringComparison.Ordinal))
                continue;
            if (await store.ReadSmallAsync(found.Key, LongestRecord, cancellationToken) is { } record)
                yield return StoredReport.Read(record.Content, key);
        }
    }

    private static StoreKey RecordKey(string id) => StoreKey.Of($"{Folder}{Day(id)}/{id}.json");

    private static string Day(string id) => id[..10];

    private static StoreContent.Bytes Content(ReadOnlyMemory<byte> bytes, string type) =>
        new(bytes) { ContentType = type, CacheControl = StoreContent.NoCache };
}

using UvRelease.Crashes.Redaction;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Crashes.Intake;

/// <summary>Redacts and stores reports that are files, by the code that takes uploads. Whoever has the files has the consents.</summary>
/// <param name="store">Where reports are kept.</param>
/// <param name="settings">Limits and rules.</param>
/// <param name="time">The clock.</param>
public sealed class CrashBatch(IStore store, IntakeSettings settings, TimeProvider time)
{
    private const string DumpEnding = ".dmp", ErrorEnding = ".js-error.json";

    private readonly IncomingReports incoming = new(store, settings, time);

    /// <summary>The reports of a folder, in the order of their names.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder)
        .Where(file => file.EndsWith(DumpEnding, StringComparison.Ordinal) || file.EndsWith(ErrorEnding, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    /// <summary>Takes a file.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it can't be redacted; nothing of it is stored.</exception>
    public async Task<StoredReport> TakeAsync(string file, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(file);
        long length = new FileInfo(file).Length;
        if (length > settings.MostBytes)
            throw new ReleaseException(Fault.Input, $"{name} has {length} bytes, and {settings.MostBytes} are taken at most. Allow more, or leave it out.");
        byte[] bytes = await File.ReadAllBytesAsync(file, cancellationToken);
        if (name.EndsWith(ErrorEnding, StringComparison.Ordinal))
            return await incoming.StoreAsync(JavaScriptRedaction.Redact(bytes, name), cancellationToken);
        var form = new UploadForm(new Dictionary<string, string>(), bytes, PassedOver: 0);
        return await incoming.StoreAsync(DumpRedaction.Redact(bytes, name, settings.Rules), form, cancellationToken);
    }
}

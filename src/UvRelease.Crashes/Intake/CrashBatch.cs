using UvRelease.Crashes.Redaction;
using UvRelease.Posix;
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
        byte[] bytes = Read(file, name);
        if (name.EndsWith(ErrorEnding, StringComparison.Ordinal))
            return (await incoming.StoreAsync(JavaScriptRedaction.Redact(bytes, name), cancellationToken)).Report;
        var form = new UploadForm(new Dictionary<string, string>(), bytes, PassedOver: 0);
        return (await incoming.StoreAsync(DumpRedaction.Redact(bytes, name, settings.Rules), form, cancellationToken)).Report;
    }

    private byte[] Read(string file, string name)
    {
        try
        {
            return RegularFile.Read(file, settings.MostBytes)
                ?? throw new ReleaseException(Fault.Input, $"{name} has more than the {settings.MostBytes} bytes that are taken. Allow more, or leave it out.");
        }
        catch (NoRegularFileException e)
        {
            throw new ReleaseException(Fault.Input, e.Message, e);
        }
    }
}

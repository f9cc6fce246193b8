using System.Text;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Layouts;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Formats.Archives;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Crashes.Symbols.Mirroring;

/// <summary>What came of an archive with Electron's symbols.</summary>
/// <param name="Archive">Its name.</param>
/// <param name="Files">Files of it that are in the store now; 0 where an earlier run had put them there.</param>
public sealed record MirroredArchive(string Archive, int Files);

/// <summary>
/// Takes Electron's own symbols out of its releases into a symbol store: half of all frames are Electron's. An archive is checked against the release's list
/// of checksums before a byte of it is read, and is there afterwards once and for all.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="symbols">The same, as a symbol store.</param>
/// <param name="downloads">Where Electron's releases are.</param>
/// <param name="work">Folder for one archive and one file of it at a time.</param>
/// <param name="progress">What is going on.</param>
public sealed class ElectronMirror(IStore store, SymbolStore symbols, ElectronDownloads downloads, string work, IProgress<string> progress)
{
    private const int LongestMark = 128;
    private const string Program = "electron";

    /// <summary>Mirrors archives of a version.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: there is none for a target; <see cref="Fault.Refused"/>: it is not what the list of checksums says, or no zip to be trusted;
    /// <see cref="Fault.Environment"/>: it can't be loaded, or the store can't be used.
    /// </exception>
    public async Task<IReadOnlyList<MirroredArchive>> RunAsync(ElectronRelease release, IEnumerable<string> archives, CancellationToken cancellationToken)
    {
        string list = await downloads.TextAsync(release, ElectronRelease.Sums, cancellationToken);
        var mirrored = new List<MirroredArchive>();
        foreach (string archive in archives.Distinct(StringComparer.Ordinal))
        {
            string sum = release.Sum(list, archive);
            var mark = StoreKey.Of($"electron/v{release.Version}/{archive}.sha256");
            if (await store.ReadSmallAsync(mark, LongestMark, cancellationToken) is { } there && Encoding.ASCII.GetString(there.Content.Span).Trim() == sum)
            {
                mirrored.Add(new MirroredArchive(archive, 0));
                continue;
            }

            progress.Report($"Loading {archive} of Electron.");
            mirrored.Add(new MirroredArchive(archive, await MirrorAsync(release, archive, sum, cancellationToken)));
            // Last: what has the mark is whole.
            var content = new StoreContent.Bytes(Encoding.ASCII.GetBytes(sum + "\n")) { ContentType = "text/plain", CacheControl = StoreContent.NoCache };
            if (await store.CreateAsync(mark, content, cancellationToken) is PutResult.AlreadyThere other)
                await store.ReplaceAsync(mark, content, other.Stored.ETag, cancellationToken);
        }

        return mirrored;
    }

    /// <summary>
    /// Puts Electron's text for Linux under the name of an app's program too: electron-builder gives Electron's program that name, and crash reports have it.
    /// </summary>
    /// <param name="app">What the unpacked app has.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The keys that the texts lie under.</returns>
    /// <exception cref="ReleaseException">The store can't be used.</exception>
    public async Task<IReadOnlyList<string>> NameAsync(IReadOnlyList<DebugObject> app, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        foreach (DebugObject program in app.Where(one => one is { Format: DebugFormat.Elf, IsCode: true, Id.IsEmpty: false } && one.Name != Program))
        {
            await using StoreRead? text = await store.ReadAsync(StoreKey.Of(SymbolKeys.Breakpad(Program, program.Id)), null, cancellationToken);
            if (text is null)
                continue;
            string path = Path.Combine(work, "entry"), key = SymbolKeys.Breakpad(program.Name, program.Id);
            try
            {
                await using (FileStream file = File.Create(path))
                    await text.Content.CopyToAsync(file, cancellationToken);
                await store.CreateAsync(StoreKey.Of(key),
                    new StoreContent.File(path) { ContentType = "text/plain; charset=utf-8", CacheControl = StoreContent.Immutable }, cancellationToken);
                keys.Add(key);
            }
            finally
            {
                File.Delete(path);
            }
        }

        return keys;
    }

    private async Task<int> MirrorAsync(ElectronRelease release, string archive, string sum, CancellationToken cancellationToken)
    {
        string file = Path.Combine(work, archive);
        try
        {
            string loaded = await downloads.FileAsync(release, archive, file, cancellationToken);
            if (loaded != sum)
                throw new ReleaseException(Fault.Refused,
                    $"{archive} of Electron {release.Version} has the SHA-256 {loaded}, and {ElectronRelease.Sums} says {sum}. Nothing was stored. Load it "
                    + "again; if it stays so, the mirror is not to be trusted.");
            using var zip = ZipReader.Open(file, archive, new ZipLimits());
            int stored = 0;
            foreach (ZipEntry entry in zip.Entries.Where(entry => entry.Kind == ArchiveEntryKind.File))
                stored += await StoreAsync(zip, entry, cancellationToken);
            return stored > 0 ? stored : throw new ReleaseException(Fault.Input, $"{archive} of Electron {release.Version} has no symbols in it.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<int> StoreAsync(ZipReader zip, ZipEntry entry, CancellationToken cancellationToken)
    {
        string path = Path.Combine(work, "entry");
        try
        {
            await using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
                zip.Unpack(entry, file.Write, cancellationToken);
            SymbolFile[] files = [.. DebugObjectReader.Read(path, entry.Name).Select(facts => new SymbolFile(path, facts))];
            return files.Length > 0 && (await symbols.AddAsync(files, cancellationToken)).Count > 0 ? 1 : 0;
        }
        finally
        {
            File.Delete(path);
        }
    }
}

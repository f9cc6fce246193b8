using System.Security.Cryptography;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Layouts;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Crashes.Symbols.Serving;

/// <summary>
/// A symbol store: plain files under keys that debuggers know, in a folder or a bucket. A key is written once and never again; whoever adds the same files
/// again changes nothing.
/// </summary>
/// <param name="store">Where it is.</param>
/// <param name="layouts">The layouts that it has.</param>
/// <param name="parallelism">How many files are sent at once.</param>
public sealed class SymbolStore(IStore store, IReadOnlyList<SymbolLayout> layouts, int parallelism)
{
    private const string TwoTierMark = "index2.txt";

    /// <summary>Adds programs and debug files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Stops; what was written stays, and is right.</param>
    /// <returns>What came of each key, in the order of the keys.</returns>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Refused"/>: a debug file of the same id has other bytes; nothing was overwritten. <see cref="Fault.Environment"/>: the store can't be
    /// used.
    /// </exception>
    public async Task<IReadOnlyList<StoredSymbol>> AddAsync(IReadOnlyList<SymbolFile> files, CancellationToken cancellationToken)
    {
        (string Key, SymbolFile File)[] plan = Plan(files);
        if (layouts.Contains(SymbolLayout.SymStoreTwoTier) && plan.Length > 0)
            await store.CreateAsync(StoreKey.Of(TwoTierMark),
                new StoreContent.Bytes("\n"u8.ToArray()) { ContentType = "text/plain", CacheControl = StoreContent.Immutable }, cancellationToken);
        var debug = plan.Where(one => !one.File.Facts.IsCode).Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        return await PutAsync([.. plan.Select(one => (one.Key, one.File.File,
            one.File.Facts.Format == DebugFormat.Breakpad ? "text/plain; charset=utf-8" : "application/octet-stream"))], debug.Contains, cancellationToken);
    }

    /// <summary>Adds source maps, under their debug ids (<see cref="SymbolKeys.SourceMap"/>).</summary>
    /// <inheritdoc cref="AddAsync"/>
    public Task<IReadOnlyList<StoredSymbol>> AddSourceMapsAsync(IReadOnlyList<(Guid Id, string File)> maps, CancellationToken cancellationToken) => PutAsync(
        [.. maps.GroupBy(map => map.Id).OrderBy(same => SymbolKeys.SourceMap(same.Key), StringComparer.Ordinal)
            .Select(same => (SymbolKeys.SourceMap(same.Key), same.First().File, "application/json"))], _ => true, cancellationToken);

    private async Task<IReadOnlyList<StoredSymbol>> PutAsync(
        IReadOnlyList<(string Key, string File, string Type)> plan, Func<string, bool> mustBeSame, CancellationToken cancellationToken)
    {
        StoreUpload[] uploads = [.. plan.Select(one => new StoreUpload(StoreKey.Of(one.Key), new StoreContent.File(one.File)
        {
            ContentType = one.Type,
            CacheControl = StoreContent.Immutable,
        }))];
        IReadOnlyList<PutResult> results = await StoreUpload.RunAsync(store, uploads, parallelism, cancellationToken);
        var stored = new StoredSymbol[plan.Count];
        for (int i = 0; i < stored.Length; i++)
        {
            stored[i] = new StoredSymbol(plan[i].Key, plan[i].File, results[i] is not PutResult.AlreadyThere there ? SymbolPlace.Written
                : await IsSameAsync(there.Stored, plan[i].File, cancellationToken) ? SymbolPlace.Same
                : SymbolPlace.Other);
        }

        string[] others = [.. stored.Where(one => one.Place == SymbolPlace.Other && mustBeSame(one.Key)).Select(one => one.Key)];
        return others.Length == 0 ? stored : throw new ReleaseException(
            Fault.Refused,
            $"{store.Address} has {Quantity.Of(others.Length, "debug file")} of the same id with other bytes, and keeps them: "
            + $"{string.Join(", ", others.Take(3))}. Two builds have one id: was an older output left in the folder, or the linker told which id to write? "
            + "Build anew with ids that the linker computes.");
    }

    /// <summary>
    /// Which file lies under which key, in the order of the keys: of several for one key a debug file alone before a program that has its debug information
    /// still, and as a program one without before that.
    /// </summary>
    private (string Key, SymbolFile File)[] Plan(IReadOnlyList<SymbolFile> files) =>
    [
        .. from file in files
           from layout in layouts
           from key in SymbolKeys.Of(layout, file.Facts)
           group file by key into same
           orderby same.Key
           select (same.Key, same.OrderBy(file => file.Facts.IsCode).ThenBy(file => file.Facts.Features.HasFlag(DebugFeatures.Debug))
               .ThenBy(file => file.File, StringComparer.Ordinal).First()),
    ];

    private async Task<bool> IsSameAsync(StoredObject stored, string file, CancellationToken cancellationToken)
    {
        await using FileStream ours = File.OpenRead(file);
        if (ours.Length != stored.Size)
            return false;
        string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(ours, cancellationToken));
        if (stored.Sha256 is { } known)
            return known == hash;
        await using StoreRead? theirs = await store.ReadAsync(stored.Key, null, cancellationToken);
        return theirs is not null && hash == Convert.ToHexStringLower(await SHA256.HashDataAsync(theirs.Content, cancellationToken));
    }
}

using System.Security.Cryptography;
using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>What every store has to do, whatever it is made of.</summary>
public abstract class StoreConformance : IDisposable
{
    private readonly TemporaryFolder folder = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected static StoreKey Key(string text) => StoreKey.Of(text);

    /// <summary>Opens a store that is empty; skips the test where there is none.</summary>
    private protected abstract Task<IStore> OpenAsync(StoreSettings settings);

    /// <summary>False for a store that keeps no Content-Type and no Cache-Control.</summary>
    protected virtual bool KeepsHeaders => true;

    /// <summary>Why a race of uploads in parts proves nothing here; null where it does.</summary>
    protected virtual string? NoRaceOfParts => null;

    private Task<IStore> OpenAsync() => OpenAsync(Given.Settings);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => folder.Dispose();

    [Fact]
    public async Task What_is_created_is_read_back_with_its_size_hash_and_headers()
    {
        using IStore store = await OpenAsync();
        var written = Assert.IsType<PutResult.Written>(await store.CreateAsync(Key("feeds/beta/latest.yml"), Given.Text("version: 1.0.0\n"), Token));
        StoredObject? found = await store.FindAsync(Key("feeds/beta/latest.yml"), Token);
        Assert.NotNull(found);
        Assert.Equal((15, written.ETag), (found.Size, found.ETag));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("version: 1.0.0\n"u8)), found.Sha256);
        Assert.Equal(KeepsHeaders ? ("text/yaml; charset=utf-8", "no-cache") : (null, null), (found.ContentType, found.CacheControl));
        await using StoreRead? read = await store.ReadAsync(Key("feeds/beta/latest.yml"), null, Token);
        Assert.Equal(found with { }, read!.Facts);
        Assert.Equal("version: 1.0.0\n", await store.TextAsync(Key("feeds/beta/latest.yml"), Token));
    }

    [Fact]
    public async Task A_second_create_changes_nothing_and_says_what_is_there()
    {
        using IStore store = await OpenAsync();
        var first = Assert.IsType<PutResult.Written>(await store.CreateAsync(Key("a"), Given.Text("first"), Token));
        var second = Assert.IsType<PutResult.AlreadyThere>(await store.CreateAsync(Key("a"), Given.Text("other"), Token));
        Assert.Equal((first.ETag, 5), (second.Stored.ETag, second.Stored.Size));
        Assert.Equal("first", await store.TextAsync(Key("a"), Token));
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        using IStore store = await OpenAsync();
        Assert.Null(await store.FindAsync(Key("no/such"), Token));
        Assert.Null(await store.ReadAsync(Key("no/such"), null, Token));
        Assert.Null(await store.ReadAsync(Key("no/such"), new ByteRange(3, 4), Token));
        Assert.Empty(await store.KeysAsync("no/", Token));
        await store.DeleteAsync(Key("no/such"), Token);
    }

    [Fact]
    public async Task Only_who_knows_the_newest_state_replaces_it()
    {
        using IStore store = await OpenAsync();
        StoreKey key = Key("channels/beta/state.json");
        Assert.Null(Assert.IsType<PutResult.Lost>(await store.ReplaceAsync(key, Given.Text("x"), "\"d41d8cd98f00b204e9800998ecf8427e\"", Token)).Current);
        var one = Assert.IsType<PutResult.Written>(await store.ReplaceAsync(key, Given.Text("1"), null, Token));
        Assert.Equal(one.ETag, Assert.IsType<PutResult.Lost>(await store.ReplaceAsync(key, Given.Text("x"), null, Token)).Current?.ETag);
        var two = Assert.IsType<PutResult.Written>(await store.ReplaceAsync(key, Given.Text("2"), one.ETag, Token));
        Assert.Equal(two.ETag, Assert.IsType<PutResult.Lost>(await store.ReplaceAsync(key, Given.Text("x"), one.ETag, Token)).Current?.ETag);
        Assert.Equal("2", await store.TextAsync(key, Token));
    }

    [Fact]
    public async Task Parts_of_an_object_are_read_and_what_is_behind_the_end_is_nothing()
    {
        using IStore store = await OpenAsync();
        await store.CreateAsync(Key("digits"), Given.Text("0123456789"), Token);
        Assert.Equal("345"u8.ToArray(), await store.BytesAsync(Key("digits"), new ByteRange(3, 3), Token));
        Assert.Equal("789"u8.ToArray(), await store.BytesAsync(Key("digits"), new ByteRange(7, null), Token));
        Assert.Equal("89"u8.ToArray(), await store.BytesAsync(Key("digits"), new ByteRange(8, 100), Token));
        Assert.Empty(await store.BytesAsync(Key("digits"), new ByteRange(10, 5), Token));
        await using StoreRead? part = await store.ReadAsync(Key("digits"), new ByteRange(3, 3), Token);
        Assert.Equal(10, part!.Facts.Size);
    }

    [Fact]
    public async Task Of_many_who_create_one_key_one_succeeds()
    {
        using IStore store = await OpenAsync();
        PutResult[] results =
            await Task.WhenAll(Enumerable.Range(0, 24).Select(i => store.CreateAsync(Key("log/00000001.json"), Given.Text($"writer {i}"), Token)));
        int winner = Array.FindIndex(results, result => result is PutResult.Written);
        Assert.Single(results, result => result is PutResult.Written);
        Assert.Equal($"writer {winner}", await store.TextAsync(Key("log/00000001.json"), Token));
    }

    [Fact]
    public async Task Of_many_who_replace_one_state_one_succeeds()
    {
        using IStore store = await OpenAsync();
        var before = Assert.IsType<PutResult.Written>(await store.CreateAsync(Key("state"), Given.Text("before"), Token));
        PutResult[] results =
            await Task.WhenAll(Enumerable.Range(0, 24).Select(i => store.ReplaceAsync(Key("state"), Given.Text($"writer {i}"), before.ETag, Token)));
        int winner = Array.FindIndex(results, result => result is PutResult.Written);
        Assert.Single(results, result => result is PutResult.Written);
        Assert.Equal($"writer {winner}", await store.TextAsync(Key("state"), Token));
    }

    [Fact]
    public async Task A_listing_has_the_keys_of_a_prefix_in_the_order_of_their_bytes()
    {
        using IStore store = await OpenAsync();
        string[] keys = ["log/b", "log/a/1", "log/a-1", "log/a1", "log/a/0", "logbook", "other/x"];
        foreach (string key in keys)
            await store.CreateAsync(Key(key), Given.Text(key), Token);
        Assert.Equal(["log/a-1", "log/a/0", "log/a/1", "log/a1", "log/b"], await store.KeysAsync("log/", Token));
        Assert.Equal(["log/a-1", "log/a/0", "log/a/1", "log/a1"], await store.KeysAsync("log/a", Token));
        Assert.Equal(["log/a/0", "log/a/1"], await store.KeysAsync("log/a/", Token));
        Assert.Equal(keys.Length, (await store.KeysAsync("", Token)).Length);
        Assert.Equal([7], (await store.ListAsync("log/a/1", Token).ToListAsync(Token)).Select(one => one.Size));
    }

    [Fact]
    public async Task What_a_listing_tells_of_states_and_contents_is_true()
    {
        using IStore store = await OpenAsync();
        await store.CreateAsync(Key("told/one"), Given.Text("one"), Token);
        await store.CreateAsync(Key("told/two"), Given.Text("two"), Token);
        StoredObject one = (await store.FindAsync(Key("told/one"), Token))!;
        ListedObject[] listed = await store.ListAsync("told/", Token).ToArrayAsync(Token);
        Assert.All(listed, entry => Assert.Equal(entry.ETag is null, entry.Md5 is null));
        if (listed[0].ETag is not { } etag)
            return;
        Assert.Equal(one.ETag, etag);
        Assert.Equal(["f97c5d29941bfb1b2fdab0874906ab82", "b8a9f715dbb64fd5c56e7783c6820a61"], listed.Select(entry => entry.Md5)); // md5sum
        Assert.IsType<PutResult.Written>(await store.ReplaceAsync(Key("told/one"), Given.Text("two"), etag, Token));
        Assert.IsType<PutResult.Lost>(await store.ReplaceAsync(Key("told/one"), Given.Text("three"), etag, Token));
        Assert.Equal("b8a9f715dbb64fd5c56e7783c6820a61", (await store.ListAsync("told/one", Token).ToArrayAsync(Token))[0].Md5);
    }

    [Fact]
    public async Task A_listing_goes_over_pages()
    {
        using IStore store = await OpenAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1003), Token, async (i, token) => await store.CreateAsync(Key($"many/{i:D5}"), Given.Text("x"), token));
        Assert.Equal(Enumerable.Range(0, 1003).Select(i => $"many/{i:D5}"), await store.KeysAsync("many/", Token));
    }

    [Fact]
    public async Task A_deleted_object_is_gone_and_its_key_is_free()
    {
        using IStore store = await OpenAsync();
        await store.CreateAsync(Key("a/b/c"), Given.Text("1"), Token);
        await store.DeleteAsync(Key("a/b/c"), Token);
        Assert.Null(await store.FindAsync(Key("a/b/c"), Token));
        Assert.IsType<PutResult.Written>(await store.CreateAsync(Key("a/b"), Given.Text("2"), Token));
    }

    [Fact]
    public async Task A_large_file_arrives_whole_and_is_not_sent_again()
    {
        using IStore store = await OpenAsync();
        byte[] bytes = Given.Bytes((12 << 20) + 17);
        await File.WriteAllBytesAsync(folder.At("App Setup.exe"), bytes, Token);
        var sent = new Sum();
        StoreContent.File file = Given.File(folder.At("App Setup.exe")) with { Progress = sent, LikelyAbsent = true };
        Assert.IsType<PutResult.Written>(await store.CreateAsync(Key("artifacts/App Setup.exe"), file, Token));
        Assert.Equal(bytes.Length, sent.Value);
        Assert.Equal(bytes, await store.BytesAsync(Key("artifacts/App Setup.exe"), null, Token));
        var again = Assert.IsType<PutResult.AlreadyThere>(await store.CreateAsync(Key("artifacts/App Setup.exe"), file with { LikelyAbsent = false }, Token));
        Assert.Equal((bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), (again.Stored.Size, again.Stored.Sha256));
        Assert.Equal(bytes.Length, sent.Value);
        Assert.IsType<PutResult.AlreadyThere>(await store.CreateAsync(Key("artifacts/App Setup.exe"), file, Token));
    }

    [Fact]
    public async Task Of_large_files_that_race_for_one_key_one_arrives_whole()
    {
        Assert.SkipWhen(NoRaceOfParts is not null, NoRaceOfParts ?? "");
        using IStore store = await OpenAsync();
        byte[][] contents = [.. Enumerable.Range(0, 4).Select(i => Given.Bytes(6 << 20, seed: i))];
        for (int i = 0; i < contents.Length; i++)
            await File.WriteAllBytesAsync(folder.At($"{i}"), contents[i], Token);
        PutResult[] results =
            await Task.WhenAll(contents.Select((_, i) => store.CreateAsync(Key("big"), Given.File(folder.At($"{i}")) with { LikelyAbsent = true }, Token)));
        Assert.Single(results, result => result is PutResult.Written);
        Assert.Equal(contents[Array.FindIndex(results, result => result is PutResult.Written)], await store.BytesAsync(Key("big"), null, Token));
    }

    [Fact]
    public async Task A_file_that_is_not_the_one_on_record_is_not_stored()
    {
        using IStore store = await OpenAsync();
        string path = folder.Write("app.zip", "changed");
        StoreContent.File file = Given.File(path) with { Sha256 = Convert.ToHexStringLower(SHA256.HashData("built"u8)) };
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key("app.zip"), file, Token));
        Assert.Equal(Fault.Refused, error.Fault);
        Assert.Null(await store.FindAsync(Key("app.zip"), Token));
        Assert.IsType<PutResult.Written>(
            await store.CreateAsync(Key("app.zip"), file with { Sha256 = Convert.ToHexStringLower(SHA256.HashData("changed"u8)) }, Token));
    }

    [Theory]
    [InlineData("with space+plus & more/100%.zip")]
    [InlineData("Ünïcødé/日本語-😀.dmg")]
    [InlineData("quotes'\"<>/a=b;c,d!(e)~f$g@h:i*j?k#l[m]")]
    [InlineData("%2e%2e/%2F")]
    public async Task Names_of_all_kinds_stay_what_they_are(string name)
    {
        using IStore store = await OpenAsync();
        Assert.IsType<PutResult.Written>(await store.CreateAsync(Key(name), Given.Text(name), Token));
        Assert.Equal(name, await store.TextAsync(Key(name), Token));
        Assert.Equal([name], await store.KeysAsync("", Token));
        await store.DeleteAsync(Key(name), Token);
        Assert.Empty(await store.KeysAsync("", Token));
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        using IStore store = await OpenAsync();
        await store.CreateAsync(Key("empty"), Given.Text(""), Token);
        Assert.IsType<PutResult.AlreadyThere>(await store.CreateAsync(Key("empty"), Given.File(folder.Write("empty", "")) with { LikelyAbsent = true }, Token));
        Assert.Equal("", await store.TextAsync(Key("empty"), Token));
    }

    [Fact]
    public async Task The_probe_accepts_it_and_leaves_nothing()
    {
        using IStore store = await OpenAsync();
        var told = new Told();
        await StoreProbe.RunAsync(store, "one", told, Token);
        Assert.Empty(await store.KeysAsync("", Token));
        Assert.Empty(told.Lines);
    }

    [Fact]
    public async Task Probes_of_killed_runs_are_thrown_away_and_young_ones_stay()
    {
        using IStore store = await OpenAsync();
        await store.CreateAsync(Key("uv-release-probe/left"), Given.Text("1"), Token);
        await store.CreateAsync(Key("uv-release-probes"), Given.Text("2"), Token);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Assert.Empty(await StoreSweep.RunAsync(store, now, Token));
        Assert.Equal(["the probe 'uv-release-probe/left'"], await StoreSweep.RunAsync(store, now.AddDays(7), Token));
        Assert.Equal(["uv-release-probes"], await store.KeysAsync("", Token));
    }

    [Fact]
    public async Task A_repeated_upload_of_many_files_sends_nothing()
    {
        using IStore store = await OpenAsync();
        var sent = new Sum();
        StoreUpload[] uploads =
            [.. Enumerable.Range(0, 12)
            .Select(i =>
            new StoreUpload(Key($"artifacts/1.0.0/f{i}.bin"), Given.File(folder.Write($"f{i}.bin", new string('x', 1000 + i))) with { Progress = sent }))];
        Assert.All(await StoreUpload.RunAsync(store, uploads, 4, Token), result => Assert.IsType<PutResult.Written>(result));
        long once = sent.Value;
        // More, where a busy server broke a connection and got a file again.
        Assert.InRange(once, Enumerable.Range(0, 12).Sum(i => 1000 + i), long.MaxValue);
        Assert.All(await StoreUpload.RunAsync(store, uploads, 4, Token), result => Assert.IsType<PutResult.AlreadyThere>(result));
        Assert.Equal(once, sent.Value);
    }
}

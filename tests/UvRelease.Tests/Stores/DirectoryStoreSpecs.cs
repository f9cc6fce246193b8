using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

public sealed class DirectoryStoreSpecs : StoreConformance
{
    private readonly TemporaryFolder folder = new();

    protected override bool KeepsHeaders => false;

    private protected override Task<IStore> OpenAsync(StoreSettings settings) => Task.FromResult(Open());

    private IStore Open() => Store.Open(new StoreAddress.Directory(folder.At("store")), new StoreCredentials.None(), Given.Settings);

    protected override void Dispose(bool disposing)
    {
        folder.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public async Task An_object_is_a_file_of_its_name()
    {
        using IStore store = Open();
        await store.CreateAsync(Key("feeds/beta/latest.yml"), Given.Text("version: 1"), Token);
        Assert.Equal("version: 1", await File.ReadAllTextAsync(folder.At("store", "feeds", "beta", "latest.yml"), Token));
        Assert.Equal(new Uri(folder.At("store", "feeds", "beta", "latest.yml")), store.PublicUrl(Key("feeds/beta/latest.yml")));
    }

    [Fact]
    public async Task Nothing_unfinished_stays_behind()
    {
        using (IStore store = Open())
        {
            await store.CreateAsync(Key("a"), Given.Text("1"), Token);
            await store.CreateAsync(Key("a"), Given.Text("2"), Token);
            await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key("b"), Given.File(folder.At("no such file")), Token));
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.At("store", ".uv-store", "unfinished")));
    }

    [Fact]
    public async Task What_a_living_writer_has_not_finished_is_left_alone()
    {
        using IStore first = Open(), second = Open();
        await first.CreateAsync(Key("a"), Given.Text("1"), Token);
        string own = Assert.Single(Directory.GetDirectories(folder.At("store", ".uv-store", "unfinished")));
        await second.CreateAsync(Key("b"), Given.Text("2"), Token);
        Assert.True(Directory.Exists(own));
    }

    [Fact]
    public async Task A_name_that_is_a_folder_of_others_is_told()
    {
        using IStore store = Open();
        await store.CreateAsync(Key("a/b"), Given.Text("1"), Token);
        Assert.Contains("folder of other objects",
            (await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key("a"), Given.Text("2"), Token))).Message, StringComparison.Ordinal);
        Assert.Equal(Fault.Input, (await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key("a/b/c"), Given.Text("2"), Token))).Fault);
        Assert.Equal(["a/b"], await store.KeysAsync("", Token));
    }

    [Fact]
    public async Task A_file_that_is_open_for_reading_keeps_its_content_while_it_is_replaced()
    {
        using IStore store = Open();
        var one = Assert.IsType<PutResult.Written>(await store.CreateAsync(Key("a"), Given.Text("old"), Token));
        await using StoreRead? read = await store.ReadAsync(Key("a"), null, Token);
        Assert.IsType<PutResult.Written>(await store.ReplaceAsync(Key("a"), Given.Text("new, and longer"), one.ETag, Token));
        using var reader = new StreamReader(read!.Content);
        Assert.Equal("old", await reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task Folders_that_become_empty_under_a_writer_are_made_again()
    {
        using IStore store = Open();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), Token, async (i, token) =>
        {
            StoreKey key = Key($"deep/er/{i % 4}");
            await store.CreateAsync(key, Given.Text("x"), token);
            await store.DeleteAsync(key, token);
        });
        Assert.Empty(await store.KeysAsync("", Token));
    }
}

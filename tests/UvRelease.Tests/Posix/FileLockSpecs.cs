using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Posix;

public sealed class FileLockSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_lock_has_one_owner_until_it_is_given_back()
    {
        string path = folder.At("lock");
        using (FileLock? first = FileLock.TryTake(path))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryTake(path));
        }

        using FileLock? second = FileLock.TryTake(path);
        Assert.NotNull(second);
    }

    [Fact]
    public void A_lock_needs_a_folder_and_a_permission()
    {
        Assert.Throws<DirectoryNotFoundException>(() => FileLock.TryTake(folder.At("no", "lock")));
        Assert.Throws<IOException>(() => FileLock.TryTake(folder.Path));
    }

    [Fact]
    public void Of_many_who_give_one_name_one_succeeds()
    {
        string[] files = [.. Enumerable.Range(0, 50).Select(i => folder.Write($"{i}", $"{i}"))];
        int[] winners = [.. files.AsParallel().Select((file, i) => (i, FileLink.TryCreate(file, folder.At("name"))))
            .Where(pair => pair.Item2).Select(pair => pair.i)];
        Assert.Equal($"{Assert.Single(winners)}", File.ReadAllText(folder.At("name")));
    }

    [Fact]
    public void A_name_needs_its_folder()
    {
        string file = folder.Write("file", "x");
        Assert.Throws<DirectoryNotFoundException>(() => FileLink.TryCreate(file, folder.At("no", "name")));
        FileFlush.Folder(folder.Path);
        Assert.Throws<DirectoryNotFoundException>(() => FileFlush.Folder(folder.At("no")));
    }

    public void Dispose() => folder.Dispose();
}

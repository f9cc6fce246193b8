using System.Diagnostics;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Posix;

public sealed class StagingFolderSpecs : IDisposable
{
    private const int Patience = 60_000;
    private const int Rounds = 200;
    private readonly TemporaryFolder folder = new();

    private string Target => folder.At("out", "made");

    [Fact]
    public void What_is_not_moved_goes_with_it()
    {
        using (var stage = StagingFolder.Beside(Target))
        {
            Make(stage, "folder", "new");
            Assert.Equal(folder.At("out"), Path.GetDirectoryName(stage.Path));
            Assert.StartsWith(".", Path.GetFileName(stage.Path), StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.At("out")));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(1)]
    public void A_name_may_be_as_long_as_the_system_takes_it(int length)
    {
        string target = folder.At(new string('x', length));
        using (var stage = StagingFolder.Beside(target))
        {
            File.WriteAllText(stage.At("x"), "new");
            stage.MoveFile("x", target);
        }

        Assert.Equal([target], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_is_put_in_the_place_of_another_whose_readers_keep_it()
    {
        folder.Write("out/made", "old");
        using var reader = new StreamReader(Target);
        using var stage = StagingFolder.Beside(Target);
        File.WriteAllText(stage.At("x"), "new");
        stage.MoveFile("x", Target);
        Assert.Equal(("old", "new"), (reader.ReadToEnd(), File.ReadAllText(Target)));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_folder_is_put_in_the_place_of_what_is_there(bool file, bool isThere)
    {
        if (isThere)
            folder.Write(file ? "out/made" : "out/made/old/deep", "old");
        using (var stage = StagingFolder.Beside(Target + "/"))
        {
            Make(stage, "folder", "new");
            stage.MoveFolder("folder", Target, replace: true);
        }

        Assert.Equal([Target, folder.At("out", "made", "inside")], Directory.GetFileSystemEntries(folder.At("out"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("out/made")]
    [InlineData("out/made/inside")]
    public void What_must_not_be_replaced_stays(string old)
    {
        folder.Write(old, "old");
        using (var stage = StagingFolder.Beside(Target))
        {
            Make(stage, "folder", "new");
            Assert.Throws<IOException>(() => stage.MoveFolder("folder", Target, replace: false));
        }

        Assert.Equal("old", File.ReadAllText(folder.At(old)));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.At("out")));
    }

    [Fact(Timeout = Patience)]
    public async Task A_reader_finds_the_old_folder_or_the_new_one_at_every_moment()
    {
        folder.Write("out/made/inside", "0");
        using var done = new CancellationTokenSource();
        Task<int> reader = Task.Run(() =>
        {
            int times = 0;
            for (; !done.IsCancellationRequested || times == 0; times++)
                Assert.True(Directory.Exists(Target), "The folder was away.");
            return times;
        }, TestContext.Current.CancellationToken);
        for (int round = 1; round <= Rounds && !reader.IsCompleted; round++)
        {
            using var stage = StagingFolder.Beside(Target);
            Make(stage, "folder", $"{round}");
            stage.MoveFolder("folder", Target, replace: true);
        }

        await done.CancelAsync();
        Assert.InRange(await reader, 1, int.MaxValue);
        Assert.Equal($"{Rounds}", await File.ReadAllTextAsync(folder.At("out", "made", "inside"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("file")]
    [InlineData("link")]
    public void What_a_killed_process_left_is_removed_by_the_next_that_makes_the_same(string left)
    {
        string kept = folder.Write("kept/file", "kept"), place;
        using (var stage = StagingFolder.Beside(Target))
            place = stage.Path;
        if (left == "folder")
            Directory.CreateDirectory(Path.Combine(place, "half"));
        else if (left == "file")
            File.WriteAllText(place, "half");
        else
            Directory.CreateSymbolicLink(place, folder.At("kept"));
        using (var stage = StagingFolder.Beside(Target))
        {
            Assert.Equal(place, stage.Path);
            Assert.Empty(Directory.GetFileSystemEntries(stage.Path));
        }

        Assert.Equal("kept", File.ReadAllText(kept));
        Assert.Empty(Directory.GetFileSystemEntries(folder.At("out")));
    }

    [Fact]
    public void Folders_that_nobody_may_write_are_removed_too()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may remove everything.");
        using (var stage = StagingFolder.Beside(Target))
        {
            Make(stage, "a/b", "new");
            foreach (string place in (string[])["a/b", "a"])
                FileStatus.SetMode(stage.At(place), FileModes.Executable & ~0x80);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.At("out")));
    }

    [Fact(Timeout = Patience)]
    public async Task A_process_puts_a_folder_in_the_place_of_another()
    {
        folder.Write("out/made/inside", "old");
        using Process process = LivingProcess.Start(Dummy.Program, folder.Path, Dummy.Environment, "staged-folder", Target);
        Assert.Equal("done\n", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("new", await File.ReadAllTextAsync(folder.At("out", "made", "inside"), TestContext.Current.CancellationToken));
    }

    public void Dispose() => folder.Dispose();

    private static void Make(StagingFolder stage, string name, string text)
    {
        Directory.CreateDirectory(stage.At(name));
        File.WriteAllText(Path.Combine(stage.At(name), "inside"), text);
    }
}

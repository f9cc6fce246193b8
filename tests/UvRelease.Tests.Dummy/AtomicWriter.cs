using UvRelease.Posix;

namespace UvRelease.Tests.Dummy;

/// <summary>Replaces a file or folder and says how that went.</summary>
internal static class AtomicWriter
{
    public static int Write(string path) => Tell(() => AtomicFile.WriteText(path, "new", CancellationToken.None));

    public static int Stage(string path) => Tell(() =>
    {
        using var stage = StagingFolder.Beside(path);
        Directory.CreateDirectory(stage.At("folder"));
        File.WriteAllText(Path.Combine(stage.At("folder"), "inside"), "new");
        stage.MoveFolder("folder", path, replace: true);
    });

    private static int Tell(Action act)
    {
        try
        {
            act();
            Console.WriteLine("done");
            return 0;
        }
        catch (IOException e)
        {
            Console.WriteLine(e.GetType().Name);
            return 1;
        }
    }
}

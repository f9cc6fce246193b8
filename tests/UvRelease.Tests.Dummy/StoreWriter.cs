using System.Globalization;
using System.Text;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;

namespace UvRelease.Tests.Dummy;

/// <summary>Writes to a directory store until it is killed.</summary>
internal static class StoreWriter
{
    private const int Width = 4096;

    /// <summary>Creates one object of so many bytes.</summary>
    public static async Task<int> PutAsync(string folder, int size)
    {
        using IStore store = Open(folder);
        try
        {
            PutResult result = await store.CreateAsync(StoreKey.Of("object"), Content(new string('x', size)), CancellationToken.None);
            Console.WriteLine(result.GetType().Name);
            return 0;
        }
        catch (Releases.ReleaseException e)
        {
            Console.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Raises the state's number again and again, creates a log entry for each, and says which numbers it raised to.</summary>
    public static async Task<int> RaceAsync(string folder, string writer)
    {
        using IStore store = Open(folder);
        var key = StoreKey.Of("state");
        while (true)
        {
            SmallObject? state = await store.ReadSmallAsync(key, 1 << 20, CancellationToken.None);
            int number = state is null ? 0 : int.Parse(Encoding.ASCII.GetString(state.Content.Span[..8]), CultureInfo.InvariantCulture);
            string next = (number + 1).ToString("D8", CultureInfo.InvariantCulture);
            PutResult entry = await store.CreateAsync(StoreKey.Of($"log/{next}"), Content(writer), CancellationToken.None);
            PutResult result = await store.ReplaceAsync(key, Content(string.Concat(Enumerable.Repeat(next, Width))), state?.Facts.ETag, CancellationToken.None);
            if (entry is PutResult.Written)
                Console.WriteLine($"entry {next}");
            if (result is PutResult.Written)
                Console.WriteLine($"state {next}");
        }
    }

    private static IStore Open(string folder) => Store.Open(
        new StoreAddress.Directory(folder),
        new StoreCredentials.None(),
        new StoreSettings { Time = TimeProvider.System, Jitter = () => 0.5, Progress = new Progress<string>() });

    private static StoreContent.Bytes Content(string text) =>
        new(Encoding.ASCII.GetBytes(text)) { ContentType = "text/plain", CacheControl = StoreContent.NoCache };
}

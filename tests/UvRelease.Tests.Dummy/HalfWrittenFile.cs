using UvRelease.Posix;

namespace UvRelease.Tests.Dummy;

/// <summary>Writes the first half of a file, says so, and waits for whatever comes.</summary>
internal static class HalfWrittenFile
{
    public static async Task<int> RunAsync(string path)
    {
        await AtomicFile.WriteAsync(
            path,
            async (stream, token) =>
            {
                await stream.WriteAsync("half"u8.ToArray(), token);
                await stream.FlushAsync(token);
                Console.WriteLine("half written");
                await Task.Delay(Timeout.Infinite, token);
            },
            CancellationToken.None);
        return 0;
    }
}

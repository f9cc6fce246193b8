using System.Diagnostics;
using Amazon.S3;
using UvRelease.Releases.Artifacts;
using UvRelease.Stores;
using UvRelease.Stores.S3;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The real program, ended by SIGKILL while it sends a file in parts to a bucket.</summary>
public sealed class RemoteKillSpecs(Moto moto) : IClassFixture<Moto>, IDisposable
{
    private readonly PublishRun run = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parts_that_a_killed_publisher_left_are_no_file_and_the_next_run_finishes()
    {
        RemotePlace place = await RemotePlace.BucketAsync(moto);
        var bucket = (StoreAddress.S3)place.Address;
        using var gateway = new StrictGateway(bucket.Endpoint!);
        string address = RemotePlace.Text(bucket, gateway.Url, gateway.Region);
        (string Name, string Value)[] inputs = [("store", address), ("access-key-id", gateway.AccessKey), ("secret-access-key", gateway.SecretKey)];
        run.Stage.Build("1.0.0");
        Assert.True(await run.PublishAsync("1.0.0", inputs) == 0, run.Run.Output);
        var before = await place.SnapshotAsync();
        string file = Large("1.1.0");

        gateway.Stalls = what => what.Contains("partNumber=2", StringComparison.Ordinal);
        using (Process publisher = Start("1.1.0", inputs))
        {
            Assert.DoesNotContain(gateway.SecretKey, await File.ReadAllTextAsync($"/proc/{publisher.Id}/cmdline", Token), StringComparison.Ordinal);
            while (gateway.Stalled == 0 || !gateway.Writes.Any(what => what.Contains("partNumber=1", StringComparison.Ordinal)))
            {
                Assert.False(publisher.HasExited, "The publisher ended before it was killed.");
                await Task.Delay(50, Token);
            }

            publisher.Kill();
            await publisher.WaitForExitAsync(Token);
        }

        using AmazonS3Client client = S3Clients.Open(bucket, moto.Keys, Given.Settings);
        Assert.Single((await client.ListMultipartUploadsAsync(bucket.Bucket, Token)).MultipartUploads);
        SortedDictionary<string, string> left = await place.SnapshotAsync();
        Assert.DoesNotContain(left.Keys, key => key.EndsWith(".AppImage", StringComparison.Ordinal) && key.Contains("1.1.0", StringComparison.Ordinal));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using (IStore swept = place.Open())
        {
            // moto says of every upload that it began in 2010: what is young stays by the specs of probes alone.
            Assert.Equal(
                [$"an unfinished upload of 'artifacts/1.1.0/linux-x64/{Path.GetFileName(file)}'"], await StoreSweep.RunAsync(swept, now, Token));
            Assert.Empty((await client.ListMultipartUploadsAsync(bucket.Bucket, Token)).MultipartUploads ?? []);
        }

        Assert.Equal(before, new(left.Where(one => !one.Key.Contains("/1.1.0/", StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal));

        gateway.Stalls = _ => false;
        Assert.True(await run.PublishAsync("1.1.0", inputs) == 0, run.Run.Output);
        using IStore store = place.Open();
        StoreKey key = StoreKey.Of("artifacts/1.1.0/linux-x64/" + Path.GetFileName(file));
        Assert.Equal(ArtifactHash.Of(file, Token).Sha256, StoreChecker.Hash(await store.BytesAsync(key, null, Token)));
    }

    public void Dispose() => run.Dispose();

    // Longer than what goes in one request.
    private string Large(string version)
    {
        string folder = run.Stage.Build(version), file = Path.Combine(folder, "linux-x64", $"sample-app-{version}-linux-x64.AppImage");
        using (FileStream stream = File.OpenWrite(file))
            stream.SetLength(66L << 20);
        ArtifactHash hash = ArtifactHash.Of(file, Token);
        ReleaseFragment fragment = ReleaseFragmentFile.Find(folder, new Leg(ReleasePlatform.Linux, ReleaseArch.X64))!;
        Artifact[] artifacts = [.. fragment.Artifacts.Select(artifact => artifact with { Size = hash.Size, Sha256 = hash.Sha256, Sha512 = hash.Sha512 })];
        ReleaseFragmentFile.Write(folder, fragment with { Artifacts = artifacts }, Token);
        return file;
    }

    private Process Start(string version, (string Name, string Value)[] inputs)
    {
        File.WriteAllText(run.Stage.At("secret"), inputs[2].Value);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "publish-channel"))
        {
            UseShellExecute = false,
            WorkingDirectory = run.Stage.At(),
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        string[] arguments =
        [
            "--channel", "canary", "--release-folder", $"release-{version}", "--store", inputs[0].Value,
            "--access-key-id", inputs[1].Value, "--secret-access-key-file", "secret",
        ];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }
}

using System.Text.Json;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>A store behind a network that can't be used ends the step as a sentence and an exit code, and nothing in it changes.</summary>
public sealed class BadStoreSpecs(Moto moto, Azurite azurite) : IClassFixture<Moto>, IClassFixture<Azurite>, IDisposable
{
    private readonly PublishRun run = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("an expired session", 3, "the credentials have expired. Get new ones")]
    [InlineData("another region", 2, "the bucket is not in the region 'us-west-2'. Correct ?region=")]
    [InlineData("a bucket that has moved", 2, "the bucket is not in the region 'eu-central-1'. Correct ?region=")]
    [InlineData("a clock that is slow", 3, "this machine's clock is wrong by more than 15 minutes. Set it")]
    [InlineData("a clock that is fast", 3, "this machine's clock is wrong by more than 15 minutes. Set it")]
    [InlineData("a wrong secret key", 3, "the secret key is not the one of the access key. Check the secret")]
    [InlineData("an unknown access key", 3, "does not know the access key. Check the secret")]
    [InlineData("no key", 2, "access-key-id")]
    public async Task A_bucket_that_refuses_is_told_once_and_nothing_is_written(string accident, int code, string words)
    {
        RemotePlace place = await RemotePlace.BucketAsync(moto);
        var bucket = (StoreAddress.S3)place.Address;
        using var gateway = new StrictGateway(bucket.Endpoint!);
        // What is right goes through, so that what is refused is the accident.
        run.Stage.Build("1.0.0");
        Assert.True(await run.PublishAsync("1.0.0", Inputs(bucket, gateway)) == 0, run.Run.Output);
        var before = await place.SnapshotAsync();
        int writes = gateway.Writes.Count;
        (string Name, string Value)[] inputs = accident switch
        {
            "an expired session" => [.. Inputs(bucket, gateway), ("session-token", gateway.Expired)],
            "another region" => Inputs(bucket, gateway, region: "us-west-2"),
            "a wrong secret key" => Inputs(bucket, gateway, secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYOTHERKEY99"),
            "an unknown access key" => Inputs(bucket, gateway, access: "AKIDOTHER"),
            "no key" => [Inputs(bucket, gateway)[0]],
            _ => Inputs(bucket, gateway),
        };
        gateway.Moved = accident == "a bucket that has moved";
        int minutes = accident switch { "a clock that is slow" => 20, "a clock that is fast" => -20, _ => 0 };
        gateway.Ahead = TimeSpan.FromMinutes(minutes);
        run.Stage.Build("1.1.0");
        Assert.Equal(code, await run.PublishAsync("1.1.0", inputs));
        AssertError(words, [.. inputs.Where(input => input.Name is "secret-access-key" or "session-token").Select(input => input.Value)]);
        Assert.DoesNotContain("Trying again", LastRun(), StringComparison.Ordinal);
        Assert.Equal(writes, gateway.Writes.Count);
        Assert.Equal(before, await place.SnapshotAsync());
        Assert.Equal(code, await run.ReconcileAsync(inputs));
        Assert.Equal(before, await place.SnapshotAsync());
    }

    [Theory]
    [InlineData("an expired signature", "Check the secret, when it expires, and the clock")]
    [InlineData("a wrong key", "Check the secret")]
    public async Task A_container_that_refuses_is_told_once_and_nothing_is_written(string accident, string words)
    {
        RemotePlace place = await RemotePlace.ContainerAsync(azurite);
        run.Stage.Build("1.0.0");
        Assert.True(await run.PublishAsync("1.0.0", place.Inputs) == 0, run.Run.Output);
        var before = await place.SnapshotAsync();
        (string Name, string Value) credential = accident == "a wrong key"
            ? ("azure-shared-key", Convert.ToBase64String(Given.Bytes(64)))
            : ("azure-sas", azurite.Signature((StoreAddress.Azure)place.Address, "2020-01-01T00:00:00Z"));
        run.Stage.Build("1.1.0");
        Assert.Equal(3, await run.PublishAsync("1.1.0", place.Inputs[0], credential));
        AssertError(words, credential.Value);
        Assert.DoesNotContain("Trying again", LastRun(), StringComparison.Ordinal);
        Assert.Equal(before, await place.SnapshotAsync());
    }

    [Fact]
    public async Task A_bucket_that_ignores_preconditions_is_refused_unless_one_writer_vouches_for_himself()
    {
        Node.Needs("s3rver", "tests/stores");
        using LoopbackServer server = await LoopbackServer.StartAsync(
            SourceTree.At("tests/stores/node_modules/.bin/s3rver"),
            port => ["--address", "127.0.0.1", "--port", $"{port}", "--directory", ".", "--configure-bucket", "bucket"]);
        var bucket = new StoreAddress.S3("bucket", "app/", "us-east-1") { Endpoint = new Uri($"http://127.0.0.1:{server.Port}"), PathStyle = true };
        (string Name, string Value)[] inputs =
            [("store", RemotePlace.Text(bucket, bucket.Endpoint)), ("access-key-id", "S3RVER"), ("secret-access-key", "S3RVER")];
        var place = new RemotePlace(bucket, new StoreCredentials.S3Keys("S3RVER", "S3RVER"), inputs, "");
        run.Stage.Build("1.0.0");
        Assert.Equal(1, await run.PublishAsync("1.0.0", place.Inputs));
        AssertError("does not keep the preconditions of writes");
        Assert.Empty(await place.SnapshotAsync());
        Assert.Equal(1, await run.ReconcileAsync(place.Inputs));
        Assert.True(await run.PublishAsync("1.0.0", [.. place.Inputs, ("unsafe-single-writer", "true")]) == 0, run.Run.Output);
        Assert.Contains("feeds/canary/latest.yml", (await place.SnapshotAsync()).Keys);
    }

    [Fact]
    public async Task Requests_that_are_sent_again_and_files_that_clients_read_otherwise_are_counted()
    {
        RemotePlace place = await RemotePlace.BucketAsync(moto);
        var bucket = (StoreAddress.S3)place.Address;
        using var gateway = new StrictGateway(bucket.Endpoint!);
        int slow = 2;
        gateway.Fault = what => IsUpload(what) && Interlocked.Decrement(ref slow) >= 0 ? Answer.S3Error(503, "SlowDown") : null;
        run.Stage.Build("1.0.0");
        Assert.True(await run.PublishAsync("1.0.0", Inputs(bucket, gateway)) == 0, run.Run.Output);
        Assert.Equal((2, 0), (Metric("upload.retries"), Metric("verify.failures")));
        Assert.Equal(2, run.Run.Output.Split('\n').Count(line => line.Contains("Trying again", StringComparison.Ordinal)));
        // A CDN that gives other bytes of one file.
        using var cdn = new ScriptedServer((request, _) =>
            new Answer(request.Url!.AbsolutePath.EndsWith(".AppImage", StringComparison.Ordinal) ? 200 : 404, "other bytes"));
        run.Stage.Build("1.1.0", "", (UvRelease.Releases.Artifacts.ReleasePlatform.Linux, UvRelease.Releases.Artifacts.ReleaseArch.X64));
        run.Configure("publish: { app: sample-app, legs: [linux-x64] }\n");
        Assert.Equal(1, await run.PublishAsync("1.1.0", [.. Inputs(bucket, gateway), ("public-url", cdn.Url.AbsoluteUri)]));
        Assert.Equal((0, 1), (Metric("upload.retries"), Metric("verify.failures")));
    }

    public void Dispose() => run.Dispose();

    private static bool IsUpload(string what) => what.StartsWith("PUT", StringComparison.Ordinal) && what.Contains("/artifacts/", StringComparison.Ordinal);

    private static (string Name, string Value)[] Inputs(
        StoreAddress.S3 bucket, StrictGateway gateway, string? region = null, string? access = null, string? secret = null) =>
    [
        ("store", RemotePlace.Text(bucket, gateway.Url, region ?? gateway.Region)),
        ("access-key-id", access ?? gateway.AccessKey),
        ("secret-access-key", secret ?? gateway.SecretKey),
    ];

    private double Metric(string name)
    {
        using JsonDocument last = JsonDocument.Parse(run.Events.TrimEnd('\n').Split('\n')[^1]);
        JsonElement metrics = last.RootElement.GetProperty("data").GetProperty("metrics");
        return metrics.EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == "uv.packaging.and.releases." + name)
            .GetProperty("value").GetDouble();
    }

    // Runs of a test print into one text: what came since the last release was published.
    private string LastRun() => run.Run.Output[(run.Run.Output.LastIndexOf("Published ", StringComparison.Ordinal) is var at && at < 0 ? 0 : at)..];

    private void AssertError(string words, params string[] secrets)
    {
        string error = Assert.Single(run.Run.Output.Split('\n'), line => line.StartsWith("::error", StringComparison.Ordinal));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        string lines = string.Join('\n', run.Run.Output.Split('\n').Where(line => !line.StartsWith("::add-mask::", StringComparison.Ordinal)));
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, lines + run.Run.Error + run.Events, StringComparison.Ordinal));
    }
}

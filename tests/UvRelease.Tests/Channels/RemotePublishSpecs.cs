using UvRelease.Posix;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The steps publish-channel and reconcile on a bucket of moto and a container of Azurite, read back as clients do and by Debian's rclone.</summary>
public sealed class RemotePublishSpecs(Moto moto, Azurite azurite) : IClassFixture<Moto>, IClassFixture<Azurite>, IDisposable
{
    private const string Feed = "feeds/canary/latest-linux.yml";
    private const string Role = "arn:aws:iam::123456789012:role/publish-sample-app";
    private readonly PublishRun run = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<RemotePlace> PlaceAsync(string kind) => kind == "s3" ? RemotePlace.BucketAsync(moto) : RemotePlace.ContainerAsync(azurite);

    [Theory]
    [InlineData("s3")]
    [InlineData("azure")]
    public async Task Two_releases_are_published_repeated_repaired_and_read_back_by_others(string kind)
    {
        RemotePlace place = await PlaceAsync(kind);
        using IStore store = place.Open();
        using var http = new HttpClient();
        foreach (string version in (string[])["1.0.0", "1.1.0"])
        {
            run.Stage.Build(version);
            Assert.True(await run.PublishAsync(version, place.Inputs) == 0, run.Run.Output);
            Assert.Equal("published", run.Outputs["outcome"]);
            string[] feeds = run.Outputs["feed-urls"].Split('\n');
            Assert.Equal([store.PublicUrl(StoreKey.Of(Feed)).AbsoluteUri, store.PublicUrl(StoreKey.Of("feeds/canary/latest.yml")).AbsoluteUri], feeds);
            foreach (string feed in feeds)
                Assert.Contains($"version: {version}\n", await http.GetStringAsync(feed, Token), StringComparison.Ordinal);
        }

        var done = await place.SnapshotAsync();
        Assert.Equal(0, await run.PublishAsync("1.1.0", place.Inputs));
        Assert.Equal("already-done", run.Outputs["outcome"]);
        Assert.Equal(done, await place.SnapshotAsync());

        string right = (await store.TextAsync(StoreKey.Of(Feed), Token))!;
        StoredObject there = (await store.FindAsync(StoreKey.Of(Feed), Token))!;
        await store.ReplaceAsync(StoreKey.Of(Feed), Given.Text("damaged"), there.ETag, Token);
        Assert.True(await run.ReconcileAsync(place.Inputs) == 0, run.Run.Output);
        Assert.Equal(Feed, run.Outputs["written"]);
        Assert.Equal(right, await store.TextAsync(StoreKey.Of(Feed), Token));
        done.Remove(Feed);
        var repaired = await place.SnapshotAsync();
        repaired.Remove(Feed);
        Assert.Equal(done, repaired);

        await RcloneAsync("copy", place.Rclone + "artifacts/1.1.0/linux-x64", run.Stage.At("read"));
        const string name = "sample-app-1.1.0-linux-x64.AppImage";
        byte[] built = await File.ReadAllBytesAsync(run.Stage.At("release-1.1.0", "linux-x64", name), Token);
        Assert.Equal(built, await File.ReadAllBytesAsync(run.Stage.At("read", name), Token));
        AssertSilent([.. place.Inputs.Where(input => input.Name is "secret-access-key" or "azure-shared-key").Select(input => input.Value)]);
    }

    [Theory]
    [InlineData("s3")]
    [InlineData("azure")]
    public async Task Bytes_that_the_store_states_nothing_of_are_found_by_reading_and_put_back(string kind)
    {
        RemotePlace place = await PlaceAsync(kind);
        run.Stage.Build("1.0.0");
        Assert.True(await run.PublishAsync("1.0.0", place.Inputs) == 0, run.Run.Output);
        const string name = "sample-app-1.0.0-linux-x64.AppImage";
        byte[] built = await File.ReadAllBytesAsync(run.Stage.At("release-1.0.0", "linux-x64", name), Token);
        byte[] other = [.. built];
        other[built.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(run.Stage.At(name), other, Token);
        await RcloneAsync("copyto", run.Stage.At(name), $"{place.Rclone}artifacts/1.0.0/linux-x64/{name}");
        Assert.True(await run.ReconcileAsync(place.Inputs) == 0, run.Run.Output);
        Assert.Equal(1, await run.ReconcileAsync([.. place.Inputs, ("read-files", "true")]));
        Assert.Contains($"artifacts/1.0.0/linux-x64/{name} has other bytes", run.Run.Output, StringComparison.Ordinal);
        Assert.True(await run.PublishAsync("1.0.0", place.Inputs) == 0, run.Run.Output);
        Assert.True(await run.ReconcileAsync([.. place.Inputs, ("read-files", "true")]) == 0, run.Run.Output);
    }

    [Fact]
    public async Task A_role_is_taken_on_with_the_jobs_identity_token_at_the_endpoint_of_the_store()
    {
        RemotePlace place = await PlaceAsync("s3");
        const string jobs = "request-token-of-the-job", identity = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOmFjbWUvYXBwIn0.c2lnbmF0dXJl";
        // "OpenID Connect reference", GitHub Actions: a GET with the job's token, and an audience.
        using var issuer = new ScriptedServer((request, _) =>
            (request.HttpMethod, request.Headers["Authorization"], request.QueryString["api-version"], request.QueryString["audience"])
                == ("GET", $"Bearer {jobs}", "2.0", "sts.amazonaws.com")
                ? new Answer(200, $$"""{"count":1,"value":"{{identity}}"}""")
                : new Answer(401, "{}"));
        run.Run.Variables["ACTIONS_ID_TOKEN_REQUEST_URL"] = $"{issuer.Url}token?api-version=2.0";
        run.Run.Variables["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = jobs;
        run.Stage.Build("1.0.0");
        (string, string)[] inputs = [place.Inputs[0], ("aws-role", Role)];
        Assert.True(await run.PublishAsync("1.0.0", inputs) == 0, run.Run.Output);
        Assert.Equal(["GET /token?api-version=2.0&audience=sts.amazonaws.com"], issuer.Requests.Distinct());
        Assert.True(await run.ReconcileAsync(inputs) == 0, run.Run.Output);
        AssertSilent(jobs, identity);
        run.Run.Variables["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "another job's";
        var before = await place.SnapshotAsync();
        Assert.Equal(3, await run.PublishAsync("1.0.0", inputs));
        Assert.Contains("GitHub gives no identity token: status 401", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(before, await place.SnapshotAsync());
    }

    [Theory]
    [InlineData("s3", 3, "permissions: id-token: write", "aws-role=" + Role)]
    [InlineData("s3", 2, "Give 'aws-role' or an access key, not both", "aws-role=" + Role, "access-key-id=AK", "secret-access-key=SK")]
    [InlineData("s3", 2, "An access key has two parts", "access-key-id=AK")]
    [InlineData("azure", 3, "permissions: id-token: write", "azure-tenant=t", "azure-client=c")]
    [InlineData("azure", 2, "Give both.", "azure-tenant=t")]
    [InlineData("azure", 2, "or a key, not both", "azure-tenant=t", "azure-client=c", "azure-sas=sv=1")]
    [InlineData("azure", 2, "Give one of 'azure-shared-key' and 'azure-sas'", "azure-shared-key=AA==", "azure-sas=sv=1")]
    public async Task Credentials_that_do_not_fit_are_refused_before_anything_is_asked(string kind, int code, string words, params string[] inputs)
    {
        string address = kind == "s3" ? "s3://bucket/app?endpoint=http://127.0.0.1:1" : "az://account/container?endpoint=http://127.0.0.1:1/account";
        run.Stage.Build("1.0.0");
        Assert.Equal(code, await run.PublishAsync("1.0.0", [("store", address), .. inputs.Select(input => (input.Split('=', 2)[0], input.Split('=', 2)[1]))]));
        Assert.Contains(words, run.Run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Trying again", run.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Amazons_own_endpoints_leave_the_tokens_to_the_token_service_of_the_region()
    {
        var access = new UvRelease.StoreInputs.StoreLogin { AwsRole = Role };
        var job = new UvRelease.Runner.GitHubRun(new Dictionary<string, string>
        {
            ["ACTIONS_ID_TOKEN_REQUEST_URL"] = "https://x.example/",
            ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "t",
        });
        Uri? Service(string endpoint)
        {
            var address = StoreAddress.Parse($"s3://bucket/app?region=eu-central-1{endpoint}", "/");
            return ((StoreCredentials.S3WebIdentity)access.CredentialsFor(address, job)).Role.Endpoint;
        }

        Assert.Null(Service(""));
        Assert.Null(Service("&endpoint=https://s3.dualstack.eu-central-1.amazonaws.com"));
        Assert.Equal(new Uri("https://minio.example"), Service("&endpoint=https://minio.example"));
        Assert.Equal(new Uri("https://amazonaws.com.evil.example"), Service("&endpoint=https://amazonaws.com.evil.example"));
    }

    [Theory]
    [InlineData("s3://bucket/app?region=eu-central-1", "aws-role", "access-key-id", "secret-access-key", "STORE_SECRET_ACCESS_KEY")]
    [InlineData("az://account/container/app", "azure-client", "azure-shared-key", "STORE_AZURE_SHARED_KEY", "STORE_AZURE_SAS")]
    public void A_store_behind_a_network_without_credentials_is_refused_by_name_before_anything_is_sent(string store, params string[] names)
    {
        var job = new UvRelease.Runner.GitHubRun(new Dictionary<string, string>());
        var error = Assert.Throws<UvRelease.Releases.ReleaseException>(
            () => new UvRelease.StoreInputs.StoreLogin().CredentialsFor(StoreAddress.Parse(store, "/"), job));
        Assert.Equal(UvRelease.Releases.Fault.Input, error.Fault);
        Assert.All(names, name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    public void Dispose() => run.Dispose();

    // What a step logs, puts out and reports; masks are for GitHub, which shows none.
    private void AssertSilent(params string[] secrets)
    {
        string said = string.Join('\n', run.Run.Output.Split('\n').Where(line => !line.StartsWith("::add-mask::", StringComparison.Ordinal)));
        string[] texts = [said, run.Run.Error, run.Run.Summary, run.Events, string.Join('\n', run.Outputs.Values)];
        Assert.All(secrets, secret => Assert.All(texts, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)));
    }

    private async Task RcloneAsync(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/rclone"), "rclone is not installed: apt-get install rclone");
        var command = new ChildCommand("/usr/bin/rclone", ["--config", "", .. arguments])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin", ["HOME"] = run.Stage.At() },
            WorkingDirectory = run.Stage.At(),
        };
        ChildResult result = await GuardedProgram.RunAsync(command, Token);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}

using UvRelease.Posix;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>Debian's rclone reads back what was written.</summary>
public sealed class RcloneSpecs(Moto moto, Azurite azurite) : IClassFixture<Moto>, IClassFixture<Azurite>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_a_folder()
    {
        var address = new StoreAddress.Directory(folder.At("store"));
        await ReadsBackAsync(Store.Open(address, new StoreCredentials.None(), Given.Settings), address.Path, "--exclude", "/.uv-store/**");
    }

    [Fact]
    public async Task From_a_bucket()
    {
        StoreAddress.S3 bucket = await moto.NewBucketAsync();
        string remote = $":s3,provider=Other,access_key_id=AKTEST,secret_access_key=SKTEST,endpoint='{bucket.Endpoint!.AbsoluteUri}',"
            + $"region=us-east-1:{bucket.Bucket}/{bucket.Prefix}";
        await ReadsBackAsync(Store.Open(bucket, moto.Keys, Given.Settings), remote);
    }

    [Fact]
    public async Task From_a_container()
    {
        StoreAddress.Azure container = await azurite.NewContainerAsync();
        string address = $"{container.Endpoint!.AbsoluteUri}/{container.Container}?{azurite.Signature(container, "2099-01-01T00:00:00Z")}";
        string remote = $":azureblob,sas_url='{address}':{container.Container}/{container.Prefix}";
        await ReadsBackAsync(Store.Open(container, azurite.Key, Given.Settings), remote);
    }

    public void Dispose() => folder.Dispose();

    private async Task ReadsBackAsync(IStore store, string remote, params string[] options)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/rclone"), "rclone is not installed: apt-get install rclone");
        Directory.CreateDirectory(folder.At("written"));
        Directory.CreateDirectory(folder.At("read"));
        using (store)
        {
            foreach ((string name, byte[] content) in new[] { ("big.bin", Given.Bytes((11 << 20) + 3)), ("with space+ü.yml", Given.Bytes(20)), ("empty", []) })
            {
                await File.WriteAllBytesAsync(folder.At("written", name), content, Token);
                await store.CreateAsync(StoreKey.Of(name), Given.File(folder.At("written", name)), Token);
            }

            await RcloneAsync(["copy", remote, folder.At("read"), .. options]);
            await RcloneAsync(["check", "--download", remote, folder.At("written"), .. options]);
        }

        foreach (string file in Directory.GetFiles(folder.At("written")))
            Assert.Equal(await File.ReadAllBytesAsync(file, Token), await File.ReadAllBytesAsync(folder.At("read", Path.GetFileName(file)), Token));
    }

    private async Task RcloneAsync(string[] arguments)
    {
        var command = new ChildCommand("/usr/bin/rclone", ["--config", "", .. arguments])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin", ["HOME"] = folder.Path },
            WorkingDirectory = folder.Path,
        };
        ChildResult result = await GuardedProgram.RunAsync(command, Token);
        Assert.True(result.ExitCode == 0, result.Error);
    }
}

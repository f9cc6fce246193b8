using Amazon.S3;
using Azure.Storage.Blobs.Models;
using UvRelease.Stores;
using UvRelease.Stores.AzureBlobs;
using UvRelease.Stores.Credentials;
using UvRelease.Stores.S3;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>A store behind a network that anybody may read, as a step and as other clients open it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Credentials">What opens it.</param>
/// <param name="Inputs">The same as inputs of a step.</param>
/// <param name="Rclone">The same as a remote of rclone.</param>
internal sealed record RemotePlace(StoreAddress Address, StoreCredentials Credentials, (string Name, string Value)[] Inputs, string Rclone)
{
    /// <summary>A bucket of moto.</summary>
    public static async Task<RemotePlace> BucketAsync(Moto moto)
    {
        StoreAddress.S3 bucket = await moto.NewBucketAsync();
        using AmazonS3Client client = S3Clients.Open(bucket, moto.Keys, Given.Settings);
        string rule = $$"""{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{bucket.Bucket}}/*"}""";
        await client.PutBucketPolicyAsync(bucket.Bucket, $$"""{"Version":"2012-10-17","Statement":[{{rule}}]}""");
        var keys = (StoreCredentials.S3Keys)moto.Keys;
        return new RemotePlace(
            bucket,
            moto.Keys,
            [("store", Text(bucket, bucket.Endpoint!)), ("access-key-id", keys.AccessKey), ("secret-access-key", keys.SecretKey)],
            $":s3,provider=Other,access_key_id={keys.AccessKey},secret_access_key={keys.SecretKey},endpoint='{bucket.Endpoint!.AbsoluteUri}',"
            + $"region=us-east-1:{bucket.Bucket}/{bucket.Prefix}");
    }

    /// <summary>A container of Azurite.</summary>
    public static async Task<RemotePlace> ContainerAsync(Azurite azurite)
    {
        StoreAddress.Azure container = await azurite.NewContainerAsync();
        using (var client = new AzureClient(container, azurite.Key, Given.Settings))
            await client.Container.SetAccessPolicyAsync(PublicAccessType.Blob);
        return new RemotePlace(
            container,
            azurite.Key,
            [
                ("store", $"az://{container.Account}/{container.Container}/{container.Prefix}?endpoint={container.Endpoint}"),
                ("azure-shared-key", ((StoreCredentials.AzureSharedKey)azurite.Key).Key),
            ],
            $":azureblob,sas_url='{container.Endpoint!.AbsoluteUri}/{container.Container}?{azurite.Signature(container, "2099-01-01T00:00:00Z")}':"
            + $"{container.Container}/{container.Prefix}");
    }

    /// <summary>The text of a bucket's address at an endpoint.</summary>
    public static string Text(StoreAddress.S3 bucket, Uri endpoint, string region = "us-east-1") =>
        $"s3://{bucket.Bucket}/{bucket.Prefix}?endpoint={endpoint.AbsoluteUri.TrimEnd('/')}&region={region}&path-style=true";

    public IStore Open() => Store.Open(Address, Credentials, Given.Settings);

    /// <summary>Every object with what a write changes: its ETag and the random name that each write leaves.</summary>
    public async Task<SortedDictionary<string, string>> SnapshotAsync()
    {
        using IStore store = Open();
        var objects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string key in await store.KeysAsync("", TestContext.Current.CancellationToken))
        {
            StoredObject found = (await store.FindAsync(StoreKey.Of(key), TestContext.Current.CancellationToken))!;
            objects[key] = $"{found.ETag} {found.Put}";
        }

        return objects;
    }
}

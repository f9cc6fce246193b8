using UvRelease.Stores;
using UvRelease.Stores.Credentials;

// usage: upload-folder FOLDER ADDRESS PREFIX PARALLELISM   (access key AKTEST, secret key SKTEST)
int parallelism = int.Parse(args[3]);
var settings = new StoreSettings
{
    Time = TimeProvider.System,
    Jitter = Random.Shared.NextDouble,
    Progress = new Progress<string>(Console.Error.WriteLine),
    Parallelism = parallelism
};
using IStore store = Store.Open(StoreAddress.Parse(args[1], "/"), new StoreCredentials.S3Keys("AKTEST", "SKTEST"), settings);
StoreUpload[] uploads =
[
    .. Directory.GetFiles(args[0]).Order(StringComparer.Ordinal).Select(file => new StoreUpload(
        StoreKey.Of($"{args[2]}/{Path.GetFileName(file)}"),
        new StoreContent.File(file) { ContentType = "application/octet-stream", CacheControl = StoreContent.Immutable })),
];
IReadOnlyList<PutResult> results = await StoreUpload.RunAsync(store, uploads, parallelism, CancellationToken.None);
Console.WriteLine(string.Join(' ', results.GroupBy(result => result.GetType().Name).Select(group => $"{group.Count()} {group.Key}")));

using System.Text;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Publishing;
using UvRelease.Channels.Sealing;
using UvRelease.Releases.Artifacts;
using UvRelease.Stores;
using UvRelease.Stores.Directories;

namespace UvRelease.Tests.Channels;

/// <summary>A release folder for each version, a directory store, and a publisher.</summary>
internal sealed class PublishStage : IDisposable
{
    public const string App = "sample-app";
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    public static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder? own;
    private readonly string root;

    /// <summary>A stage in a folder of its own, or in a given one.</summary>
    public PublishStage(string? root = null)
    {
        own = root is null ? new TemporaryFolder() : null;
        this.root = root ?? own!.Path;
    }

    public TimeProvider Time { get; init; } = new FixedClock(Noon);

    public string StoreFolder => At("store");

    public string At(params string[] parts) => Path.Combine([root, .. parts]);

    public DirectoryStore Store(string name = "store") => new(
        new StoreAddress.Directory(At(name)), new StoreSettings { Time = TimeProvider.System, Jitter = () => 0.5, Progress = new Progress<string>() });

    /// <summary>Writes fragments and files of a version.</summary>
    public string Build(string version, string content = "", params (ReleasePlatform Platform, ReleaseArch Arch)[] legs)
    {
        string release = At("release-" + version + content);
        if (legs.Length == 0)
            legs = [(ReleasePlatform.Linux, ReleaseArch.X64), (ReleasePlatform.Win, ReleaseArch.X64)];
        foreach ((ReleasePlatform platform, ReleaseArch arch) in legs)
        {
            string leg = $"{platform.Word()}-{arch.Word()}";
            string extension = platform switch { ReleasePlatform.Linux => "AppImage", ReleasePlatform.Win => "exe", _ => "zip" };
            ArtifactKind kind = platform == ReleasePlatform.Mac ? ArtifactKind.Update : ArtifactKind.Installer;
            string name = $"{App}-{version}-{leg}.{extension}";
            var artifacts = new List<Artifact>();
            ArtifactBlockmap map = ArtifactBlockmap.Embedded(7);
            if (platform != ReleasePlatform.Linux)
            {
                artifacts.Add(Write(release, $"{leg}/{name}.blockmap", $"map of {version}{content}", ArtifactKind.Blockmap, platform, arch, null));
                map = ArtifactBlockmap.External($"{leg}/{name}.blockmap", artifacts[0].Size);
            }

            artifacts.Add(Write(release, $"{leg}/{name}", $"{version} for {leg}{content}", kind, platform, arch, map));
            var fragment = ReleaseFragment.Of(version, Commit, platform, arch, new ReleaseFragmentTools("45.4.1", "26.17.0"));
            ReleaseFragmentFile.Write(release, fragment.With(artifacts), CancellationToken.None);
        }

        return release;
    }

    /// <summary>Builds and seals a version.</summary>
    public SealedRelease Seal(string version, string content = "", params (ReleasePlatform Platform, ReleaseArch Arch)[] legs) =>
        ReleaseSeal.Of(new SealRequest { ReleaseFolder = Build(version, content, legs), App = App });

    public static PublishRequest Request(int percent = 100, string channel = "canary", bool buckets = false) => new()
    {
        App = App,
        Channel = channel,
        Percent = percent,
        BucketFeeds = buckets,
        Actor = "ada",
        Run = "https://github.com/acme/app/actions/runs/1",
    };

    public Task<PublishOutcome> PublishAsync(SealedRelease release, PublishRequest? request = null, IStore? store = null) =>
        new Publisher(store ?? Store(), Settings()).RunAsync(release, request ?? Request(), CancellationToken.None);

    public Reconciler Reconciler(IStore store) => new(store, Settings());

    public CommitLoop Loop(IStore store) => new(store, new SealedReleases(store), new ClientView(store, Settings()), Settings());

    public MoveSettings Settings() => new()
    {
        Time = Time,
        Progress = new Progress<string>(),
        Warnings = new Progress<string>(),
        Parallelism = 2,
        VisibleWithin = TimeSpan.Zero,
        Http = () => throw new InvalidOperationException("A directory is read without a network."),
    };

    /// <summary>Every file below a folder, by its path, with its bytes; what belongs to the store itself is left out.</summary>
    public static SortedDictionary<string, string> Snapshot(string root)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (!Directory.Exists(root))
            return files;
        foreach (string file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(root, file);
            if (!name.StartsWith(".uv-store", StringComparison.Ordinal))
                files[name] = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)));
        }

        return files;
    }

    public SortedDictionary<string, string> Snapshot() => Snapshot(StoreFolder);

    public void Dispose() => own?.Dispose();

    private static Artifact Write(
        string release, string path, string text, ArtifactKind kind, ReleasePlatform platform, ReleaseArch arch, ArtifactBlockmap? map)
    {
        string file = Path.Combine(release, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Encoding.UTF8.GetBytes(text));
        ArtifactHash hash = ArtifactHash.Of(file, CancellationToken.None);
        return new Artifact(kind, path, platform, arch, hash.Size, hash.Sha256, hash.Sha512, map);
    }

    internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

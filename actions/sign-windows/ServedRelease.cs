using System.Security.Cryptography;
using UvRelease.Electron.Building;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Yaml;
using UvRelease.Runner;

namespace UvRelease.SignWindows;

/// <summary>The release that clients get today, of which the names are wanted by which its apps take updates.</summary>
/// <param name="http">Asks.</param>
/// <param name="feed">Address of its feed.</param>
/// <param name="archiver">The program 7zz.</param>
/// <param name="work">A folder for its installer.</param>
internal sealed class ServedRelease(HttpClient http, Uri feed, string archiver, string work)
{
    private const int LargestFeed = 1 << 20;
    private const long LargestInstaller = 4L << 30;

    /// <summary>The names.</summary>
    /// <returns>None where its apps take anybody's updates; null where nothing is served.</returns>
    /// <exception cref="ReleaseException">The feed or its installer can't be had, or is not what it should be.</exception>
    public async Task<IReadOnlyList<string>?> NamesAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (await FeedAsync(cancellationToken) is not { } text)
            return null;
        YamlMapping yaml = YamlText.Parse(text, "the served feed");
        string path = (yaml.Find("path") as YamlScalar)?.Text ?? throw Bad("names no installer ('path')");
        string sha512 = (yaml.Find("sha512") as YamlScalar)?.Text ?? throw Bad("names no sha512 of its installer");
        string installer = Path.Combine(work, "served.exe");
        await LoadAsync(new Uri(feed, path), installer, sha512, cancellationToken);
        string packed = Path.Combine(work, "served");
        Unpack(installer, packed, ["$PLUGINSDIR/*.7z"], context, cancellationToken);
        string app = Directory.Exists(packed) ? Directory.GetFiles(packed, "app-*.7z").Order(StringComparer.Ordinal).FirstOrDefault() ?? "" : "";
        if (app.Length == 0)
            throw Bad($"leads to '{path}', in which no app is that could be read");
        Unpack(app, Path.Combine(work, "served-app"), ["resources/app-update.yml"], context, cancellationToken);
        string file = Path.Combine(work, "served-app", "app-update.yml");
        return File.Exists(file) ? PublisherNames.Parse(await File.ReadAllTextAsync(file, cancellationToken)) : [];
    }

    private async Task<string?> FeedAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(feed, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
                return null;
            if (!answer.IsSuccessStatusCode)
                throw Bad($"was answered with {(int)answer.StatusCode}");
            await using Stream stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            byte[] bytes = new byte[LargestFeed + 1];
            int length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return length <= LargestFeed ? System.Text.Encoding.UTF8.GetString(bytes, 0, length) : throw Bad($"has more than {LargestFeed} bytes");
        }
        catch (HttpRequestException e)
        {
            throw Bad($"can't be asked: {e.Message.TrimEnd('.')}", e);
        }
    }

    private async Task LoadAsync(Uri address, string file, string sha512, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentLength > LargestInstaller)
                throw Bad($"leads to {address}, which was answered with {(int)answer.StatusCode} and {answer.Content.Headers.ContentLength} bytes");
            await using Stream from = await answer.Content.ReadAsStreamAsync(cancellationToken);
            await using FileStream to = File.Create(file);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
            byte[] block = new byte[1 << 20];
            long total = 0;
            for (int read; (read = await from.ReadAsync(block, cancellationToken)) > 0 && (total += read) <= LargestInstaller;)
            {
                hash.AppendData(block, 0, read);
                await to.WriteAsync(block.AsMemory(0, read), cancellationToken);
            }

            if (Convert.ToBase64String(hash.GetHashAndReset()) != sha512)
                throw Bad($"leads to {address}, whose bytes have another sha512");
        }
        catch (HttpRequestException e)
        {
            throw Bad($"leads to {address}, which can't be loaded: {e.Message.TrimEnd('.')}", e);
        }
    }

    // Flat into the folder: names in the archive decide no path.
    private void Unpack(string archive, string to, string[] wanted, StepContext context, CancellationToken cancellationToken)
    {
        var command = new ChildCommand(archiver, ["e", "-y", "-bd", $"-o{to}", archive, .. wanted])
        {
            Environment = context.ChildEnvironment,
            WorkingDirectory = work
        };
        ChildResult result = GuardedProgram.RunAsync(command, cancellationToken).GetAwaiter().GetResult();
        if (result.ExitCode != 0)
            throw Bad($"leads to an installer that can't be unpacked: {(result.Output + result.Error).Trim().Split('\n')[^1]}");
    }

    private ReleaseException Bad(string problem, Exception? inner = null) => new(Fault.Environment,
        $"'served-feed' {feed} {problem}. Name the feed that clients poll, or leave 'served-feed' empty and compare the names yourself.", inner);
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Mirroring;

/// <summary>Loads files of Electron's releases.</summary>
/// <param name="mirror">Address that a folder for each version is below, such as <c>https://github.com/electron/electron/releases/download/</c>.</param>
/// <param name="http">Makes the client, which follows redirects.</param>
/// <param name="time">The clock.</param>
public sealed class ElectronDownloads(Uri mirror, Func<HttpClient> http, TimeProvider time)
{
    private const int LargestList = 1 << 20, Attempts = 3, Block = 128 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Checks the address of a mirror.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none, or not encrypted.</exception>
    public static Uri Mirror(string text) => Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) && address.UserInfo.Length == 0
        ? address
        : throw new ReleaseException(Fault.Input, $"'{text}' is no address of a mirror of Electron. Give one with https: and without credentials.");

    /// <summary>Loads a short text.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is none; <see cref="Fault.Environment"/>: it can't be loaded.</exception>
    internal async Task<string> TextAsync(ElectronRelease release, string name, CancellationToken cancellationToken)
    {
        var text = new MemoryStream();
        await LoadAsync(release, name, () => Emptied(text), LargestList, cancellationToken);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    /// <summary>Loads a file.</summary>
    /// <returns>Its SHA-256 in lower-case hexadecimal.</returns>
    /// <inheritdoc cref="TextAsync"/>
    internal async Task<string> FileAsync(ElectronRelease release, string name, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        return await LoadAsync(release, name, () => Emptied(file), long.MaxValue, cancellationToken);
    }

    private static Stream Emptied(Stream stream)
    {
        stream.SetLength(0);
        return stream;
    }

    private async Task<string> LoadAsync(ElectronRelease release, string name, Func<Stream> target, long longest, CancellationToken cancellationToken)
    {
        var address = new Uri(mirror, $"v{release.Version}/{name}");
        using HttpClient client = http();
        client.Timeout = Timeout.InfiniteTimeSpan;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(client, address, release, target, longest, cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
            {
                if (attempt == Attempts)
                    throw new ReleaseException(Fault.Environment, $"{address} can't be loaded: {e.Message} Check the network and run the step again.", e);
            }

            await Task.Delay(TimeSpan.FromSeconds(attempt), time, cancellationToken);
        }
    }

    private async Task<string> OnceAsync(
        HttpClient client, Uri address, ElectronRelease release, Func<Stream> target, long longest, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, end.Token);
            if (response.StatusCode == HttpStatusCode.NotFound)
                throw new ReleaseException(Fault.Input, $"There is no {address}. Is {release.Version} the version of Electron that the app is built with?");
            response.EnsureSuccessStatusCode();
            await using Stream content = await response.Content.ReadAsStreamAsync(end.Token);
            Stream to = target();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] block = new byte[Block];
            long size = 0;
            for (int read; (read = await content.ReadAsync(block, end.Token)) > 0;)
            {
                late.CancelAfter(Patience);
                size += read;
                if (size > longest)
                    throw new ReleaseException(Fault.Refused, $"{address} has more than {longest} bytes, which no list of checksums has.");
                hash.AppendData(block, 0, read);
                await to.WriteAsync(block.AsMemory(0, read), end.Token);
            }

            return response.Content.Headers.ContentLength is { } length && length != size
                ? throw new IOException($"The download broke off after {size} of {length} bytes.")
                : Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"Nothing came for {Patience.TotalSeconds:0} s.", e);
        }
    }
}

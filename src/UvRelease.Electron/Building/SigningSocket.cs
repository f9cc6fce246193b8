using System.Net.Sockets;
using System.Text;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>
/// Where electron-builder's hook asks for signatures (see sign-hook.cjs). The key stays with who listens: programs of the project name files in the work
/// folder, and get nothing but these files signed.
/// </summary>
internal sealed class SigningSocket : IDisposable
{
    /// <summary>Variable with the socket's path.</summary>
    public const string Variable = "UV_RELEASE_SIGNING_SOCKET";

    private const int LongestPath = 4096;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string folder;
    private readonly Func<string, CancellationToken, Task> sign;
    private readonly CancellationTokenSource ended;

    /// <summary>Begins to listen.</summary>
    /// <param name="request">What is built; the socket belongs to the user that the project's programs run as.</param>
    /// <param name="folder">Files in it are signed, and no others.</param>
    /// <param name="sign">Signs a file in its place.</param>
    /// <param name="cancellationToken">Stops a signature.</param>
    public SigningSocket(BuildRequest request, string folder, Func<string, CancellationToken, Task> sign, CancellationToken cancellationToken)
    {
        (this.folder, this.sign) = (Path.TrimEndingDirectorySeparator(folder) + "/", sign);
        ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Address = Path.Combine(request.Work, "signing");
        listener.Bind(new UnixDomainSocketEndPoint(Address));
        FileStatus.SetMode(Address, FileModes.OwnerAccess);
        request.User?.Owner.Take(Address);
        listener.Listen();
        _ = AnswerAsync();
    }

    /// <summary>The socket.</summary>
    public string Address { get; }

    /// <summary>Why a signature failed, which electron-builder tells in other words; null where none did.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        ended.Cancel();
        listener.Dispose();
        ended.Dispose();
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using Socket client = await listener.AcceptAsync(ended.Token);
                await AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It ended.
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        string answer = "signed";
        try
        {
            byte[] buffer = new byte[LongestPath + 1];
            int length = 0;
            for (int read; length < buffer.Length && (read = await client.ReceiveAsync(buffer.AsMemory(length), ended.Token)) > 0;)
                length += read;
            string path = Path.GetFullPath(Encoding.UTF8.GetString(buffer, 0, length).TrimEnd('\n'));
            if (length > LongestPath || !path.StartsWith(folder, StringComparison.Ordinal))
                throw new ReleaseException(Fault.Refused, $"electron-builder asked for a signature of '{path}', which is none of the files that it makes.");
            await sign(path, ended.Token);
        }
        catch (Exception e) when (e is ReleaseException or IOException or UnauthorizedAccessException)
        {
            (Failure, answer) = (Failure ?? e, e.Message);
        }

        await client.SendAsync(Encoding.UTF8.GetBytes(answer + "\n"), ended.Token);
    }
}
